// What TypeScript takes and refuses of the package. Compiled, not run: by types.test.mjs.
import { expectTypeOf } from 'expect-type';
import heic from '@thumbox/heic';
import { createResizer, loadRecipes, ThumboxError, type CodecName, type Output, type Result } from 'thumbox';
import type { ThumboxInput } from 'thumbox/element.js';

declare const file: File;
declare const canvas: HTMLCanvasElement;
const resizer = createResizer({ workers: 2, idleTimeout: Infinity, wasm: new URL('https://example.com/'), worker: () => new Worker('') });

// Plain options, one or several.
expectTypeOf(resizer.resize(file, { width: 400, height: 400, fit: 'cover', format: 'webp', quality: 80, maxBytes: 30_000 })).resolves.toEqualTypeOf<Result>();
resizer.resize(canvas, [{ width: 100, chromaSubsampling: '4:4:4' }, { aspectRatio: '16:9', width: 30 }], { limits: { tolerant: true, maxFileBytes: 9 } });
resizer.resize(new Response(), {});
resizer.resize(new Uint8Array(3), { crop: { left: 1, top: '2%', width: 3, height: 4 } }, { onProgress: ({ fraction }) => expectTypeOf(fraction).toBeNumber() });
resizer.resize('https://example.com/a.jpg', { quality: 80 });
resizer.resize(file, [{ quality: 'auto' }, { quality: { score: 75 } }, { quality: 'score=75' }]);
expectTypeOf<Output['score']>().toEqualTypeOf<number | undefined>();
expectTypeOf<Output['qualityBy']>().toEqualTypeOf<'score' | 'max-bytes' | 'lowest' | 'highest' | undefined>();

// Recipes.
resizer.resize(file, 'web', { bucket: 'b', key: 'k' });
resizer.resize(file, { output: { width: 3, 'max-bytes': '20kB', key: '{stem}.{ext}' } }, { key: 'k' });
resizer.resize(file, { output: { formats: ['jpeg', 'webp'], quality: { jpeg: 'auto', webp: { score: 80 } } } });

// @ts-expect-error: a name that does not exist.
resizer.resize(file, { widht: 400 });
// @ts-expect-error: in a list as well.
resizer.resize(file, [{ width: 400 }, { widht: 400 }]);
// @ts-expect-error: a fit that does not exist.
resizer.resize(file, { width: 400, fit: 'crop' });
// @ts-expect-error: a quality that is neither a number nor a word that is known.
resizer.resize(file, { quality: 'best' });
// @ts-expect-error: a quality for each format is a matter of recipes.
resizer.resize(file, { format: 'webp', quality: { jpeg: 80, webp: 70 } });
// @ts-expect-error: a score as text.
resizer.resize(file, { quality: { score: '75' } });
// @ts-expect-error: a number as text.
resizer.resize(file, { width: '400' });
// @ts-expect-error: a name as recipes write it.
resizer.resize(file, { 'max-bytes': 30_000 });
// @ts-expect-error: where an output goes is a matter of recipes.
resizer.resize(file, { width: 400, key: '{stem}' });
// @ts-expect-error: a recipe has its limits itself.
resizer.resize(file, 'web', { limits: { tolerant: true } });
// @ts-expect-error: nothing to make.
resizer.resize(file);
// @ts-expect-error: no image.
resizer.resize(document.createElement('img'), { width: 3 });
// @ts-expect-error: no number of Workers.
createResizer({ workers: 'auto' });
// @ts-expect-error: an option that does not exist.
createResizer({ worker_count: 3 });

// Codecs.
createResizer({ codecs: { heic, avif: false, jxl: new Uint8Array(3) } });
resizer.resize(file, {}, { onProgress: ({ loading }) => expectTypeOf(loading).toEqualTypeOf<{ name: CodecName; bytes: number; fraction: number } | undefined>() });
expectTypeOf<Result['codec']>().toEqualTypeOf<{ name: CodecName; sha256: string } | undefined>();
// @ts-expect-error: a codec that does not exist.
createResizer({ codecs: { heif: heic } });

expectTypeOf<Output['file']>().toEqualTypeOf<File>();
expectTypeOf<Output['sha256']>().toEqualTypeOf<string>();
expectTypeOf(loadRecipes).toBeCallableWith({ wasm: 'https://example.com/' });
expectTypeOf<ThumboxError>().toExtend<Error>();
const field: ThumboxInput = document.createElement('thumbox-input');
field.options = [{ width: 3 }];
// @ts-expect-error: a name that does not exist.
field.options = { widht: 3 };

{
  using ended = createResizer();
  void ended;
}
