/** Thumbnails in the browser and under Node, byte for byte those of AWS Lambda and of the command line. */

import type { LimitFields, OutputFields, Quality, RecipeFields } from './fields.js';

export type { LimitFields, OutputFields, RecipeFields } from './fields.js';

/** The instances of a class that is global, where the host has it. */
type Global<Name extends string> = typeof globalThis extends { [_ in Name]: { prototype: infer Instance } } ? Instance : never;

/** Of these two types the first under Node, as far as its types are there, and elsewhere the other one. */
type UnderNode<Type, Other> = typeof globalThis extends { process: { versions: { node: string } } } ? Type : Other;

/**
 * What can be resized. A canvas is taken without loss; a URL is fetched. A text is a URL in a browser, and under Node a path. A
 * stream of Node gives bytes: it has no encoding.
 */
export type ImageSource =
  | Blob
  | ArrayBuffer
  | SharedArrayBuffer
  | ArrayBufferView
  | Response
  | URL
  | string
  | Global<'ReadableStream'>
  | Global<'HTMLCanvasElement'>
  | Global<'OffscreenCanvas'>
  | UnderNode<AsyncIterable<Uint8Array>, never>;

/** A name of a recipe's field as it is written in JavaScript: `maxBytes` for `max-bytes`. */
type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : Name;
type InCamelCase<Fields> = { [Name in keyof Fields & string as CamelCase<Name>]?: Fields[Name] };

/** Fields of an output that say where it goes and which uploads it is for, and short forms for several outputs. */
type OfRecipes =
  | 'bucket'
  | 'key'
  | 'cache-control'
  | 'content-disposition'
  | 'storage-class'
  | 'tags'
  | 'copy-metadata'
  | 'include'
  | 'exclude'
  | 'widths'
  | 'formats';

/** One output: `{ width: 400, height: 400, fit: 'cover', format: 'webp', quality: 80, maxBytes: 30_000 }`. */
export type OutputOptions = InCamelCase<Omit<OutputFields, OfRecipes | 'quality'>> & {
  /** Quality of JPEG and lossy WebP; in recipes also one for each format [default: 80]. */
  quality?: Quality;
};

/** Limits, and what is done about damage: `{ maxPixels: 50_000_000, tolerant: true }`. */
export type LimitOptions = InCamelCase<Omit<LimitFields, 'max-file-bytes'>> & {
  /** Maximum bytes of a source file [default: 256 MiB]. */
  maxFileBytes?: number;
};

/** A recipe: text in TOML or JSON, the name of a preset such as `"web"`, or its fields as an object. */
export type RecipeSource = string | RecipeFields;

type CompiledModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : object;

/** A module of WebAssembly: its address, under Node also its path, its bytes, or compiled. */
export type ModuleSource = URL | string | ArrayBuffer | ArrayBufferView | Response | CompiledModule;

/** A Worker of a browser, or of node:worker_threads. */
export interface WorkerLike {
  postMessage(message: unknown): void;
  terminate(): unknown;
}

/** The codec of a format that the component does not decode itself. */
export type CodecName = 'avif' | 'heic' | 'jxl';

export interface ResizerOptions {
  /** The most Workers. Default: one for each core, at most 8. */
  workers?: number;
  /** Workers that stay although they have no work, such as one for a page that works without a network. Default: 0. */
  keepWorkers?: number;
  /** Milliseconds after which a Worker without work ends; `Infinity` for never. Default: 30 000. */
  idleTimeout?: number;
  /** Milliseconds that one image may take, from 1; then it is given up with `deadline`. Default, and the most: 30 000. */
  timeout?: number;
  /** The package's resizer.core.wasm. Default: beside the module. Another release's is refused. */
  wasm?: ModuleSource;
  /**
   * The address of the package's worker.js, of any origin that allows it (CORS), or what starts it. Under Node the address or the
   * path of node-worker.js, which has worker.js beside it. Default: beside the module.
   */
  worker?: URL | string | (() => WorkerLike);
  /** The package's recipes_bg.wasm, which reads recipes. Default: beside the module. */
  recipes?: ModuleSource;
  /**
   * The modules of codecs, or `false` to leave one out. Each is loaded with the first file that it decodes. Default: the package's
   * avif.core.wasm and jxl.core.wasm, beside the module. That of HEIC is `import heic from '@thumbox/heic'`.
   */
  codecs?: { [Name in CodecName]?: ModuleSource | false };
}

export interface CallOptions {
  /** Aborting it ends the work on this image, and no other. */
  signal?: AbortSignal;
  /** Called when work begins, while a codec is loaded, and with each output as it is made. What it throws ends the work, and is the outcome. */
  onProgress?: (progress: Progress) => void;
}

export interface OptionsCall extends CallOptions {
  limits?: LimitOptions;
}

