// What TypeScript takes and refuses of @thumbox/uppy. Compiled, not run: by types.test.mjs.
import Uppy from '@uppy/core';
import { expectTypeOf } from 'expect-type';
import Thumbox, { type ThumboxOptions } from '@thumbox/uppy';
import type { Output } from 'thumbox';

const uppy = new Uppy().use(Thumbox, { recipe: { width: 400, format: 'webp' }, uploadThumbnails: true, id: 'Mine' });
new Uppy<{ caption: string }, { url: string }>().use(Thumbox, { recipe: 'web', bucket: 'images', refuse: true });
new Uppy().use(Thumbox);
expectTypeOf(uppy.getPlugin<Thumbox>('Thumbox')!.thumbnails('a')).toEqualTypeOf<Output[]>();
expectTypeOf<ThumboxOptions['uploadThumbnails']>().toEqualTypeOf<boolean | undefined>();

// @ts-expect-error: a name that does not exist.
new Uppy().use(Thumbox, { recipe: { widht: 400 } });
// @ts-expect-error: an option that does not exist.
new Uppy().use(Thumbox, { upload: true });
