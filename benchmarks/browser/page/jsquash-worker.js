// The import map is the page's: in a Worker, addresses are whole.
import decode, { init as startDecoder } from '/node_modules/@jsquash/jpeg/decode.js';
import encode, { init as startEncoder } from '/node_modules/@jsquash/jpeg/encode.js';
import resize, { initResize } from '/node_modules/@jsquash/resize/index.js';
import { answerWith } from './in-worker.js';

await Promise.all([startDecoder(), startEncoder(), initResize()]);
answerWith(async (file, side) => {
  const picture = await decode(await file.arrayBuffer());
  const share = side / Math.max(picture.width, picture.height);
  const small = await resize(picture, {
    width: Math.round(picture.width * share),
    height: Math.round(picture.height * share),
  });
  return new Blob([await encode(small, { quality: 80 })], { type: 'image/jpeg' });
});
