// Made by `cargo xtask docs` of the lists of fields in the crates `request` and `recipe`.

/** How good a lossy file is: a number from 1 to 100, `auto`, or the least number with a SSIMULACRA2 of 30 to 95. */
export type Quality = number | 'auto' | { score: number } | `score=${number}`;

/** One image to make, and where it goes. */
export interface OutputFields {
  /** Width of the box in pixels [default: 128 if no size is given]. */
  width?: number;
  /** Height of the box in pixels [default: 128 if no size is given]. */
  height?: number;
  /** Shape of the box, such as 16:9, where only its width or its height is given. */
  'aspect-ratio'?: string;
  /** Scale factor for both sides, 0.001 to 10, instead of width and height. */
  scale?: number;
  /** Device pixel ratio, 0.1 to 10; multiplies width and height [default: 1]. */
  'device-pixel-ratio'?: number;
  /** How the image fits the box: inside, outside, cover, cover-down, contain or fill [default: inside]. */
  fit?: 'inside' | 'outside' | 'cover' | 'cover-down' | 'contain' | 'fill';
  /** Position for cover, cover-down and contain: center, north, northeast, ...; not for contain: attention (the most salient region) or a focal point X,Y from 0,0 to 1,1 [default: center]. */
  position?: 'center' | 'north' | 'northeast' | 'east' | 'southeast' | 'south' | 'southwest' | 'west' | 'northwest' | 'attention' | (string & {}) | { x: number; y: number };
  /** The orientation in EXIF or XMP: apply turns the image upright, ignore leaves the pixels as they are stored, and the orientation in kept metadata. HEIC, AVIF and JPEG XL store it elsewhere, and it is always applied [default: apply]. */
  orientation?: 'apply' | 'ignore';
  /** Mirror top to bottom, after the EXIF orientation and before rotate [default: false]. */
  flip?: boolean;
  /** Mirror left to right, after the EXIF orientation and before rotate [default: false]. */
  flop?: boolean;
  /** Rotate clockwise by 90, 180 or 270 degrees, before crop and resize: width and height are those of the rotated image. */
  rotate?: 90 | 180 | 270;
  /** Extract this region first, in pixels or percent of the image after EXIF orientation, flip, flop and rotate. */
  crop?: string | { left: number | string; top: number | string; width: number | string; height: number | string };
  /** Enlarge images smaller than the box; otherwise they keep their size [default: false]. */
  enlarge?: boolean;
  /** Scale down images larger than the box. Without it they keep their size, and with cover are cropped to it [default: true]. */
  shrink?: boolean;
  /** Pixels to add at the edges of the resized image: TOP,RIGHT,BOTTOM,LEFT, or one number for all four. */
  extend?: number | string | { top?: number; right?: number; bottom?: number; left?: number };
  /** What extend adds: background, copy (the nearest pixel), repeat or mirror [default: background]. */
  'extend-with'?: 'background' | 'copy' | 'repeat' | 'mirror';
  /** Background for contain, extend and transparent pixels: #rgb, #rrggbb, #rrggbbaa, transparent, or a basic colour name of CSS such as white [default: white; transparent for contain and extend, if the format has alpha]. */
  background?: string;
  /** Resampling kernel: nearest, bilinear (linear), mitchell, catmull-rom (cubic) or lanczos3 [default: lanczos3]. */
  filter?: 'nearest' | 'bilinear' | 'mitchell' | 'catmull-rom' | 'lanczos3';
  /** Resample in linear light (slower; keeps fine bright detail) [default: false]. */
  linear?: boolean;
  /** Sharpen mildly [default: false]. */
  sharpen?: boolean;
  /** Make the output gray, as bright as its colours; JPEG and PNG have one component then [default: false]. */
  grayscale?: boolean;
  /** HEIC and AVIF: use the thumbnail in the file (thmb) where it has twice the output's pixels a side, and the image's shape, transforms and colours; it may show something else than the image. Ignored for other formats and in EXIF [default: false]. */
  'embedded-thumbnail'?: boolean;
  /** Frames to keep: first-frame or all [default: all for GIF and WebP, first-frame for JPEG, PNG and rasters]. */
  animation?: 'first-frame' | 'all';
  /** Compute a ThumbHash [default: false]. */
  thumbhash?: boolean;
  /** Output format: auto, jpeg, png, webp, gif or raster; auto: the source's format, or PNG or JPEG if thumbox cannot write it [default: auto]. */
  format?: 'auto' | 'jpeg' | 'png' | 'webp' | 'gif' | 'raster';
  /** Quality of JPEG and lossy WebP, 1 to 100; auto or score=30 to score=95: the lowest with which the output has that SSIMULACRA2 beside the resized picture [default: 80]. */
  quality?: Quality | { jpeg?: Quality; webp?: Quality };
  /** JPEG: progressive; false unless effort is 2 or more [default: false, and true from effort 2 on]. */
  progressive?: boolean;
  /** JPEG: chroma subsampling, auto, 4:4:4 or 4:2:0 [default: auto, which is 4:2:0 below quality 90]. */
  'chroma-subsampling'?: 'auto' | '4:4:4' | '4:2:0';
  /** JPEG: quantisation tables, default (those of the standard) or photographic, with fewer bytes for the same SSIMULACRA2 [default: default]. */
  tables?: 'default' | 'photographic';
  /** WebP: lossless [default: false]. */
  lossless?: boolean;
  /** CPU effort for a smaller file: JPEG 0 to 3, PNG 1 to 10, WebP 0 to 6 [default: 0 for JPEG, 5 for PNG, 2 for WebP]. */
  effort?: number;
  /** PNG: quantise to a palette [default: only where that is smaller and keeps all colours, or nearly all of a source with a palette]. */
  palette?: boolean;
  /** GIF, and PNG with a palette: maximum number of palette entries, 2 to 256 [default: 256]. */
  colors?: number;
  /** GIF, and PNG with a palette: level of dithering, 0 to 1: ordered in animations, else error diffusion [default: 1]. */
  dither?: number;
  /** PNG and rasters: bit depth, 8 or 16 [default: 8]. */
  depth?: 8 | 16;
  /** Maximum size of an output, such as 50000, 20kB or 100KiB; JPEG and lossy WebP get the highest quality that fits. */
  'max-bytes'?: number | string;
  /** Make an output smaller that has more than max-bytes in the lowest quality, or where its format has none [default: false]. */
  'shrink-to-fit'?: boolean;
  /** Metadata to keep: copyright, icc or all, separated by commas; all includes GPS positions and names [default: none]. */
  keep?: string | Array<'copyright' | 'icc' | 'all'>;
  /** The bucket of the output [default: {bucket}-resized]. */
  bucket?: string;
  /** The key of the output, with placeholders such as {stem} [default: {key}]. */
  key?: string;
  /** The header Cache-Control. */
  'cache-control'?: string;
  /** The header Content-Disposition, such as inline or attachment. */
  'content-disposition'?: string;
  /** How S3 keeps the output. */
  'storage-class'?: 'STANDARD' | 'INTELLIGENT_TIERING' | 'STANDARD_IA' | 'ONEZONE_IA' | 'GLACIER_IR' | 'REDUCED_REDUNDANCY';
  /** Tags of the output, at most 10. */
  tags?: Record<string, string>;
  /** Whether the upload's own metadata is written to the output as well [default: false]. */
  'copy-metadata'?: boolean;
  /** Uploads that the output is made of: those whose key matches one of these patterns [default: all]. */
  include?: string[];
  /** Uploads that it is not made of, although they match include. */
  exclude?: string[];
  /** Several widths, each an output of its own. */
  widths?: Array<number>;
  /** Several formats, each an output of its own. */
  formats?: Array<'auto' | 'jpeg' | 'png' | 'webp' | 'gif' | 'raster'>;
}

