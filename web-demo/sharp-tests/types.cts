// The same with `require`.
import sharp = require('@thumbox/sharp');

const chain: sharp.Sharp = sharp('in.jpg').resize({ width: 10, fit: 'contain', background: { r: 1, g: 2, b: 3, alpha: 0.5 } });
export const written: Promise<sharp.OutputInfo> = chain.toFile('out.webp');
