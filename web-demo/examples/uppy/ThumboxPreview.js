import { createResizer } from 'thumbox';
import { BasePlugin } from '@uppy/core';

/**
 * An Uppy plugin: the preview of a photo is the thumbnail that the cloud will store. What is no photo, or too large for the
 * recipe, is refused with the component's words before it is uploaded. In place of `@uppy/thumbnail-generator`.
 *
 * Options: `recipe`, `bucket`, and `refuse: false` to upload all the same. Outputs are in `file.thumbnails`.
 */
export class ThumboxPreview extends BasePlugin {
  #resizer = createResizer();
  #working = new Map();

  constructor(uppy, options) {
    super(uppy, { recipe: 'lab', refuse: true, ...options });
    this.id = 'ThumboxPreview';
    this.type = 'modifier';
  }

  install() {
    this.uppy.on('file-added', this.#add);
    this.uppy.on('file-removed', this.#remove);
  }

  uninstall() {
    this.uppy.off('file-added', this.#add);
    this.uppy.off('file-removed', this.#remove);
    this.#resizer.close();
  }

  #add = async ({ id, name, data }) => {
    const abort = new AbortController();
    this.#working.set(id, abort);
    const { recipe, bucket, refuse } = this.opts;
    try {
      const { outputs } = await this.#resizer.resize(data, recipe, { signal: abort.signal, key: name, bucket });
      const preview = URL.createObjectURL(outputs.at(-1).file);
      this.uppy.setFileState(id, { preview, thumbnails: outputs });
    } catch (error) {
      if (abort.signal.aborted) return;
      this.uppy.info(`${name}: ${error.message}`, 'error', 8000);
      if (refuse) this.uppy.removeFile(id);
    } finally {
      this.#working.delete(id);
    }
  };

  #remove = ({ id, preview }) => {
    this.#working.get(id)?.abort();
    if (preview?.startsWith('blob:')) URL.revokeObjectURL(preview);
  };
}
