// Modules that stand in for codecs and answer as they like, for the tests of what a page believes.

/** Where things are in memory: what `decode` returns, the file that it gives, and what is allocated. */
const [RETURNED, FILE, FREE] = [16, 1024, 1 << 20];
/** Pages of memory of 64 KiB: at first, and at most as real codecs have. */
const [PAGES, MOST_PAGES] = [64, 16_384];
const WORLD = 'thumbox:resize/decoder@0.2.0#decode';

/** A module whose `decode` gives these bytes. It says that they are `length`, and at `address`. It has so many pages of memory. */
export const giving = (bytes, { length = bytes.length, address = FILE, pages } = {}) =>
  moduleOf(i32(RETURNED), [[RETURNED, [...word(0), ...word(address), ...word(length)]], [FILE, bytes]], pages);

/** A module whose `decode` gives an error. */
export function refusing(kind, message = 'no') {
  const texts = [...Buffer.from(kind), ...Buffer.from(message)];
  const error = [FILE, kind.length, FILE + kind.length, message.length, FILE, 0].flatMap(word);
  return moduleOf(i32(RETURNED), [[RETURNED, [...word(1), ...error]], [FILE, texts]]);
}

/** A module whose `decode` breaks off. */
export const trapping = () => moduleOf([0x00]);

/** A module whose `decode` comes to no end. */
export const endless = () => moduleOf([0x03, 0x40, 0x0c, 0, 0x0b, 0x00]);

/** A raster of gray pixels, of which all are the same: docs/raster.md. `outputs` are indexes of its only rendition. */
export function raster(width, height, { orientation = 1, outputs = [], bits = 8 } = {}) {
  const header = Buffer.alloc(50 + outputs.length);
  header.write('\x89RASTER\n', 'latin1');
  header.writeUInt16LE(1, 8);
  header.set([1, 0, bits, orientation, 1, outputs.length], 10);
  header.writeUInt32LE(width, 16);
  header.writeUInt32LE(height, 20);
  header.writeUInt32LE(width, 32);
  header.writeUInt32LE(height, 36);
  header.set(outputs, 50);
  return Buffer.concat([header, Buffer.alloc(width * height * (bits > 8 ? 2 : 1), 128)]);
}

/** A core module as codecs have it, with this body of `decode` and these data: `[address, bytes]`. */
function moduleOf(decode, data = [], pages = PAGES) {
  const [I32, NO_LOCALS] = [0x7f, 0];
  const types = [
    [0x60, 4, I32, I32, I32, I32, 1, I32],
    [0x60, 1, I32, 0],
  ];
  // Returns what is free, and adds to it what is asked for and 8 bytes, so that the next one lies at a multiple of 8.
  const allocate = [0x23, 0, 0x23, 0, 0x20, 3, 0x6a, ...i32(15), 0x6a, ...i32(-8), 0x71, 0x24, 0];
  const bodies = [decode, allocate, []].map((code) => sized([NO_LOCALS, ...code, 0x0b]));
  const name = (text) => sized([...Buffer.from(text)]);
  const exported = [
    [...name('memory'), 2, 0],
    [...name(WORLD), 0, 0],
    [...name('cabi_realloc'), 0, 1],
    [...name(`cabi_post_${WORLD}`), 0, 2],
  ];
  const segments = data.map(([address, bytes]) => [0, ...i32(address), 0x0b, ...sized([...bytes])]);
  const sections = [
    [1, list(types)],
    [3, list([[0], [0], [1]])],
    [5, list([[1, ...unsigned(pages), ...unsigned(MOST_PAGES)]])],
    [6, list([[I32, 1, ...i32(FREE), 0x0b]])],
    [7, list(exported)],
    [10, list(bodies)],
    [11, list(segments)],
  ];
  return new WebAssembly.Module(Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flatMap(([id, content]) => [id, ...sized(content)])]));
}

const list = (items) => [...unsigned(items.length), ...items.flat()];
const sized = (bytes) => [...unsigned(bytes.length), ...bytes];
const word = (number) => [...new Uint8Array(Uint32Array.of(number).buffer)];
/** The instruction `i32.const`. */
const i32 = (number) => [0x41, ...signed(number)];

/** LEB128, as WebAssembly writes numbers. */
function unsigned(number) {
  return number < 128 ? [number] : [(number % 128) | 128, ...unsigned(Math.floor(number / 128))];
}

function signed(number) {
  const isLast = number >= -64 && number < 64;
  return isLast ? [number & 127] : [(number & 127) | 128, ...signed(number >> 7)];
}
