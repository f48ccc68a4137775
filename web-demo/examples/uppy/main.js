import Uppy from '@uppy/core';
import Dashboard from '@uppy/dashboard';
import '@uppy/core/css/style.min.css';
import '@uppy/dashboard/css/style.min.css';
import { ThumboxPreview } from './ThumboxPreview.js';

new Uppy()
  .use(Dashboard, { inline: true, target: '#uppy', disableThumbnailGenerator: true })
  .use(ThumboxPreview, { recipe: 'output = { width = 400, format = "webp" }', bucket: 'images' });
