// Stands between the component and what reads its results. jco's code believes what a component says of them: it cuts
// lists that end beyond memory, replaces what is no UTF-8, and copies whatever is asked for. Here is refused what `engine`
// refuses: that, and what `wit/resize.wit` says in words (engine/src/contract.rs). A component that does not keep to it is
// broken or means harm.

/** Looks into memory during a call: one for each value that goes in or comes out. 16 outputs need a hundred. */
const MOST_LOOKS = 2000;
const MOST_WARNINGS = 32;
const LONGEST_SIDE = 65_535;
/** Bytes; it has 25 at most. */
const LONGEST_THUMBHASH = 32;
/** Bytes that memory grows by. */
const PAGE = 65_536;
/** Characters of a text for people. */
const LONGEST_TEXT = 4096;
/** Characters of facts in JSON. */
const LONGEST_FACTS = 1 << 20;

const INPUT_FORMATS = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'bmp', 'ico', 'pnm', 'qoi', 'tga', 'psd', 'avif', 'heic', 'jxl', 'raster'];
const CODECS = ['avif', 'heic', 'jxl'];
const OUTPUT_FORMATS = ['jpeg', 'png', 'webp', 'gif', 'raster'];
const COLOR_MODELS = ['gray', 'rgb', 'indexed', 'ycbcr', 'cmyk', 'ycck'];
const WARNINGS = ['damage', 'picture-lost', 'color-profile', 'metadata', 'smaller-than-box'];
const QUALITY_BY = ['score', 'max-bytes', 'lowest', 'highest'];
const ERRORS = ['unsupported-format', 'malformed', 'truncated', 'too-large', 'invalid-options', 'limit-exceeded', 'needs-codec'];

export const OUT_OF_MEMORY = {
  kind: 'memory-limit',
  message: 'the image needs more memory than the component may have; use a smaller image',
};

/** What the call that is being made has had so far. A Worker makes one at a time. */
let looks = 0;
let bytes = 0;
/** What ended the instance. jco does not notice all of it, such as a stack that is exhausted. */
let trap;
let memory;
/** What every call throws from then on. */
let ended;

class InvalidResult extends Error {}

/**
 * The functions of an instance of the resizer, whose results can be believed. They throw `{ kind, message }`, with `needed` where
 * `probe` wants more of the file: the component's errors and `invalid-result`; and whatever the browser throws where the
 * component breaks off. One instance is used at a time: a new one ends the one before.
 */
export async function instantiateResizer(instantiate, getCoreModule) {
  const { resizer } = await instantiateGuarded(instantiate, getCoreModule);
  return {
    memory: bytesOfMemory,
    probe: (head) => call(() => checkedInfo(facts(resizer.probe(head)))),
    /** `request` is in JSON, and has so many outputs. */
    resize: (image, request, count) =>
      call(() => {
        const made = resizer.resize(image, request);
        const { outputs, warnings } = checkedResult(facts(made.facts()), count);
        const files = outputs.map((output, index) => ({ ...output, data: file(made, output, index) }));
        return { outputs: files, warnings };
      }),
  };
}

/** The function of an instance of a codec, likewise. What it gives is any list of bytes: whether it is a raster, decoded.js checks. */
export async function instantiateDecoder(instantiate, getCoreModule) {
  const { decoder } = await instantiateGuarded(instantiate, getCoreModule);
  return {
    memory: bytesOfMemory,
    /** `request` is in JSON. */
    decode: (image, request) =>
      call(() => {
        const raster = decoder.decode(image, request);
        if (!(raster instanceof Uint8Array)) throw new InvalidResult('a raster that is no list of bytes');
        return raster;
      }),
  };
}

function instantiateGuarded(instantiate, getCoreModule) {
  trap = undefined;
  memory = undefined;
  ended = undefined;
  return instantiate(getCoreModule, {}, instantiateCore);
}

/** How much the instance has. It never gets less. */
const bytesOfMemory = () => memory?.buffer.byteLength ?? 0;

