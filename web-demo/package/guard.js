// Stands between the component and what reads its results. jco's code believes what a component says of them: it cuts
// lists that end beyond memory, replaces what is no UTF-8, and copies whatever is asked for. Here is refused what `engine`
// refuses: that, and what `wit/resize.wit` says in words (engine/src/contract.rs). A component that does not keep to it is
// broken or means harm.

/** Looks into memory during a call: one for each value that goes in or comes out. 16 targets and outputs need 2000. */
const MOST_LOOKS = 20_000;
const MOST_WARNINGS = 32;
const LONGEST_SIDE = 65_535;
/** Bytes; it has 25 at most. */
const LONGEST_THUMBHASH = 32;
/** Bytes that memory grows by. */
const PAGE = 65_536;
/** Characters of a text for people. */
const LONGEST_TEXT = 4096;

/** As the contract's errors are. */
const OUT_OF_MEMORY = {
  tag: 'memory-limit',
  val: 'the image needs more memory than the component may have; use a smaller image',
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
 * An instance's functions, whose results can be believed. They throw the contract's errors and `invalid-result`, as
 * `{ tag, val }`, and whatever the browser throws where the component breaks off.
 */
export async function instantiateGuarded(instantiate, getCoreModule) {
  trap = undefined;
  memory = undefined;
  ended = undefined;
  const { resizer } = await instantiate(getCoreModule, {}, instantiateCore);
  return {
    probe: (head) => call(() => checkedInfo(resizer.probe(head))),
    resize: (image, targets, options) =>
      call(() => checkedResult(resizer.resize(image, targets, options), targets.length)),
  };
}

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
    // The component's own errors are thrown as the contract's variant.
    if (!(error instanceof Error)) throw shortenedError(error);
    if (trap || error instanceof WebAssembly.RuntimeError) {
      ended = isOutOfMemory() ? OUT_OF_MEMORY : (trap ?? error);
      throw ended;
    }
    throw {
      tag: 'invalid-result',
      val: `the component gave a result that cannot be right (${error.message}); this is a bug, please report it with the image`,
    };
  }
}

function checkedInfo(info) {
  if (info.orientation < 1 || info.orientation > 8) throw new InvalidResult(`an image with orientation ${info.orientation}`);
  if (info.iccProfile !== undefined) info.iccProfile = shortened(info.iccProfile);
  return info;
}

function checkedResult({ outputs, warnings }, targets) {
  if (outputs.length !== targets) throw new InvalidResult(`${outputs.length} outputs for ${targets} targets`);
  if (warnings.length > MOST_WARNINGS) {
    throw new InvalidResult(`${warnings.length} warnings, where at most ${MOST_WARNINGS} are allowed`);
  }
  const isSide = (length) => length >= 1 && length <= LONGEST_SIDE;
  for (const { width, height, frames, quality, thumbhash } of outputs) {
    if (!isSide(width) || !isSide(height)) throw new InvalidResult(`an output of ${width} x ${height} pixels`);
    if (frames === 0) throw new InvalidResult('an output of 0 frames');
    if (quality < 1 || quality > 100) throw new InvalidResult(`an output of quality ${quality}`);
    if (thumbhash?.length > LONGEST_THUMBHASH) throw new InvalidResult(`a ThumbHash of ${thumbhash.length} bytes`);
  }
  return { outputs, warnings: warnings.map(({ kind, message }) => ({ kind, message: shortened(message) })) };
}

function shortenedError({ tag, val }) {
  if (typeof val === 'string') return { tag, val: shortened(val) };
  return { tag, val: { ...val, message: shortened(val.message) } };
}

function shortened(text) {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}
