/** Drop-in for sharp: types with sharp's names. What is not offered is of type `Unsupported`, and throws. */

import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';

declare function sharp(options?: sharp.SharpOptions): sharp.Sharp;
declare function sharp(input?: sharp.SharpInput, options?: sharp.SharpOptions): sharp.Sharp;

declare namespace sharp {
  /** What sharp has and this package lacks: the call throws, and docs/from-sharp.md says what to do. */
  type Unsupported = (...words: never[]) => never;

  type SharpInput =
    | Buffer
    | ArrayBuffer
    | Uint8Array
    | Uint8ClampedArray
    | Int8Array
    | Uint16Array
    | Int16Array
    | Uint32Array
    | Int32Array
    | Float32Array
    | Float64Array
    | string;

  /** A colour of CSS as a text, or channels from 0 to 255 with an alpha from 0 to 1. */
  type Colour = string | { r: number; g: number; b: number; alpha?: number | undefined } | readonly number[];
  type Color = Colour;
  type Channels = 1 | 2 | 3 | 4;
  type FailOnOptions = 'none' | 'truncated' | 'error' | 'warning';
  type Gravity = number | string;

  interface Raw {
    width: number;
    height: number;
    channels: Channels;
  }

  interface CreateRaw extends Raw {
    premultiplied?: false | undefined;
  }

  interface Create {
    width: number;
    height: number;
    channels: 3 | 4;
    background: Colour;
  }

  interface SharpOptions {
    /** Applies the EXIF orientation [default: false]. */
    autoOrient?: boolean | undefined;
    /** `none` completes damaged images; all others fail where pixels are lost [default: warning]. */
    failOn?: FailOnOptions | undefined;
    /** The most pixels of a source; false or 0 for no limit but that of memory [default: 268402689]. */
    limitInputPixels?: number | boolean | undefined;
    limitInputChannels?: number | boolean | undefined;
    unlimited?: boolean | undefined;
    sequentialRead?: boolean | undefined;
    /** Ignored, with a warning. */
    density?: number | undefined;
    /** 1 for the first frame, -1 for all [default: 1]. */
    pages?: number | undefined;
    /** 0, the first one. */
    page?: number | undefined;
    /** The same as `pages: -1`. */
    animated?: boolean | undefined;
    raw?: CreateRaw | undefined;
    create?: Create | undefined;
  }

  interface ResizeOptions {
    width?: number | undefined;
    height?: number | undefined;
    fit?: keyof FitEnum | undefined;
    position?: number | string | undefined;
    background?: Colour | undefined;
    kernel?: keyof KernelEnum | undefined;
    withoutEnlargement?: boolean | undefined;
    withoutReduction?: boolean | undefined;
    /** Ignored, with a warning. */
    fastShrinkOnLoad?: boolean | undefined;
  }

  interface Region {
    left: number;
    top: number;
    width: number;
    height: number;
  }

  interface ExtendOptions {
    top?: number | undefined;
    left?: number | undefined;
    bottom?: number | undefined;
    right?: number | undefined;
    background?: Colour | undefined;
    extendWith?: 'background' | 'copy' | 'repeat' | 'mirror' | undefined;
  }

  interface FlattenOptions {
    background?: Colour | undefined;
  }

  interface OutputOptions {
    /** false writes the format of the input where that can be written [default: true]. */
    force?: boolean | undefined;
  }

  interface JpegOptions extends OutputOptions {
    quality?: number | undefined;
    progressive?: boolean | undefined;
    chromaSubsampling?: string | undefined;
    trellisQuantisation?: boolean | undefined;
    overshootDeringing?: boolean | undefined;
    optimiseScans?: boolean | undefined;
    optimizeScans?: boolean | undefined;
    optimiseCoding?: boolean | undefined;
    optimizeCoding?: boolean | undefined;
    quantisationTable?: number | undefined;
    quantizationTable?: number | undefined;
    mozjpeg?: boolean | undefined;
  }

  interface PngOptions extends OutputOptions {
    progressive?: boolean | undefined;
    compressionLevel?: number | undefined;
    adaptiveFiltering?: boolean | undefined;
    quality?: number | undefined;
    effort?: number | undefined;
    palette?: boolean | undefined;
    colours?: number | undefined;
    colors?: number | undefined;
    dither?: number | undefined;
  }

  interface WebpOptions extends OutputOptions {
    quality?: number | undefined;
    alphaQuality?: number | undefined;
    lossless?: boolean | undefined;
    nearLossless?: boolean | undefined;
    smartSubsample?: boolean | undefined;
    smartDeblock?: boolean | undefined;
    effort?: number | undefined;
    minSize?: boolean | undefined;
    mixed?: boolean | undefined;
    preset?: 'default' | 'picture' | 'photo' | 'drawing' | 'icon' | 'text' | undefined;
    exact?: boolean | undefined;
  }