async function instantiateCore(module, imports) {
  const { exports } = await WebAssembly.instantiate(module, imports);
  const guarded = Object.entries(exports).map(([name, value]) => {
    if (value instanceof WebAssembly.Memory) {
      memory = value;
      return [name, new GuardedMemory(value)];
    }
    return [name, typeof value === 'function' ? marked(value) : value];
  });
  return { exports: Object.fromEntries(guarded) };
}

/** Tells what is thrown inside the component, whatever the browser calls it, from what is thrown about its results. */
function marked(run) {
  return (...parameters) => {
    try {
      return run(...parameters);
    } catch (error) {
      trap = error;
      throw error;
    }
  };
}

class GuardedMemory {
  #memory;

  constructor(memory) {
    this.#memory = memory;
  }

  get buffer() {
    if (++looks > MOST_LOOKS) throw new InvalidResult('its lists are too long');
    const { buffer } = this.#memory;
    // After a growth it is another one.
    if (buffer.slice !== slice) Object.defineProperty(buffer, 'slice', { value: slice });
    return buffer;
  }
}

function slice(start, end) {
  if (end > this.byteLength) throw new InvalidResult('a list ends beyond its memory');
  count(end - start, this.byteLength);
  return ArrayBuffer.prototype.slice.call(this, start, end);
}

const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const { decode } = TextDecoder.prototype;
/** In a Worker, only jco's code decodes texts. */
TextDecoder.prototype.decode = function (view) {
  if (view === undefined) return '';
  count(view.byteLength, view.buffer.byteLength);
  return decode.call(text, view);
};

/**
 * Whether the component broke off because memory could not grow. A browser does not report a growth that it refuses. What asks for
 * more than there may be has most of it, so memory that cannot be doubled any more is the reason. The instance is not used again.
 */
function isOutOfMemory() {
  if (!(trap instanceof WebAssembly.RuntimeError) || memory === undefined) return false;
  try {
    memory.grow(memory.buffer.byteLength / PAGE);
    return false;
  } catch {
    return true;
  }
}

/** Values lie side by side: what is copied of them is no more than there is. */
function count(length, most) {
  bytes += length;
  if (bytes > most) throw new InvalidResult(`it is larger than the ${most} bytes of memory that it lies in`);
}

function call(run) {
  looks = 0;
  bytes = 0;
  if (ended ?? trap) throw ended ?? trap;
  try {
    return run();
  } catch (error) {
    // The component's own errors are thrown as the contract's record.
    if (!(error instanceof Error)) throw checkedError(error);
    if (trap || error instanceof WebAssembly.RuntimeError) {
      ended = isOutOfMemory() ? OUT_OF_MEMORY : (trap ?? error);
      throw ended;
    }
    throw invalidResult(error.message);
  }
}

export function invalidResult(reason) {
  return {
    kind: 'invalid-result',
    message: `the component gave a result that cannot be right (${reason}); this is a bug, please report it with the image`,
  };
}

function facts(text) {
  if (text.length > LONGEST_FACTS) throw new InvalidResult(`facts of ${text.length} characters`);
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidResult('facts that cannot be read');
  }
}

function checkedInfo(info) {
  const { orientation, frames } = info;
  if (!(orientation >= 1 && orientation <= 8)) throw new InvalidResult(`an image with orientation ${orientation}`);
  const { cicp, codec, 'icc-profile': icc } = info;
  return {
    format: word(info.format, INPUT_FORMATS),
    width: whole(info.width),
    height: whole(info.height),
    orientation,
    frames: whole(frames),
    framesComplete: info['frames-complete'] === true,
    alpha: info.alpha === true,
    depth: whole(info.depth),
    colorModel: word(info['color-model'], COLOR_MODELS),
    ...(icc === undefined ? {} : { iccProfile: shortened(String(icc)) }),
    ...(cicp === undefined ? {} : { cicp: codePoints(cicp) }),
    progressive: info.progressive === true,
    c2pa: info.c2pa === true,
    workingMemory: whole(info['working-memory']),
    autoFormat: word(info['auto-format'], OUTPUT_FORMATS),
    ...(codec === undefined ? {} : { codec: word(codec, CODECS) }),
  };
}