export interface RecipeCall extends CallOptions {
  /** The bucket that the file will be uploaded to. With it, outputs have a `bucket`. */
  bucket?: string;
  /** The key that the file will be uploaded under. Default: its name. */
  key?: string;
}

export interface Progress {
  /** What the file is; absent where its head does not say. */
  info?: ImageInfo;
  /** The output that was just made; absent when work begins. */
  output?: Output;
  /** The codec that is being loaded for this file: how many bytes are to come, as far as the server says, and which part of them is there. */
  loading?: { name: CodecName; bytes: number; fraction: number };
  /** How many outputs there are so far. */
  made: number;
  /** How many there will be. */
  total: number;
  /** From 0 to 1. */
  fraction: number;
  /** Which these are: their places among the recipe's outputs. Some may be for other keys. */
  indexes: number[];
}

/** What the head of a file says about the picture. */
export interface ImageInfo {
  format: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'bmp' | 'ico' | 'pnm' | 'qoi' | 'tga' | 'psd' | 'avif' | 'heic' | 'jxl' | 'raster';
  /** Pixels, after orientation is applied. */
  width: number;
  height: number;
  /** EXIF orientation, 1 to 8. */
  orientation: number;
  /** How many there are, or at least are where not all were counted. */
  frames: number;
  framesComplete: boolean;
  alpha: boolean;
  /** Bits per sample. */
  depth: number;
  colorModel: 'gray' | 'rgb' | 'indexed' | 'ycbcr' | 'cmyk' | 'ycck';
  iccProfile?: string;
  /** Code points of the colours (ITU-T H.273): primaries, transfer characteristics, matrix, full range. */
  cicp?: [number, number, number, number];
  progressive: boolean;
  /** There is a C2PA manifest (Content Credentials), which nobody has verified. */
  c2pa: boolean;
  /** Bytes of memory that a small thumbnail takes, about. */
  workingMemory: number;
  /** What `auto` writes. */
  autoFormat: OutputFormat;
  /** The codec that has to decode it first, where one has to. Without it there is the error `needs-codec`. */
  codec?: CodecName;
}

export type OutputFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'raster';

/** What an output has besides under Node. JSON does not have it. */
export interface NodeOutput {
  /** The bytes of the file, a Buffer. */
  readonly data: Uint8Array;
  /**
   * Writes the file beside this path under a temporary name, and renames that. Rejects with a `ThumboxError` `unwritable`, and then
   * leaves what was there.
   */
  toFile(path: string | URL): Promise<void>;
}

type HostOutput = UnderNode<NodeOutput, {}>;

/** One picture made. All but the file and the ThumbHash can be written as JSON. */
export interface Output extends HostOutput {
  /** Its place among the recipe's outputs. */
  index: number;
  /** What was asked for, in a few words. With recipes, but for those of one output that the component reads by itself. */
  label?: string;
  /** The file, with a name: that of its key, or the source's with the ending of the format. `lastModified` is the source's. */
  file: File;
  bytes: number;
  format: OutputFormat;
  width: number;
  height: number;
  frames: number;
  /** The quality that was used, for JPEG and lossy WebP. */
  quality?: number;
  /** The SSIMULACRA2 of the file beside the picture it was made of, where the quality was to be found by it. */
  score?: number;
  /** What decided that quality: the score, `maxBytes`, or that it is the lowest or the highest one that is tried. */
  qualityBy?: 'score' | 'max-bytes' | 'lowest' | 'highest';
  /** The most colours that an animation has, where `maxBytes` made them fewer than was asked. */
  colors?: number;
  /** The effort, where `maxBytes` made it more than was asked. */
  effort?: number;
  /** Where asked for. */
  thumbhash?: Uint8Array;
  /** Whether it is made of a thumbnail that the file has, as `embeddedThumbnail` allows. */
  embeddedThumbnail?: true;
  /** Of the file, in hexadecimal. */
  sha256: string;
  /** Milliseconds in the component and the codec, for all outputs that were made in one call. */
  ms: number;
  /** How many outputs that were. */
  together: number;
  /** The key under which Lambda will store it; absent where that depends on what is not known here. */
  key?: string;
  /** The bucket in which Lambda will store it, where the upload's is known. */
  bucket?: string;
}

export interface Result {
  info?: ImageInfo;
  /** The codec that has decoded the file, with the SHA-256 of its component in hexadecimal, as in receipts. Absent where none had to. */
  codec?: { name: CodecName; sha256: string };
  /** In the order of the recipe, without those whose own `include` and `exclude` leave the key out. */
  outputs: Output[];
  /** What is worth knowing about the file. */
  warnings: Array<{ kind: 'damage' | 'picture-lost' | 'color-profile' | 'metadata' | 'smaller-than-box'; message: string }>;
  /** Whether the recipe is for uploads with this key, and an output of it is. */
  isFor: boolean;
}

