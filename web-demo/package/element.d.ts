import type { Output, OutputOptions, Resizer } from './index.js';

/**
 * `<thumbox-input name="photos" multiple required options='{"width": 400}'>`: a file field for plain forms, which shows the
 * thumbnails of what is chosen or dropped.
 *
 * It submits the photos under its `name` and the thumbnails under the name and `-thumbnail`, both as files; with
 * `submit="thumbnails"` or `submit="originals"` only these. What is no photo makes it invalid, with the reason. `change` is
 * dispatched when all thumbnails are made. Another `options`, `name` or `submit` holds for the photos that are there. Further
 * attributes: `accept`, `disabled`, `label`.
 */
export class ThumboxInput extends HTMLElement {
  /** What makes the thumbnails, for all elements. Default: one `createResizer()`. */
  static resizer?: Resizer;
  /** What is made. As an attribute it is JSON. */
  options: OutputOptions | readonly OutputOptions[];
  readonly files: File[];
  /** The thumbnails of each file, in their order. */
  readonly thumbnails: Output[][];
  readonly disabled: boolean;
}

declare global {
  interface HTMLElementTagNameMap {
    'thumbox-input': ThumboxInput;
  }
}