/** Limits, and what is done about damage. */
export interface LimitFields {
  /** Maximum pixels of a source, summed over the frames that are decoded [default: 100000000]. */
  'max-pixels'?: number;
  /** Maximum frames of an animation, if more than the first is decoded [default: 2000]. */
  'max-frames'?: number;
  /** Maximum size of a source file, such as 20MB [default: 256MiB]. */
  'max-file-bytes'?: number | string;
  /** Maximum width and height of an output, up to 65535 [default: 16384]. */
  'max-side'?: number;
  /** Maximum scans of a JPEG [default: 100]. */
  'max-scans'?: number;
  /** Maximum decoding work, in pixels x scans [default: 2000000000]. */
  'max-work'?: number;
  /** Decode what is left of a damaged image, and fill the rest [default: false]. */
  tolerant?: boolean;
}

/** The fields of a recipe, which docs/recipes.md describes. */
export interface RecipeFields {
  /** Where the schema is, for editors. */
  $schema?: string;
  /** The version of recipes. */
  version?: 1;
  /** The image to make, or a list of them. */
  output?: OutputFields | OutputFields[];
  /** The same. Only one of the two may be given. */
  outputs?: OutputFields[];
  /** Fields of every output that does not have them itself. */
  defaults?: OutputFields;
  limits?: LimitFields;
  /** Uploads that the recipe is for: those whose key matches one of these patterns. */
  include?: string[];
  /** Uploads that it is not for, although they match `include`. */
  exclude?: string[];
  /** Whether outputs are deleted when their upload is. */
  deletions?: boolean;
  /** What the keys of descriptions of failures begin with, such as `failed/`. */
  failed?: string;
  /** What becomes of the outputs of an upload whose replacement is rejected; `delete` with deletions, else `keep`. */
  stale?: 'delete' | 'keep';
  /** What is done about outputs that an older release has made; `keep` where nothing is said. */
  upgrade?: 'keep' | 'remake';
}
