// Files that are not what they seem, of good ones: cut, damaged, with sizes that nothing can hold, and no images at all.
import { crc32 } from 'node:zlib';

/** A PNG whose header has these sides, without pixels. */
function pngOf(width, height) {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length);
    frame.writeUInt32BE(checksum(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', Buffer.from([0x78, 0x9c, 3, 0, 0, 0, 0, 1])), chunk('IEND', Buffer.alloc(0))]);
}

/** CRC-32 of PNG. Node has it from 22.2 on. */
function checksum(bytes) {
  if (crc32) return crc32(bytes);
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

/** The hostile file of this number: the same for the same number. `good` are images. */
export function hostile(number, good) {
  const image = good[number % good.length];
  const turn = Math.floor(number / 5) + 1;
  switch (number % 5) {
    case 0: return image.subarray(0, (image.length * (turn % 97)) / 100);
    case 1: return damaged(image, turn);
    case 2: return pngOf(1 + ((turn * 7919) % 60_000), 30_000 + ((turn * 104_729) % 30_000));
    case 3: return Buffer.concat([image.subarray(0, 200), Buffer.alloc(2000 + turn, turn % 256)]);
    default: return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${turn}"><image href="file:///etc/passwd"/></svg>`);
  }
}

function damaged(image, turn) {
  const copy = Buffer.from(image);
  for (let count = 0; count < 40; count++) copy[20 + ((turn * 31 + count * 7919) % (copy.length - 20))] ^= 1 << ((turn + count) % 8);
  return copy;
}
