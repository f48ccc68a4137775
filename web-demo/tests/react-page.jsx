// What react.test.mjs drives: a component with the hook. Each render leaves what the hook has returned in `window.states`.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { useThumbnails } from '@thumbox/react';

function Photos({ files, recipe, options }) {
  // Another object at each render, as where options are written beside the call.
  const result = useThumbnails(files, structuredClone(recipe), options);
  window.states.push(result);
  return result.thumbnails.map(({ file, status, outputs, error }, index) => (
    <figure key={index} data-status={status}>
      {outputs.map(({ url }) => <img key={url} src={url} alt={file.name} />)}
      <figcaption>{error?.message}</figcaption>
    </figure>
  ));
}

const root = createRoot(document.getElementById('root'));
window.states = [];
window.show = (props) => root.render(<StrictMode>{props && <Photos {...props} />}</StrictMode>);
/** What the last render showed, once nothing is pending. */
window.settled = async () => {
  while (!window.states.length || window.states.at(-1).isPending) await new Promise((resolve) => setTimeout(resolve, 10));
  return window.states.at(-1);
};
/** A photo of this size, whose file is another object each time. */
window.photo = async (name, width = 60, height = 40) => {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d').fillRect(0, 0, 9, 9);
  return new File([await canvas.convertToBlob()], name, { type: 'image/png' });
};
