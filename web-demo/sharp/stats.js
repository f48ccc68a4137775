'use strict';
// What a picture is like in numbers: of the pixels in the file, as it is stored, before anything is done to them. What is computed is what
// libvips computes (arithmetic/stats.c, histogram/hist_entropy.c), so that thresholds of programs hold.
const { unsupported } = require('./checks.js');
const rasters = require('./rasters.js');
const { asStored, inspect, limitsOf, withInput } = require('./run.js');
const { shared } = require('./resizer.js');

const methods = {
  stats(callback) {
    return this._answer(callback, async () => ({ data: await withInput(await this._ready(), measured) }), ({ data }) => data);
  },
};

async function measured(bytes, signal, { input }) {
  const facts = await inspect(bytes, input, signal);
  const { width, height, depth } = facts;
  if (depth > 8) throw unsupported('stats() of samples with more than 8 bits');
  const whole = { width, height, fit: 'fill', enlarge: true, format: 'raster', keep: ['icc'], animation: 'first-frame', ...asStored(facts) };
  const { outputs } = await shared().resize(bytes, whole, { limits: limitsOf(input), signal });
  const picture = rasters.unpack(outputs[0].data);
  const channels = Array.from({ length: picture.channels }, (_, channel) => channelStats(picture, channel));
  const hasAlpha = picture.channels % 2 === 0;
  const gray = luminance(picture);
  return {
    channels,
    isOpaque: !hasAlpha || channels.at(-1).min === 255,
    entropy: entropyOf(gray),
    sharpness: sharpnessOf(gray, picture),
    dominant: dominantOf(picture),
  };
}

/** Of one channel. Places are those of the first pixel with the value. */
function channelStats({ pixels, width, channels }, channel) {
  let [min, max, sum, squaresSum, minAt, maxAt] = [256, -1, 0, 0, 0, 0];
  const count = pixels.length / channels;
  for (let at = 0; at < count; at++) {
    const value = pixels[at * channels + channel];
    sum += value;
    squaresSum += value * value;
    if (value < min) [min, minAt] = [value, at];
    if (value > max) [max, maxAt] = [value, at];
  }
  const mean = sum / count;
  return {
    min, max, sum, squaresSum, mean, stdev: deviation(sum, squaresSum, count),
    minX: minAt % width, minY: Math.floor(minAt / width), maxX: maxAt % width, maxY: Math.floor(maxAt / width),
  };
}

/** The standard deviation of a sample. */
const deviation = (sum, squaresSum, count) => (count > 1 ? Math.sqrt(Math.abs(squaresSum - (sum * sum) / count) / (count - 1)) : 0);

/** sRGB to linear light and back (IEC 61966-2-1). */
const LINEAR = Float64Array.from({ length: 256 }, (_, value) => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
const encoded = (light) => Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));

/** The luminance of each pixel, as an sRGB value. */
function luminance({ pixels, channels }) {
  const gray = new Uint8Array(pixels.length / channels);
  for (let at = 0, from = 0; at < gray.length; at++, from += channels) {
    gray[at] = channels < 3 ? pixels[from] : encoded(0.2126 * LINEAR[pixels[from]] + 0.7152 * LINEAR[pixels[from + 1]] + 0.0722 * LINEAR[pixels[from + 2]]);
  }
  return gray;
}

/** Shannon's entropy of the histogram, in bits. */
function entropyOf(gray) {
  const histogram = new Uint32Array(256);
  for (const value of gray) histogram[value]++;
  return histogram.reduce((bits, count) => (count === 0 ? bits : bits - (count / gray.length) * Math.log2(count / gray.length)), 0);
}

/** The standard deviation of the Laplacian of four neighbours, a ninth of it; pixels beyond an edge are those at the edge. */
function sharpnessOf(gray, { width, height }) {
  let [sum, squaresSum] = [0, 0];
  for (let y = 0; y < height; y++) {
    const [above, row, below] = [Math.max(0, y - 1), y, Math.min(height - 1, y + 1)].map((line) => line * width);
    for (let x = 0; x < width; x++) {
      const beside = gray[row + Math.max(0, x - 1)] + gray[row + Math.min(width - 1, x + 1)];
      const value = (gray[above + x] + gray[below + x] + beside - 4 * gray[row + x]) / 9;
      sum += value;
      squaresSum += value * value;
    }
  }
  return deviation(sum, squaresSum, gray.length);
}

/** The middle of the fullest of 16 x 16 x 16 bins. */
function dominantOf({ pixels, channels }) {
  const bins = new Uint32Array(4096);
  const blue = channels < 3 ? 0 : 2;
  const green = channels < 3 ? 0 : 1;
  for (let at = 0; at < pixels.length; at += channels) bins[((pixels[at] >> 4) << 8) | ((pixels[at + green] >> 4) << 4) | (pixels[at + blue] >> 4)]++;
  let fullest = 0;
  for (let bin = 1; bin < bins.length; bin++) if (bins[bin] > bins[fullest]) fullest = bin;
  return { r: (fullest >> 8) * 16 + 8, g: ((fullest >> 4) & 15) * 16 + 8, b: (fullest & 15) * 16 + 8 };
}

module.exports = { methods };
