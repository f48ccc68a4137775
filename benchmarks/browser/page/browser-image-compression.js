import imageCompression from 'browser-image-compression';

export async function start() {
  // Its Worker loads the library from here, and not from a server of others.
  const libURL = new URL('/node_modules/browser-image-compression/dist/browser-image-compression.js', location.href).href;
  return (file, side) =>
    imageCompression(file, { maxWidthOrHeight: side, useWebWorker: true, libURL, fileType: 'image/jpeg', initialQuality: 0.8 });
}
