// What TypeScript takes and refuses of @thumbox/react. Compiled, not run: by types.test.mjs.
import { expectTypeOf } from 'expect-type';
import { useThumbnails, type Thumbnail } from '@thumbox/react';
import { createResizer, type ThumboxError } from 'thumbox';

declare const input: HTMLInputElement;
declare const files: File[];

const { thumbnails, isPending, progress } = useThumbnails(input.files, { width: 400, fit: 'cover' });
expectTypeOf(thumbnails).toEqualTypeOf<Array<Thumbnail<File>>>();
expectTypeOf(isPending).toBeBoolean();
expectTypeOf(progress).toBeNumber();
for (const thumbnail of thumbnails) {
  expectTypeOf(thumbnail.file).toEqualTypeOf<File>();
  for (const { url, file } of thumbnail.outputs) expectTypeOf([url, file] as const).toEqualTypeOf<readonly [string, File]>();
  if (thumbnail.status === 'error') expectTypeOf(thumbnail.error).toEqualTypeOf<ThumboxError | DOMException>();
  else expectTypeOf(thumbnail.error).toEqualTypeOf<undefined>();
}
useThumbnails(files, 'web', { bucket: 'images', resizer: createResizer() });
useThumbnails(null, [{ width: 1 }], { limits: { tolerant: true } });
expectTypeOf(useThumbnails([new Blob()], {}).thumbnails[0]!.file).toEqualTypeOf<Blob>();

// @ts-expect-error: a name that does not exist.
useThumbnails(files, { widht: 400 });
// @ts-expect-error: nothing to make.
useThumbnails(files);
// @ts-expect-error: addresses are no files.
useThumbnails(['a.jpg'], {});
