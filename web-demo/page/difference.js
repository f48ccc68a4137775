// How far a picture is from another one of the same size.

import { text } from './language.js';

/**
 * The peak signal-to-noise ratio of two pictures in dB, over red, green and blue, on white; Infinity where they are equal.
 * Rejects where the browser cannot show one of them.
 */
export async function psnr(one, other) {
  const [first, second] = await Promise.all([pixels(one), pixels(other)]);
  if (first.length !== second.length) throw new Error(text.differentSizes);
  let sum = 0;
  for (let at = 0; at < first.length; at += 4) {
    for (let channel = at; channel < at + 3; channel++) sum += (first[channel] - second[channel]) ** 2;
  }
  const mean = sum / ((first.length / 4) * 3);
  return mean === 0 ? Infinity : 10 * Math.log10(255 ** 2 / mean);
}

async function pixels(file) {
  const image = await createImageBitmap(file);
  const { width, height } = image;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0);
  image.close();
  return context.getImageData(0, 0, width, height).data;
}
