// The box of an output, grown or shrunk as a whole.

/** The box without a size has these sides, as the crate `request` says (`Target::in_some_box`). */
const NO_SIZE = { width: 128, height: 128 };

/**
 * The fields that make an output `width` pixels wide: the given sides of its box, or its scale. `fields` are those of the output,
 * in a recipe's names, and `made` is the picture that they make, `{ width, height }`. The shape stays, but for rounding.
 */
export function resized(fields, made, width) {
  if (fields.scale !== undefined) return { scale: rounded((fields.scale * width) / made.width) };
  const hasSides = fields.width !== undefined || fields.height !== undefined;
  // A crop without a box is as large as it is in the photo.
  if (!hasSides && fields.crop !== undefined) return { width };
  const sides = hasSides ? { width: fields.width, height: fields.height } : NO_SIZE;
  const factor = width / widthOf({ ...fields, ...sides }, made.width / made.height);
  const given = Object.entries(sides).filter(([, side]) => side !== undefined);
  return Object.fromEntries(given.map(([name, side]) => [name, Math.max(1, Math.round(side * factor))]));
}

/** How wide an output of this shape is that fills its box, as one does that is enlarged. */
function widthOf({ width, height, fit = 'inside', 'device-pixel-ratio': density = 1, 'aspect-ratio': ratio }, shape) {
  if (width === undefined) return height * density * shape;
  if (height === undefined || ratio !== undefined) return width * density;
  if (fit === 'inside') return Math.min(width, height * shape) * density;
  if (fit === 'outside') return Math.max(width, height * shape) * density;
  return width * density;
}

const rounded = (scale) => Number(scale.toPrecision(4));
