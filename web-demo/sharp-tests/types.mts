// What TypeScript says of a program that imports the drop-in.
import sharp, { type Metadata, type OutputInfo, type Sharp } from '@thumbox/sharp';

const chain: Sharp = sharp(new Uint8Array(1), { limitInputPixels: 1000 }).rotate().resize(100, null, { fit: 'inside', kernel: sharp.kernel.lanczos3 });
const { data, info }: { data: Buffer; info: OutputInfo } = await chain.webp({ quality: 80 }).toBuffer({ resolveWithObject: true });
const found: Metadata = await sharp(data).metadata();
const bytes: Buffer = await chain.clone().jpeg().toBuffer();
sharp('in.jpg').toFile('out.png', (error: Error, written: OutputInfo) => void [error, written.width]);
sharp.concurrency(2);
// @ts-expect-error an option that sharp does not have
chain.resize({ zoinks: 1 });
// @ts-expect-error a text is no width
chain.resize('a');
const never: never = chain.avif({ quality: 50 });
export { bytes, found, info, never };
