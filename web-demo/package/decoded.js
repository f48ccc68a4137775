// Files that a codec decodes first, as `engine` has it (engine/src/decoded.rs): the codec gives a raster, and the resizer makes the
// outputs of that. Neither instance is there while the other one works.
import { instantiate } from './decoder.js';
import { instantiateDecoder, invalidResult, OUT_OF_MEMORY } from './guard.js';

/** Bytes of memory that both may have, the raster among them: what engine's `CallLimits` have for a call. */
const MOST_MEMORY = 1 << 30;

/** What is wrong with a raster is the codec's fault, and not the file's. */
const FAULTS = ['unsupported-format', 'malformed', 'truncated', 'needs-codec'];

/** The raster that a codec, a module, makes of an image for the outputs of a request in JSON. */
export async function decoded(image, request, module) {
  const codec = await instantiateDecoder(instantiate, () => module);
  const raster = codec.decode(image, request);
  checkMemory(codec, raster);
  return raster;
}

/** Where the head of a raster has the number of outputs that it was made for, or 0 for any (docs/raster.md). */
const OUTPUTS = 15;

/**
 * Checks that a raster is of the image that the head of the file describes, and for so many outputs. `probed` is what the resizer
 * says of the raster. It is refused there if planes are missing; what lies behind them is not read.
 */
export function checkRaster(raster, probed, { info, name, count }) {
  if (probed.format !== 'raster') throw invalidResult(`the codec ${name} gave a file of ${probed.format}, where a raster was expected`);
  const isSame = ['width', 'height', 'orientation'].every((field) => probed[field] === info[field]);
  if (!isSame) throw invalidResult(`the codec ${name} gave a raster of ${inWords(probed)}, of an image of ${inWords(info)}`);
  const made = raster[OUTPUTS];
  if (made !== 0 && made !== count) throw invalidResult(`the codec ${name} gave a raster for ${made} outputs, of ${count}`);
}

/** The request for the raster: it is longer than the file, and so may be as long as it is. */
export function limitsOfRaster(limits, raster) {
  return JSON.stringify({ ...JSON.parse(limits), 'max-file-bytes': raster.length });
}

/** Runs what works on a raster. Its faults are told as those of the codec. */
export async function blamingCodec(name, work) {
  try {
    return await work();
  } catch (error) {
    if (!FAULTS.includes(error.kind)) throw error;
    throw invalidResult(`the codec ${name} gave a raster that cannot be read: ${error.message}`);
  }
}

/** Refuses what took more memory than a call may have: an instance beside a raster that is in it and outside of it. */
export function checkMemory(instance, raster) {
  if (instance.memory() + raster.length > MOST_MEMORY) throw OUT_OF_MEMORY;
}

const inWords = ({ width, height, orientation }) => `${width} x ${height} pixels with orientation ${orientation}`;
