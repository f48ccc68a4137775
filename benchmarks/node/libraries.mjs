// The libraries that are measured under Node. Each is loaded by a function, which returns another one: of the bytes of a file and a
// box it makes a JPEG of quality 80, and says `{ width, height, bytes }`.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const libraries = {
  /** `folder` is that of the package `thumbox`. One thread, as sharp has one below. */
  async thumbox(folder) {
    const { createResizer } = await import(pathToFileURL(join(folder, 'node.js')));
    const resizer = createResizer({ workers: 1 });
    return async (data, [width, height]) => {
      const { outputs } = await resizer.resize(data, { width, height, format: 'jpeg', quality: 80 });
      return { width: outputs[0].width, height: outputs[0].height, bytes: outputs[0].bytes };
    };
  },

  async sharp() {
    const { default: sharp } = await import('sharp');
    sharp.concurrency(1);
    // Every run does the work again.
    sharp.cache(false);
    return async (data, [width, height]) => {
      const { info } = await sharp(data)
        .resize({ width, height, fit: 'inside', withoutEnlargement: true })
        .jpeg({ quality: 80 })
        .toBuffer({ resolveWithObject: true });
      return { width: info.width, height: info.height, bytes: info.size };
    };
  },
};

/** The most memory that this process has had so far, in bytes, as the kernel has counted it. */
export const peak = () => process.resourceUsage().maxRSS * 1024;
