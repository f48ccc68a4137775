import Uppy from '@uppy/core';
import Dashboard from '@uppy/dashboard';
import XHRUpload from '@uppy/xhr-upload';
import Thumbox from '@thumbox/uppy';
import '@uppy/core/css/style.min.css';
import '@uppy/dashboard/css/style.min.css';

new Uppy()
  .use(Dashboard, { inline: true, target: '#uppy', disableThumbnailGenerator: true })
  .use(Thumbox, { recipe: { width: 400, format: 'webp' }, uploadThumbnails: true, refuse: true })
  .use(XHRUpload, { endpoint: 'upload' });
