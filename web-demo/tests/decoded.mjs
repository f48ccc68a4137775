// Files that a codec decodes first, and the digests of what `thumbox` makes of them. Run by `cargo xtask page --test`, which sets
// the variable below.
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const { THUMBOX_CODECS: folder } = process.env;

/** Below the folder `codecs`. `thumbox resize FILE --size 48x48 --format png` makes the digests. */
export const decodedByCodecs = [
  { codec: 'avif', file: 'avif/tests/files/420-8-full.avif', sha256: '060acdef815734664807b49e279a722f9a5a8aa27768ee9b47cf2fe276d2721c' },
  { codec: 'avif', file: 'avif/tests/files/alpha-444.avif', sha256: 'd293cf5226b3f02badf9795beb159912f876e108797c420e22f9fc896740e9cd' },
  { codec: 'heic', file: 'heic/tests/files/420-8-full.heic', sha256: '4dc11718d351044873b0947f19cce3a7135f8ba988a16da147f1d4bf617e856c' },
  { codec: 'heic', file: 'heic/tests/files/420-10.heic', sha256: '18222a3f3e2ab0ca6dda717c550a1127f1564a659b732175380fe9455c8fa41c' },
  { codec: 'jxl', file: 'jxl/tests/files/default.jxl', sha256: '8164a34896df7c9b8c930e6734899b70cbab44268165e2644eb60be49ec47029' },
  { codec: 'jxl', file: 'jxl/tests/files/orientation-6.jxl', sha256: '7b6a7f1a2b2a44f89930e15df13f600aed114a6f392c1b6d6a0d79c5e0587e2b' },
].map((row) => ({ ...row, recipe: { width: 48, height: 48, format: 'png' } }));

export const pathOf = ({ file }) => join(folder, file);
export const fileOf = async ({ file }) => new File([await readFile(join(folder, file))], basename(file));

/** The first file that needs this codec, as Playwright takes files. */
export async function photoFor(name) {
  const { file, codec } = decodedByCodecs.find(({ codec }) => codec === name);
  return { name: basename(file), mimeType: `image/${codec}`, buffer: await readFile(join(folder, file)) };
}