  interface GifOptions extends OutputOptions {
    reuse?: boolean | undefined;
    progressive?: boolean | undefined;
    colours?: number | undefined;
    colors?: number | undefined;
    effort?: number | undefined;
    dither?: number | undefined;
    interFrameMaxError?: number | undefined;
    interPaletteMaxError?: number | undefined;
    keepDuplicateFrames?: boolean | undefined;
  }

  /** Options of outputs that throw: the types are there for declarations that name them. */
  interface AvifOptions extends OutputOptions {
    quality?: number | undefined;
    lossless?: boolean | undefined;
    effort?: number | undefined;
    chromaSubsampling?: string | undefined;
  }
  interface HeifOptions extends AvifOptions {
    compression?: 'av1' | 'hevc' | undefined;
  }
  interface TiffOptions extends OutputOptions {
    quality?: number | undefined;
    compression?: string | undefined;
  }
  interface JxlOptions extends OutputOptions {
    quality?: number | undefined;
    lossless?: boolean | undefined;
    effort?: number | undefined;
  }
  interface Jp2Options extends OutputOptions {
    quality?: number | undefined;
    lossless?: boolean | undefined;
  }

  interface RawOptions {
    depth?: 'uchar' | 'ushort' | undefined;
  }

  interface Metadata {
    format: keyof FormatEnum;
    mediaType?: string | undefined;
    /** Bytes, where the input is none of a path. */
    size?: number | undefined;
    width: number;
    height: number;
    autoOrient: { width: number; height: number };
    space: string;
    channels: Channels;
    depth: string;
    isProgressive: boolean;
    isPalette: boolean;
    bitsPerSample?: number | undefined;
    pages?: number | undefined;
    pageHeight?: number | undefined;
    compression?: 'av1' | 'hevc' | undefined;
    hasProfile: boolean;
    hasAlpha: boolean;
    /** 2 to 8; absent where it is 1. */
    orientation?: number | undefined;
    exif?: Buffer | undefined;
    icc?: Buffer | undefined;
    xmp?: Buffer | undefined;
    xmpAsString?: string | undefined;
    /** These are never there. */
    density?: undefined;
    chromaSubsampling?: undefined;
    loop?: undefined;
    delay?: undefined;
    iptc?: undefined;
  }

  interface ChannelStats {
    min: number;
    max: number;
    sum: number;
    squaresSum: number;
    mean: number;
    stdev: number;
    minX: number;
    minY: number;
    maxX: number;
    maxY: number;
  }

  /** Of the pixels in the file, before anything is done to them. */
  interface Stats {
    channels: ChannelStats[];
    isOpaque: boolean;
    entropy: number;
    sharpness: number;
    dominant: { r: number; g: number; b: number };
  }

  interface OutputInfo {
    format: string;
    /** Bytes. */
    size: number;
    width: number;
    height: number;
    channels: Channels;
    premultiplied: boolean;
    hasAlpha: boolean;
    depth?: string | undefined;
    pages?: number | undefined;
    pageHeight?: number | undefined;
  }

  interface FitEnum {
    contain: 'contain';
    cover: 'cover';
    fill: 'fill';
    inside: 'inside';
    outside: 'outside';
  }

  interface KernelEnum {
    nearest: 'nearest';
    cubic: 'cubic';
    linear: 'linear';
    mitchell: 'mitchell';
    lanczos2: 'lanczos2';
    lanczos3: 'lanczos3';
    mks2013: 'mks2013';
    mks2021: 'mks2021';
  }

  interface AvailableFormatInfo {
    id: string;
    input: { file: boolean; buffer: boolean; stream: boolean; fileSuffix?: string[] };
    output: { file: boolean; buffer: boolean; stream: boolean; alias?: string[] };
  }

  type FormatEnum = Record<
    | 'dcraw' | 'dz' | 'exr' | 'fits' | 'gif' | 'heif' | 'jpeg' | 'jp2' | 'jxl' | 'magick' | 'openslide' | 'pdf' | 'png' | 'ppm' | 'rad' | 'raw'
    | 'svg' | 'tiff' | 'vips' | 'webp',
    AvailableFormatInfo
  >;

  interface CacheResult {
    memory: { current: number; high: number; max: number };
    files: { current: number; max: number };
    items: { current: number; max: number };
  }

  interface Sharp extends Duplex {
    clone(): Sharp;
    metadata(): Promise<Metadata>;
    metadata(callback: (error: Error, metadata: Metadata) => void): Sharp;

    stats(): Promise<Stats>;
    stats(callback: (error: Error, stats: Stats) => void): Sharp;

