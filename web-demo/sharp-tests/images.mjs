// Images for the tests, made with sharp of one photo.
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';

/** The path of the photo. */
const { THUMBOX_SAMPLE } = process.env;

/** All of them, as buffers; `pixels` are raw, of `size`, and `folder` is an empty folder of the test. */
export async function images(folder) {
  const photo = await readFile(THUMBOX_SAMPLE);
  const base = () => sharp(photo);
  const small = () => sharp(photo).resize(400, 266);
  const { data: pixels, info } = await small().raw().toBuffer({ resolveWithObject: true });
  const xmp = '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"/><?xpacket end="w"?>';
  return {
    folder,
    photo,
    pixels,
    size: { width: info.width, height: info.height },
    png: await small().png().toBuffer(),
    webp: await base().webp({ quality: 90 }).toBuffer(),
    avif: await small().avif({ effort: 0 }).toBuffer(),
    gray: await small().grayscale().toColourspace('b-w').png().toBuffer(),
    deep: await small().toColourspace('rgb16').png().toBuffer(),
    oriented: await base().withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer(),
    progressive: await small().jpeg({ progressive: true }).toBuffer(),
    profile: await base().withIccProfile('p3').jpeg({ quality: 95 }).toBuffer(),
    xmp: await small().withXmp(xmp).jpeg().toBuffer(),
    alpha: await transparent(small(), info),
    gif: await animation(),
  };
}

/** A picture whose transparency grows from left to right. */
function transparent(picture, { width, height }) {
  const alpha = Buffer.alloc(width * height);
  for (let at = 0; at < alpha.length; at++) alpha[at] = Math.round(((at % width) * 255) / (width - 1));
  return picture.joinChannel(alpha, { raw: { width, height, channels: 1 } }).png().toBuffer();
}

/** Three frames of few colours. */
function animation() {
  const frame = (background) => ({ create: { width: 60, height: 40, channels: 3, background } });
  return sharp(['red', 'lime', 'blue'].map(frame), { join: { animated: true } }).gif().toBuffer();
}
