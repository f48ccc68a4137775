// The plugin `Thumbox` for Uppy. index.d.ts describes it.
import { BasePlugin } from '@uppy/core';
import { createResizer } from 'thumbox';
import { besideOriginal } from './beside.js';

const DEFAULTS = { recipe: { width: 400, height: 400, format: 'webp' }, uploadThumbnails: false, refuse: false };
const LOCALE = {
  strings: {
    makingThumbnails: 'Making thumbnails...',
    thumboxRefused: '%{name}: %{message}',
  },
};
/** Options that decide what is made. */
const OF_WORK = ['recipe', 'bucket', 'limits', 'resizer'];

export default class Thumbox extends BasePlugin {
  static VERSION = '0.1.0';

  /** By the file's ID: `{ data, abort, outputs, preview, finished, uploaded }`. */
  #work = new Map();
  /** Made when it is needed, unless one is given. */
  #own;

  constructor(uppy, options) {
    super(uppy, { ...DEFAULTS, ...options });
    this.id = this.opts.id ?? 'Thumbox';
    this.type = 'modifier';
    this.defaultLocale = LOCALE;
    this.i18nInit();
  }

  install() {
    this.uppy.on('file-added', this.#start);
    this.uppy.on('thumbnail:request', this.#start);
    this.uppy.on('restored', this.#onRestored);
    this.uppy.on('file-removed', this.#onRemoved);
    this.uppy.on('state-update', this.#onState);
    this.uppy.addPreProcessor(this.#prepare);
  }

  uninstall() {
    this.uppy.off('file-added', this.#start);
    this.uppy.off('thumbnail:request', this.#start);
    this.uppy.off('restored', this.#onRestored);
    this.uppy.off('file-removed', this.#onRemoved);
    this.uppy.off('state-update', this.#onState);
    this.uppy.removePreProcessor(this.#prepare);
    this.#stopAll();
    this.#own?.close();
  }

  setOptions(options) {
    super.setOptions(options);
    if (!OF_WORK.some((name) => name in options)) return;
    const ids = [...this.#work.keys()];
    this.#stopAll();
    for (const file of this.uppy.getFilesByIds(ids)) this.#start(file);
  }

  thumbnails(fileID) {
    return [...(this.#work.get(fileID)?.outputs ?? [])];
  }

  /** Works on a photo, unless it does so already. */
  #start = (file) => {
    const isPhoto = file.type?.startsWith('image/') && !file.isRemote && file.data && !file.isGhost;
    if (!isPhoto || file.meta.thumbnailOf !== undefined) return;
    if (this.#work.get(file.id)?.data === file.data) return;
    // An editor has put other pixels in their place.
    this.#stop(file.id);
    const work = { data: file.data, abort: new AbortController(), outputs: [], uploaded: [] };
    this.#work.set(file.id, work);
    work.finished = this.#make(file, work);
  };

  /** Never rejects. */
  async #make({ id, name, data }, work) {
    const { recipe, bucket, limits, refuse } = this.opts;
    const { signal } = work.abort;
    const call = { signal, ...(bucket !== undefined && { bucket }), ...(limits !== undefined && { limits }) };
    try {
      const resizer = this.opts.resizer ?? (this.#own ??= createResizer());
      // Uppy's name counts: it may have been changed.
      const { outputs } = await resizer.resize(new File([data], name, { lastModified: data.lastModified }), recipe, call);
      if (signal.aborted) return;
      work.outputs = outputs;
      this.#show(id, work);
    } catch (error) {
      if (signal.aborted) return;
      this.uppy.log(`[Thumbox] ${name}: ${error.message}`, 'warning');
      this.uppy.emit('thumbnail:error', this.uppy.getFile(id), error);
      if (!refuse) return;
      this.uppy.info(this.i18n('thumboxRefused', { name, message: error.message }), 'error', 8000);
      this.#remove(id, error);
    }
  }

  #remove(id, { message }) {
    try {
      this.uppy.removeFile(id);
    } catch {
      // An upload of all files in one request is under way, from which none can be taken. It leaves out those with an error.
      this.uppy.setFileState(id, { error: message });
    }
  }

  #show(id, work) {
    if (work.outputs.length === 0) return;
    const area = ({ width, height }) => width * height;
    const smallest = work.outputs.reduce((best, output) => (area(output) < area(best) ? output : best));
    work.preview = URL.createObjectURL(smallest.file);
    this.uppy.setFileState(id, { preview: work.preview });
    this.uppy.emit('thumbnail:generated', this.uppy.getFile(id), work.preview);
  }

  /** Before an upload: waits for what goes with it. */
  #prepare = async (fileIDs, uploadID) => {
    const { uploadThumbnails, refuse } = this.opts;
    if (!uploadThumbnails && !refuse) return;
    const ids = fileIDs.filter((id) => this.#work.has(id));
    const message = this.i18n('makingThumbnails');
    for (const file of this.uppy.getFilesByIds(ids)) this.uppy.emit('preprocess-progress', file, { mode: 'indeterminate', message });
    await Promise.all(ids.map((id) => this.#work.get(id).finished));
    // Some may have been removed meanwhile.
    const left = ids.filter((id) => this.#work.has(id) && this.uppy.getFile(id));
    for (const file of this.uppy.getFilesByIds(left)) this.uppy.emit('preprocess-complete', file);
    if (uploadThumbnails) this.#upload(left, uploadID);
  };

  /** Adds the thumbnails of these files to an upload that is under way. */
  #upload(ids, uploadID) {
    const { currentUploads } = this.uppy.getState();
    const upload = currentUploads[uploadID];
    if (!upload) return;
    const added = ids.flatMap((id) => {
      const work = this.#work.get(id);
      // They stay where an upload is tried again.
      if (work.uploaded.length > 0) return [];
      const files = work.outputs.map((output, index) => besideOriginal(this.uppy.getFile(id), output, index));
      work.uploaded = files.map((file) => file.id);
      return files;
    });
    if (added.length === 0) return;
    // Not by addFile: restrictions are for what people choose, and an upload under way takes no files.
    this.uppy.setState({
      files: { ...this.uppy.getState().files, ...Object.fromEntries(added.map((file) => [file.id, file])) },
      currentUploads: { ...currentUploads, [uploadID]: { ...upload, fileIDs: [...upload.fileIDs, ...added.map(({ id }) => id)] } },
    });
    for (const file of added) this.uppy.emit('file-added', file);
  }

  #onRestored = () => {
    for (const file of this.uppy.getFiles()) if (file.isRestored) this.#start(file);
  };

  #onRemoved = ({ id, preview, meta }) => {
    const uploaded = this.#work.get(id)?.uploaded ?? [];
    this.#stop(id);
    // Of a thumbnail that was uploaded.
    if (meta.thumbnailOf !== undefined && preview) URL.revokeObjectURL(preview);
    const left = uploaded.filter((thumbnail) => this.uppy.getFile(thumbnail));
    if (left.length > 0) this.uppy.removeFiles(left);
  };

  /** `uppy.clear()` removes all files without a word. */
  #onState = (before, { files }) => {
    if (this.#work.size === 0 || before.files === files || Object.keys(files).length > 0) return;
    for (const { preview, meta } of Object.values(before.files)) {
      if (meta.thumbnailOf !== undefined && preview) URL.revokeObjectURL(preview);
    }
    this.#stopAll();
  };

  #stop(id) {
    const work = this.#work.get(id);
    if (!work) return;
    this.#work.delete(id);
    work.abort.abort();
    if (work.preview) URL.revokeObjectURL(work.preview);
  }

  #stopAll() {
    for (const id of [...this.#work.keys()]) this.#stop(id);
  }
}

export { Thumbox };
