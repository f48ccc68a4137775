import Vips from '/node_modules/wasm-vips/lib/vips-es6.js';
import { answerWith } from './in-worker.js';

// Without the libraries for formats that the photo does not have.
const vips = await Vips({ dynamicLibraries: [] });
answerWith(async (file, side) => {
  const small = vips.Image.thumbnailBuffer(await file.arrayBuffer(), side, { height: side, size: 'down' });
  const bytes = small.writeToBuffer('.jpg', { Q: 80, keep: 'none' });
  small.delete();
  return new Blob([bytes], { type: 'image/jpeg' });
});
