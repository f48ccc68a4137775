/** A plugin for Uppy: previews, and thumbnails that are uploaded beside the photos. */

import { BasePlugin, type PluginOpts, type Uppy } from '@uppy/core';
import type { LimitOptions, Output, OutputOptions, RecipeSource, Resizer } from 'thumbox';

export interface ThumboxOptions extends PluginOpts {
  /** What is made of each photo: plain options, a list of them, or a recipe. Default: a WebP in a box of 400 x 400. */
  recipe?: OutputOptions | readonly OutputOptions[] | RecipeSource;
  /** With plain options. A recipe has its limits itself. */
  limits?: LimitOptions;
  /** With recipes: the bucket that the photos will be uploaded to. */
  bucket?: string;
  /** Whether the thumbnails are uploaded with their photos, as files of their own. Default: false. */
  uploadThumbnails?: boolean;
  /** Whether a picture of which no thumbnail can be made is removed, with the reason. Default: false, which keeps it without a preview. */
  refuse?: boolean;
  /** What makes the thumbnails. It is not closed. Default: a resizer of the plugin's own. */
  resizer?: Resizer;
}

/** What a thumbnail that is uploaded has in its `meta`, besides what its photo has there. */
export interface ThumbnailMeta {
  /** The photo's name. */
  thumbnailOf: string;
  /** Uppy's ID of the photo. */
  originalID: string;
}

/** What Uppy asks of a file's metadata and of a server's answer. */
type Fields = Record<string, unknown>;

export class Thumbox<M extends Fields = Fields, B extends Fields = Record<string, never>> extends BasePlugin<ThumboxOptions, M, B> {
  static VERSION: string;
  constructor(uppy: Uppy<M, B>, options?: ThumboxOptions);
  /** The outputs of a photo; empty where there are none yet, or none can be made. */
  thumbnails(fileID: string): Output[];
}

export default Thumbox;

declare module '@uppy/core' {
  interface PluginTypeRegistry<M extends Fields, B extends Fields> {
    Thumbox: Thumbox<M, B>;
  }
}
