// What uppy.test.mjs drives: Uppy with Dashboard and an uploader.
import Uppy from '@uppy/core';
import Dashboard from '@uppy/dashboard';
import XHRUpload from '@uppy/xhr-upload';
import Thumbox from '@thumbox/uppy';

/** Starts Uppy with these options of its own, of the plugin and of the uploader. */
window.start = ({ core, thumbox, xhr } = {}) => {
  window.told = [];
  window.uppy = new Uppy(core)
    .use(Dashboard, { inline: true, target: '#root', disableThumbnailGenerator: true })
    .use(Thumbox, thumbox)
    .use(XHRUpload, { endpoint: 'upload', shouldRetry: () => false, ...xhr });
  for (const event of ['thumbnail:generated', 'thumbnail:error']) uppy.on(event, (file) => told.push([event, file.name]));
};
/** A picture of this size, whose file is another object each time. */
window.photo = async (name, width = 60, height = 40) => {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d').fillRect(0, 0, 9, 9);
  return new File([await canvas.convertToBlob()], name, { type: 'image/png' });
};
window.add = (file) => uppy.addFile({ name: file.name, type: file.type, data: file });
/** Resolves when this is so. */
window.until = async (condition) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};
