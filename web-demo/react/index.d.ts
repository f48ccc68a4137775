/** Thumbnails of chosen photos in React. */

import type { ImageInfo, LimitOptions, Output, OutputOptions, RecipeSource, Resizer, Result, ThumboxError } from 'thumbox';

/** An output with an address for `<img src>`. It is valid as long as the component is mounted and asks for this thumbnail. */
export interface ShownOutput extends Output {
  url: string;
}

interface Fields<Source extends Blob> {
  /** The file that was passed. */
  file: Source;
  /** From 0 to 1: how much of it is made. */
  progress: number;
  /** What was made so far, in the order of the recipe. Empty where there is an error. */
  outputs: ShownOutput[];
  warnings: Result['warnings'];
  /** What the file is, once that is known. */
  info?: ImageInfo;
  /** With recipes: whether the recipe is for uploads with this name. Set with `done`. */
  isFor?: boolean;
}

/** What became of one file. `error` is there with the status `error`, and only then; a DOMException of a `resizer` that was closed. */
export type Thumbnail<Source extends Blob = File> =
  | (Fields<Source> & { status: 'pending' | 'done'; error?: undefined })
  | (Fields<Source> & { status: 'error'; error: ThumboxError | DOMException });

export interface Thumbnails<Source extends Blob = File> {
  /** One for each file, in their order. */
  thumbnails: Array<Thumbnail<Source>>;
  /** Whether something is still to be made. */
  isPending: boolean;
  /** From 0 to 1, of all files together; 1 where there are none. */
  progress: number;
}

export interface ThumbnailsOptions {
  /**
   * What makes the thumbnails, such as one whose files lie at other places. It is not closed. Default: one `createResizer()`
   * for the page, whose Workers end with the last component that uses it.
   */
  resizer?: Resizer;
  /** With plain options. A recipe has its limits itself. */
  limits?: LimitOptions;
  /** With recipes: the bucket that the files will be uploaded to. */
  bucket?: string;
}

/**
 * The thumbnails of files, as they are made. `files` may be a `FileList`, an array, or nothing yet; a file is known again by
 * being the same object, so adding one does not make the others again. `recipe` is what `resizer.resize` takes: plain options, a
 * list of them, or a recipe. It may be another object at each render, as it is compared by its fields.
 *
 * What is no longer asked for is cancelled, and so is everything when the component is unmounted. On a server all files are
 * pending.
 */
export function useThumbnails<Source extends Blob = File>(
  files: Iterable<Source> | ArrayLike<Source> | null | undefined,
  recipe: OutputOptions | readonly OutputOptions[] | RecipeSource,
  options?: ThumbnailsOptions,
): Thumbnails<Source>;