export interface Resizer extends Disposable {
  /** SHA-256 of the component, in hexadecimal. */
  readonly component: string;
  /**
   * Loads the component, starts a Worker and has it make a picture of its own, so that the first file waits for none of that
   * and finds the code optimised. The reader of recipes is loaded by `loadRecipes()`, or with the first recipe that the component
   * does not read by itself: a text, or fields of several outputs, of names or of patterns.
   */
  ready(): Promise<void>;
  /** Says what an image is. Reads no more of a Blob than its head. */
  probe(image: ImageSource, options?: { signal?: AbortSignal }): Promise<ImageInfo>;
  /**
   * Makes an output of plain options, or several of a list. Rejects with a `ThumboxError`, or with the signal's reason. Files
   * wait in line until a Worker is free; each may then take as long as `timeout` says.
   */
  resize(image: ImageSource, options: OutputOptions | readonly OutputOptions[], call?: OptionsCall): Promise<Result>;
  /** Makes the outputs of a recipe. */
  resize(image: ImageSource, recipe: RecipeSource, call?: RecipeCall): Promise<Result>;
  /** Ends the Workers and all work. What is asked afterwards starts new ones. */
  close(): void;
}

/** A resizer. Nothing is loaded before it is used. Throws a `ThumboxError` where an option is wrong. */
export function createResizer(options?: ResizerOptions): Resizer;

/** As `Resizer.resize`, with a resizer that has no options and is shared by all calls. */
export const resize: Resizer['resize'];

/** As `Resizer.probe`, likewise. */
export const probe: Resizer['probe'];

/** Why there is no result. */
export class ThumboxError extends Error {
  /**
   * A stable tag: one of the component's; `invalid-options` also of what is no image or no option; `memory-limit` and
   * `deadline`; `trap` and `invalid-result`, bugs; `unreadable`, of an image that the host cannot read; `unwritable`, under Node;
   * `unavailable`, of a component that does not start. `needs-codec` is also of a codec that cannot be loaded. The message says what to do.
   */
  kind:
    | 'unsupported-format'
    | 'malformed'
    | 'truncated'
    | 'too-large'
    | 'invalid-options'
    | 'limit-exceeded'
    | 'needs-codec'
    | 'memory-limit'
    | 'deadline'
    | 'trap'
    | 'invalid-result'
    | 'unreadable'
    | 'unwritable'
    | 'unavailable';
  /** Where the recipe is wrong, both counted from 1. */
  line?: number;
  column?: number;
  /** With `needs-codec`, which one. */
  codec?: CodecName;
  /** Where the file is larger than the recipe or the limits allow: how many bytes it may have. */
  maxFileBytes?: number;
}

/** What is wrong with a recipe: with its place in a text, or its field and output in fields. */
export interface Mistake {
  message: string;
  line?: number;
  column?: number;
  field?: string | null;
  /** Counted from 0. */
  output?: number;
}

export interface Upload {
  bucket?: string;
  key?: string;
  /** Digests of the component and of the file, for names that depend on receipts. */
  component?: string;
  source?: string;
  /** The digest of the codec that decodes the file, where one has to. */
  codec?: string;
  /** The formats of the results, as far as they are made. */
  formats?: Array<OutputFormat | null>;
  /** Width and height of the results, as far as they are made. */
  sizes?: Array<[number, number] | null>;
}

/** A recipe that was read. */
export interface Recipe {
  fields: RecipeFields;
  outputs: Array<{
    label: string;
    name: string | null;
    /** What the component is asked for, in JSON. */
    target: string;
    format: OutputFormat | null;
    digest: string;
    namedByReceipt: boolean;
  }>;
  /** The limits that the component is given, in JSON. */
  limits: string;
  maxFileBytes: number;
  maxMilliseconds: number;
}

/** What editors of recipes need. */
export interface Recipes {
  read(recipe: RecipeSource): { recipe: Recipe; mistake?: undefined } | { recipe?: undefined; mistake: Mistake };
  /** The recipe in TOML. */
  write(fields: RecipeFields): { text: string; mistake?: undefined } | { text?: undefined; mistake: Mistake };
  presets(): Array<{ name: string; description: string; text: string }>;
  /** Where Lambda will store the results; a key is null where it depends on what is not known. */
  destinations(
    recipe: RecipeSource,
    upload: Upload,
  ):
    | { isFor: boolean; outputs: Array<{ bucket: string; key: string | null }>; mistake?: undefined }
    | { isFor?: undefined; outputs?: undefined; mistake: Mistake };
  /** The line for a terminal that makes the same of a file with this name. */
  commandLine(name: string, recipe: RecipeSource): string;
  /** SHA-256 in hexadecimal. */
  sha256(bytes: Uint8Array): string;
}

/** Loads the functions for recipes, once. They run in the page itself. `wasm` is the package's recipes_bg.wasm. */
export function loadRecipes(options?: { wasm?: ModuleSource }): Promise<Recipes>;
