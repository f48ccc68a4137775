/** @module Interface thumbox:resize/resizer@0.2.0 **/
export function probe(head: Uint8Array): string;
export function resize(image: Uint8Array, request: string): Resized;
export function formats(): string;
export interface Error {
  kind: string,
  message: string,
  details: Array<[string, string]>,
}

export class Resized {
  /**
   * This type does not have a public constructor.
   */
  private constructor();
  facts(): string;
  take(output: number): Uint8Array | undefined;
}
