// As a page that does not call `ready()`, but has loaded the same.
import { createResizer } from 'thumbox';
import { previewer } from './thumbox.js';

export async function start() {
  const resizer = createResizer();
  await resizer.probe(new Blob(['P6 1 1 255\n', new Uint8Array(3)]));
  return previewer(resizer);
}