    resize(widthOrOptions?: number | ResizeOptions | null, height?: number | null, options?: ResizeOptions): Sharp;
    extract(region: Region): Sharp;
    extend(extend: number | ExtendOptions): Sharp;

    /** Without an angle the same as `autoOrient()`. An angle is a multiple of 90. */
    rotate(angle?: number): Sharp;
    autoOrient(): Sharp;
    flip(flip?: boolean): Sharp;
    flop(flop?: boolean): Sharp;
    flatten(flatten?: boolean | FlattenOptions): Sharp;
    removeAlpha(): Sharp;
    ensureAlpha(alpha?: number): Sharp;
    greyscale(greyscale?: boolean): Sharp;
    grayscale(grayscale?: boolean): Sharp;
    toColourspace(colourspace: 'srgb' | 'b-w'): Sharp;
    toColorspace(colorspace: 'srgb' | 'b-w'): Sharp;

    keepMetadata(): Sharp;
    keepIccProfile(): Sharp;
    withIccProfile(icc: 'srgb', options?: { attach?: boolean | undefined }): Sharp;
    withMetadata(): Sharp;

    jpeg(options?: JpegOptions): Sharp;
    png(options?: PngOptions): Sharp;
    webp(options?: WebpOptions): Sharp;
    gif(options?: GifOptions): Sharp;
    raw(options?: RawOptions): Sharp;
    toFormat(format: keyof FormatEnum | AvailableFormatInfo | 'avif' | 'jpg', options?: JpegOptions | PngOptions | WebpOptions | GifOptions | RawOptions): Sharp;
    timeout(options: { seconds: number }): Sharp;

    toFile(file: string): Promise<OutputInfo>;
    toFile(file: string, callback: (error: Error, info: OutputInfo) => void): Sharp;
    toBuffer(options?: { resolveWithObject: false }): Promise<Buffer>;
    toBuffer(options: { resolveWithObject: true }): Promise<{ data: Buffer; info: OutputInfo }>;
    toBuffer(callback: (error: Error, buffer: Buffer, info: OutputInfo) => void): Sharp;
    toUint8Array(): Promise<{ data: Uint8Array; info: OutputInfo }>;

    affine: Unsupported;
    avif: (options?: AvifOptions) => never;
    bandbool: Unsupported;
    blur: Unsupported;
    boolean: Unsupported;
    clahe: Unsupported;
    composite: Unsupported;
    convolve: Unsupported;
    dilate: Unsupported;
    erode: Unsupported;
    extractChannel: Unsupported;
    gamma: Unsupported;
    heif: (options?: HeifOptions) => never;
    joinChannel: Unsupported;
    jp2: (options?: Jp2Options) => never;
    jxl: (options?: JxlOptions) => never;
    keepExif: Unsupported;
    keepGainMap: Unsupported;
    keepXmp: Unsupported;
    linear: Unsupported;
    median: Unsupported;
    modulate: Unsupported;
    negate: Unsupported;
    normalise: Unsupported;
    normalize: Unsupported;
    pipelineColorspace: Unsupported;
    pipelineColourspace: Unsupported;
    recomb: Unsupported;
    sharpen: Unsupported;
    threshold: Unsupported;
    tiff: (options?: TiffOptions) => never;
    tile: Unsupported;
    tint: Unsupported;
    trim: Unsupported;
    unflatten: Unsupported;
    withDensity: Unsupported;
    withExif: Unsupported;
    withExifMerge: Unsupported;
    withGainMap: Unsupported;
    withXmp: Unsupported;
  }

  const format: FormatEnum;
  const versions: { sharp: string; thumbox: string; vips: string; [name: string]: string | undefined };
  const interpolators: Record<'nearest' | 'bilinear' | 'bicubic' | 'locallyBoundedBicubic' | 'nohalo' | 'vertexSplitQuadraticBasisSpline', string>;
  const queue: EventEmitter;
  const gravity: Record<'north' | 'northeast' | 'southeast' | 'south' | 'southwest' | 'west' | 'northwest' | 'east' | 'center' | 'centre', number>;
  const strategy: { entropy: number; attention: number };
  const kernel: KernelEnum;
  const fit: FitEnum;
  const bool: { and: 'and'; or: 'or'; eor: 'eor' };
  function cache(options?: boolean | { memory?: number | undefined; files?: number | undefined; items?: number | undefined }): CacheResult;
  /** Images that are worked on at a time. 0 sets the default. */
  function concurrency(concurrency?: number): number;
  function counters(): { queue: number; process: number };
  function simd(enable?: boolean): boolean;
  function block(options: { operation: string[] }): void;
  function unblock(options: { operation: string[] }): void;
}

export = sharp;
