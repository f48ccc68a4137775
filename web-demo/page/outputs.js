// The outputs of a recipe in words for people, in the page's language.
import { text } from './language.js';
import { percent, size } from './words.js';

const FORMATS = { jpeg: 'JPEG', png: 'PNG', webp: 'WebP', gif: 'GIF', raster: 'raster' };

/** `256 × 256 square JPEG, at most 30 kB`: an output as the component is asked for it, in the names of recipes. */
export function outputInWords(target) {
  const { format, 'max-bytes': most } = target;
  const [box, name] = [boxInWords(target), FORMATS[format]];
  const picture = box && name ? text.picture(box, name) : box || name || '';
  return most === undefined ? picture : `${picture}, ${text.atMostBytes(size(most))}`;
}

function boxInWords({ scale, crop, fit = 'inside', 'device-pixel-ratio': density = 1, 'aspect-ratio': ratio, ...sides }) {
  const { boxes } = text;
  if (scale !== undefined) return boxes.scaled(percent(scale));
  const [width, height] = withRatio(sides, ratio).map((side) => side && Math.round(side * density));
  if (width === undefined && height === undefined) return crop === undefined ? undefined : boxes.part;
  if (height === undefined) return boxes.wide(width);
  if (width === undefined) return boxes.high(height);
  const box = `${width} × ${height}`;
  const isCover = fit === 'cover' || fit === 'cover-down';
  return isCover && width === height ? boxes.square(box) : boxes[isCover ? 'cover' : fit](box);
}

/** Both sides, where one is given with the shape of the box, such as `16:9`. */
function withRatio({ width, height }, ratio) {
  const [wide, high] = String(ratio).split(':').map(Number);
  if (!(wide > 0 && high > 0)) return [width, height];
  return [width ?? (height * wide) / high, height ?? (width * high) / wide];
}