function codePoints(cicp) {
  const areBytes = Array.isArray(cicp) && cicp.length === 4 && cicp.every((code) => Number.isInteger(code) && code >= 0 && code < 256);
  if (!areBytes) throw new InvalidResult('colours that are not four code points');
  return cicp;
}

function checkedResult({ outputs, warnings }, count) {
  if (!Array.isArray(outputs) || !Array.isArray(warnings)) throw new InvalidResult('facts without outputs and warnings');
  if (outputs.length !== count) throw new InvalidResult(`${outputs.length} outputs for ${count} targets`);
  if (warnings.length > MOST_WARNINGS) {
    throw new InvalidResult(`${warnings.length} warnings, where at most ${MOST_WARNINGS} are allowed`);
  }
  return {
    outputs: outputs.map(checkedOutput),
    warnings: warnings.map(({ kind, message }) => ({ kind: word(kind, WARNINGS), message: shortened(String(message)) })),
  };
}

function checkedOutput(output) {
  const { format, width, height, frames, bytes, quality, score, 'quality-by': qualityBy, colors, effort, thumbhash } = output;
  const isSide = (length) => whole(length) >= 1 && length <= LONGEST_SIDE;
  if (!isSide(width) || !isSide(height)) throw new InvalidResult(`an output of ${width} x ${height} pixels`);
  if (!(whole(frames) > 0)) throw new InvalidResult(`an output of ${frames} frames`);
  if (quality !== undefined && !(whole(quality) >= 1 && quality <= 100)) {
    throw new InvalidResult(`an output of quality ${quality}`);
  }
  return {
    format: word(format, OUTPUT_FORMATS),
    width,
    height,
    frames,
    bytes: whole(bytes),
    ...(quality === undefined ? {} : { quality }),
    ...(score === undefined ? {} : { score: finite(score) }),
    ...(qualityBy === undefined ? {} : { qualityBy: word(qualityBy, QUALITY_BY) }),
    ...(colors === undefined ? {} : { colors: whole(colors) }),
    ...(effort === undefined ? {} : { effort: whole(effort) }),
    ...(thumbhash === undefined ? {} : { thumbhash: decodedHash(thumbhash) }),
    ...(output['embedded-thumbnail'] === true ? { embeddedThumbnail: true } : {}),
  };
}

function file(made, { bytes }, index) {
  const data = made.take(index);
  if (!(data instanceof Uint8Array)) throw new InvalidResult('an output without a file');
  if (data.length !== bytes) throw new InvalidResult(`a file of ${bytes} bytes, which has ${data.length}`);
  return data;
}

function decodedHash(hash) {
  if (typeof hash !== 'string' || hash.length > 2 * LONGEST_THUMBHASH) throw new InvalidResult('a ThumbHash that is too long');
  try {
    return Uint8Array.from(atob(hash), (character) => character.charCodeAt(0));
  } catch {
    throw new InvalidResult('a ThumbHash that is not Base64');
  }
}

function word(found, words) {
  if (words.includes(found)) return found;
  throw new InvalidResult(`the word ${shortened(JSON.stringify(found) ?? 'absent').slice(0, 64)}`);
}

function finite(number) {
  if (Number.isFinite(number)) return number;
  throw new InvalidResult('a number that is none');
}

function whole(number) {
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new InvalidResult('a number that is not whole');
}

function checkedError({ kind, message, details }) {
  if (!ERRORS.includes(kind)) return invalidResult('an error of an unknown kind');
  const needed = Number(details.find(([name]) => name === 'needed')?.[1]);
  return { kind, message: shortened(message), ...(Number.isSafeInteger(needed) ? { needed } : {}) };
}

function shortened(text) {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}
