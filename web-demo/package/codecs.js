// The codecs: where their modules are, and each compiled once for all Workers, when the first file comes that needs it.
import { kindOf, invalidOptions, needsCodec } from './failure.js';
import { compile } from './load.js';
import { CODECS } from './release.js';

/** The package that has a codec's module. HEIC has one of its own, as patents cover HEVC in many countries. */
const OWNERS = { avif: 'thumbox', heic: '@thumbox/heic', jxl: 'thumbox' };

/** The addresses of those that are beside this module: written out, as bundlers find files by them. */
const BESIDE = {
  avif: () => new URL('./avif.core.wasm', import.meta.url),
  jxl: () => new URL('./jxl.core.wasm', import.meta.url),
};

const REMEDY = 'or save the image as JPEG or PNG';

export class Codecs {
  #given;
  /** By its name, what is being loaded or is there: `{ codec, progress, listeners }`. */
  #open = new Map();

  /**
   * `given` has for a codec's name what `compile` takes, or `false` to leave it out.
   *
   * Throws a ThumboxError `invalid-options`.
   */
  constructor(given = {}) {
    if (typeof given !== 'object' || given === null) throw invalidOptions(`codecs are ${kindOf(given)}; expected an object such as { heic }`);
    const names = Object.keys(OWNERS);
    const unknown = Object.keys(given).find((name) => !names.includes(name));
    if (unknown !== undefined) throw invalidOptions(`codecs has no codec "${unknown}"; it has ${names.join(', ')}`);
    this.#given = given;
  }

  /**
   * The codec of this name: `{ module, sha256 }`. While it comes from an address, `onProgress` is called with `{ name, bytes,
   * fraction }`: of how many bytes which part is there. What has failed is tried again the next time.
   *
   * Rejects with a ThumboxError `needs-codec`.
   */
  async load(name, onProgress) {
    const open = this.#open.get(name) ?? this.#begin(name);
    if (open.progress) onProgress(open.progress);
    open.listeners.add(onProgress);
    try {
      return await open.codec;
    } finally {
      open.listeners.delete(onProgress);
    }
  }

  #begin(name) {
    const open = { codec: undefined, progress: undefined, listeners: new Set() };
    const tell = (progress) => {
      open.progress = progress;
      for (const listener of open.listeners) listener(progress);
    };
    this.#open.set(name, open);
    open.codec = this.#compiled(name, tell).finally(() => (open.progress = undefined));
    open.codec.catch(() => this.#open.delete(name));
    return open;
  }

  async #compiled(name, tell) {
    const release = CODECS[name];
    if (release === undefined) throw needsCodec(name, `is none of this release; ${REMEDY}`);
    const source = this.#given[name] ?? BESIDE[name]?.();
    if (source === undefined) throw needsCodec(name, `is in a package of its own: install ${OWNERS[name]} and pass createResizer({ codecs: { ${name} } }), ${REMEDY}`);
    if (source === false) throw needsCodec(name, `is left out of this resizer by codecs.${name}; pass its address, ${REMEDY}`);
    const module = await compile(source, {
      name: `${name}.core.wasm`,
      owner: OWNERS[name],
      digest: release.core,
      option: `codecs.${name}`,
      refuse: (reason) => needsCodec(name, `could not be loaded: ${reason}`),
      onBytes(loaded, { headers }) {
        // Bytes on their way may be compressed; those that have come are not.
        const bytes = Number(headers.get('Content-Length')) || release.bytes;
        tell({ name, bytes, fraction: Math.min(loaded / release.bytes, 1) });
      },
    });
    return { module, sha256: release.sha256 };
  }
}
