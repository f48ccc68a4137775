// One file on its way through the cloud: optionally shrunk, uploaded, and its thumbnails compared with those made here.
import { text } from './language.js';
import { CloudError, newKey, sha256 } from './signer.js';
import { thumbnails } from './thumbnails.js';
import { upload } from './upload.js';
import { sizes } from './words.js';

/** What a browser calls a file of no known type; S3 has to be told something. */
const UNKNOWN_TYPE = 'application/octet-stream';

/**
 * What the page knows of the cloud: `{ signer, config, recipes, resizer, read }`, where `read` is the function's recipe as
 * the package reads it.
 */
export async function connect(signer, { recipes, resizer }, signal) {
  const config = await signer.config(signal);
  if (config.recipe === null) {
    throw new CloudError('recipe', text.recipeInPackage);
  }
  const { recipe, mistake } = recipes.read(config.recipe);
  if (mistake) throw new CloudError('recipe', text.recipeUnread(mistake.message));
  return { signer, config, recipes, resizer, read: recipe };
}

/** Whether two recipes, as the package reads them, make the same pictures under the same names. */
export function isSameRecipe(one, other) {
  const said = ({ outputs, fields }) =>
    JSON.stringify(outputs.map(({ digest, name }, index) => {
      const { include, exclude } = fields.outputs[index];
      return [digest, name, include, exclude];
    }));
  return said(one) === said(other);
}

/** The recipe whose one output, `original`, is uploaded in place of the file: a copy that fits a square. */
export function originalRecipe(side) {
  const original = { key: 'original', width: side, height: side, fit: 'inside', quality: 90, keep: ['copyright', 'icc'] };
  return { outputs: [original] };
}

/**
 * Takes a file through the cloud, and resolves with `{ key, body, expected, outcomes }`; `expected` are the package's outputs,
 * with the bucket and the key that are used. `shrink` is the side of the square
 * that the original is made to fit before, if any. `onState` is told what `upload` tells, and before and after that
 * `{ state: 'preparing' }`, `{ state: 'comparing', expected }` and `{ state: 'outcome', index, outcome }`.
 *
 * Rejects with a ThumboxError of a file that the component refuses, which is then not uploaded, with a CloudError, or
 * with the signal's reason.
 */
export async function run(file, cloud, { shrink, signal, onState = () => {} } = {}) {
  const { signer, config } = cloud;
  onState({ state: 'preparing' });
  const body = shrink ? await original(file, shrink, cloud, signal) : file;
  if (body.size > config.maxBytes) {
    throw new CloudError('size', text.uploadTooLarge(...sizes(body.size, config.maxBytes)));
  }
  const key = newKey(config.prefix, file.name);
  const expected = await expect(body, key, cloud, signal);
  const failed = placeOfFailure(key, cloud);
  const results = failed ? [...expected, failed] : expected;
  const question = { key, size: body.size, type: mediaType(body), sha256: await sha256(body), results };
  signal?.throwIfAborted();

  const sign = (signal) => signer.sign(question, signal);
  await upload({ body, sign, signal, onState: (state) => onState({ ...state, total: body.size }) });
  onState({ state: 'comparing', expected });
  const onOutcome = (index, outcome) => onState({ state: 'outcome', index, outcome });
  const outcomes = await thumbnails({ expected, failed, sign, signal, onOutcome });
  return { key, body, expected, outcomes };
}

/** The copy that is uploaded in place of the file, also where it has more bytes: the file may have a location. */
async function original(file, side, { resizer }, signal) {
  const { outputs } = await resizer.resize(file, originalRecipe(side), { signal });
  return outputs[0].file;
}

/** What the function will make of an upload, and where. The function sees the uploaded bytes, so these are resized. */
async function expect(body, key, { config, recipes, resizer, read }, signal) {
  const { codec, outputs, isFor } = await resizer.resize(body, config.recipe, { signal, bucket: config.bucket, key });
  if (!isFor) throw new CloudError('key', text.keyLeftOut(key));
  return outputs.map((output) => {
    const { index, label, key, bucket } = output;
    if (!key) throw new CloudError('key', text.keyUnknown(label));
    const place = bucketOf(index, bucket, { config, read });
    return { ...output, bucket: place, component: resizer.component, codec: codec?.sha256, recipe: read.outputs[index].digest };
  });
}

/**
 * Where the function will store the outputs of a card that has its recipe: `[{ place, title }]`, in their order. The folder
 * with a random name, which is chosen when the upload begins, is written as an ellipsis.
 */
export function places({ file, outputs }, { config, recipes, read, resizer }) {
  const one = (index) => outputs.find((output) => output.index === index);
  const upload = {
    bucket: config.bucket,
    key: newKey(config.prefix, file.name, '…'),
    component: resizer.component,
    formats: read.outputs.map((_, index) => one(index)?.format ?? null),
    sizes: read.outputs.map((_, index) => (one(index) ? [one(index).width, one(index).height] : null)),
  };
  const { outputs: found } = recipes.destinations(config.recipe, upload);
  return outputs.map(({ index }) => {
    const bucket = bucketOf(index, found[index].bucket, { config, read });
    return { place: `s3://${bucket}/${found[index].key ?? '…'}`, title: text.randomFolder };
  });
}

/** Where the function describes why there is no thumbnail, if its recipe says so: in the bucket of the first output. */
function placeOfFailure(key, { config, recipes, read }) {
  const { failed } = read.fields;
  if (!failed) return undefined;
  const { outputs } = recipes.destinations(config.recipe, { bucket: config.bucket, key });
  return { bucket: bucketOf(0, outputs[0].bucket, { config, read }), key: `${failed}${key}.json` };
}

/** Where an output goes. The function's variable says where thumbnails go, unless the recipe does, whose bucket is `own`. */
function bucketOf(index, own, { config, read }) {
  return read.fields.outputs[index].bucket === undefined ? config.destination : own;
}

/** As the signer takes it. */
function mediaType({ type }) {
  return /^[a-z0-9][a-z0-9.+-]*\/[a-z0-9][a-z0-9.+-]*$/.test(type) ? type : UNKNOWN_TYPE;
}
