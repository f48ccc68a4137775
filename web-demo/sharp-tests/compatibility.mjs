// Every member of the types that sharp ships, and what becomes of it in @thumbox/sharp. A test runs each entry on both, and one fails
// where sharp's types have a member that is not here; `cargo xtask node --sharp` writes docs/sharp-compatibility.md of it.
import assert from 'node:assert/strict';
import { absent, ignored, offered, ours, same, throws } from './outcomes.mjs';

const small = { width: 320 };
/** A gray file has one channel. */
const gray = { except: ['channels', 'space'] };
/** A GIF whose pixels are all opaque has no alpha channel, where sharp's may have one. */
const opaque = { except: ['channels', 'hasAlpha'] };
const noop = (sharp, { photo }) => sharp(photo).resize(small).png();

/** An entry for an option of which only the size of the file, the speed or the memory depends. */
const anyValue = (chain, note) => offered(chain, note);

const outputs = {
  force: offered((sharp, { png }) => sharp(png).resize(small).jpeg({ force: false })),
};

const animated = {
  loop: throws((sharp, { gif }) => sharp(gif, { animated: true }).webp({ loop: 3 }), 'an animation loops as its source does'),
  delay: throws((sharp, { gif }) => sharp(gif, { animated: true }).gif({ delay: 50 }), 'frames last as long as those of the source'),
};

/** By interfaces of sharp's types. */
export const members = {
  SharpConstructor: {
    format: ours((sharp) => assert.deepEqual([sharp.format.jpeg.output.buffer, sharp.format.tiff.output.buffer], [true, false]), 'what is read and written here'),
    versions: ours((sharp) => assert.match(sharp.versions.sharp, /^0\.35\./), "`sharp` is the release whose behaviour is offered; `vips` is '0.0.0', as there is none"),
    interpolators: same((sharp) => ({ ...sharp.interpolators })),
    queue: ours(async (sharp, { photo }) => {
      const told = [];
      const listener = (length) => told.push(length);
      sharp.queue.on('change', listener);
      await sharp(photo).resize(20).toBuffer();
      sharp.queue.off('change', listener);
      assert.ok(told.includes(1) && told.at(-1) === 0, String(told));
    }, 'emits `change` as a chain begins and ends'),
    cache: same((sharp) => {
      sharp.cache({ memory: 7, files: 3, items: 9 });
      const { memory, files, items } = sharp.cache();
      sharp.cache(true);
      return [memory.max, files.max, items.max];
    }, 'nothing is cached between images; the limits are only kept'),
    concurrency: ours((sharp) => {
      const before = sharp.concurrency();
      assert.equal(sharp.concurrency(3), 3);
      sharp.concurrency(before);
    }, 'images at a time, 0 for the default: a thread for each core, at most 8. An image has one thread'),
    counters: same((sharp) => sharp.counters()),
    simd: ours((sharp) => assert.equal(sharp.simd(false), true), 'always true'),
    block: same((sharp) => sharp.block({ operation: ['VipsForeignLoadTiff'] }), 'operations are libvips\'s, and none of it is there'),
    unblock: same((sharp) => sharp.unblock({ operation: ['VipsForeignLoadTiff'] })),
    gravity: same((sharp) => ({ ...sharp.gravity })),
    strategy: same((sharp) => ({ ...sharp.strategy })),
    kernel: same((sharp) => ({ ...sharp.kernel })),
    fit: same((sharp) => ({ ...sharp.fit })),
    bool: same((sharp) => ({ ...sharp.bool })),
  },

  Sharp: {
    removeAlpha: offered((sharp, { alpha }) => sharp(alpha).removeAlpha(), 'colours of nearly transparent pixels are rounded', { tolerance: 30 }),
    ensureAlpha: offered((sharp, { photo }) => sharp(photo).resize(small).ensureAlpha(0.5).png()),
    extractChannel: throws((sharp, { photo }) => sharp(photo).extractChannel('red')),
    joinChannel: throws((sharp, { photo }) => sharp(photo).joinChannel(photo)),
    bandbool: throws((sharp, { photo }) => sharp(photo).bandbool('and')),
    tint: throws((sharp, { photo }) => sharp(photo).tint('red')),
    greyscale: offered((sharp, { photo }) => sharp(photo).resize(small).greyscale().png(), 'PNG and JPEG are written with one channel, where sharp writes three', gray),
    grayscale: offered((sharp, { photo }) => sharp(photo).resize(small).grayscale().raw(), 'likewise'),
    pipelineColourspace: throws((sharp, { photo }) => sharp(photo).pipelineColourspace('rgb16')),
    pipelineColorspace: throws((sharp, { photo }) => sharp(photo).pipelineColorspace('rgb16')),
    toColourspace: offered((sharp, { photo }) => sharp(photo).resize(small).toColourspace('b-w').png(), '`srgb` and `b-w`; others throw'),
    toColorspace: offered((sharp, { photo }) => sharp(photo).resize(small).toColorspace('srgb').png(), 'likewise'),
    composite: throws((sharp, { photo, png }) => sharp(photo).composite([{ input: png }])),
    clone: offered((sharp, { photo }) => sharp(photo).resize(small).clone().flip().png()),
    metadata: same((sharp, { photo }) => sharp(photo).metadata().then(({ width, height, format }) => ({ width, height, format })), 'its facts are below'),
    keepMetadata: offered((sharp, { profile }) => sharp(profile).resize(small).keepMetadata().png(), 'ICC profile, EXIF and XMP; where the source has no EXIF, none is made', { except: ['orientation'] }),
    stats: same((sharp, { alpha }) => sharp(alpha).stats().then(({ isOpaque, channels }) => [isOpaque, channels.length]), 'of samples with 8 bits; a pixel that is wholly transparent counts as black, and nearly transparent ones are rounded. Its facts are below'),
    rotate: offered((sharp, { photo }) => sharp(photo).rotate(90).resize(small).png(), 'without an angle, and multiples of 90; other angles throw'),
    autoOrient: offered((sharp, { oriented }) => sharp(oriented).autoOrient().resize(small).png()),
    flip: offered((sharp, { photo }) => sharp(photo).flip().resize(small).png(), 'of an animation each frame; sharp mirrors them as one picture, which reverses their order'),
    flop: offered((sharp, { photo }) => sharp(photo).flop().resize(small).png()),
    affine: throws((sharp, { photo }) => sharp(photo).affine([1, 0.3, 0.1, 0.7])),
    sharpen: throws((sharp, { photo }) => sharp(photo).sharpen(), '`thumbox` has `sharpen`, which is another filter'),
    median: throws((sharp, { photo }) => sharp(photo).median()),
    blur: throws((sharp, { photo }) => sharp(photo).blur(3)),
    dilate: throws((sharp, { photo }) => sharp(photo).dilate()),
    erode: throws((sharp, { photo }) => sharp(photo).erode()),
    flatten: offered((sharp, { alpha }) => sharp(alpha).flatten({ background: '#fa0' }).resize(small)),
    unflatten: throws((sharp, { photo }) => sharp(photo).unflatten()),
    gamma: throws((sharp, { photo }) => sharp(photo).gamma()),
    negate: throws((sharp, { photo }) => sharp(photo).negate()),
    normalise: throws((sharp, { photo }) => sharp(photo).normalise()),
    normalize: throws((sharp, { photo }) => sharp(photo).normalize()),
    clahe: throws((sharp, { photo }) => sharp(photo).clahe({ width: 3, height: 3 })),
    convolve: throws((sharp, { photo }) => sharp(photo).convolve({ width: 3, height: 3, kernel: [0, 0, 0, 0, 1, 0, 0, 0, 0] })),
    threshold: throws((sharp, { photo }) => sharp(photo).threshold()),
    boolean: throws((sharp, { photo }) => sharp(photo).boolean(photo, 'and')),
    linear: throws((sharp, { photo }) => sharp(photo).linear(1.1)),
    recomb: throws((sharp, { photo }) => sharp(photo).recomb([[1, 0, 0], [0, 1, 0], [0, 0, 1]])),
    modulate: throws((sharp, { photo }) => sharp(photo).modulate({ brightness: 1.1 })),
    toFile: same(async (sharp, { photo, folder }) => {
      const { format, width, height } = await sharp(photo).resize(small).toFile(`${folder}/out.webp`);
      return { format, width, height };
    }, 'written under a temporary name, then renamed'),
    toBuffer: offered(noop),
    toUint8Array: same((sharp, { photo }) => sharp(photo).resize(small).raw().toUint8Array().then(({ data, info }) => [ArrayBuffer.isView(data), info.width, data.length])),
    withDensity: throws((sharp, { photo }) => sharp(photo).withDensity(96)),
    keepExif: throws((sharp, { photo }) => sharp(photo).keepExif(), '`keepMetadata()` keeps EXIF with the rest'),
    withExif: throws((sharp, { photo }) => sharp(photo).withExif({ IFD0: { Copyright: 'me' } })),
    withExifMerge: throws((sharp, { photo }) => sharp(photo).withExifMerge({ IFD0: { Copyright: 'me' } })),
    keepIccProfile: offered((sharp, { profile }) => sharp(profile).resize(small).keepIccProfile().png()),
    withIccProfile: offered((sharp, { profile }) => sharp(profile).resize(small).withIccProfile('srgb', { attach: false }).png(), "`srgb`, which is not attached; others throw"),
    keepXmp: throws((sharp, { photo }) => sharp(photo).keepXmp(), '`keepMetadata()` keeps XMP with the rest'),
    withXmp: throws((sharp, { photo }) => sharp(photo).withXmp('<x/>')),
    withMetadata: offered((sharp, { photo }) => sharp(photo).resize(small).withMetadata(), 'as keepMetadata(): a profile of the source is kept, and none is attached to sRGB; each of its options throws', { except: ['orientation', 'hasProfile'] }),
    jpeg: offered((sharp, { photo }) => sharp(photo).resize(small).jpeg()),
    jp2: throws((sharp, { photo }) => sharp(photo).jp2()),
    jxl: throws((sharp, { photo }) => sharp(photo).jxl(), 'JPEG XL is read, not written'),
    png: offered((sharp, { deep }) => sharp(deep).resize(small).png(), 'with 8 bits, also of more'),
    webp: offered((sharp, { photo }) => sharp(photo).resize(small).webp({ quality: 95 })),
    gif: offered((sharp, { photo }) => sharp(photo).resize(small).gif(), 'the palette is another one'),
    avif: throws((sharp, { photo }) => sharp(photo).avif(), 'AVIF is read, not written'),
    heif: throws((sharp, { photo }) => sharp(photo).heif({ compression: 'av1' })),
    tiff: throws((sharp, { photo }) => sharp(photo).tiff(), 'TIFF is read, not written'),
    raw: offered((sharp, { photo }) => sharp(photo).resize(small).raw()),
    toFormat: offered((sharp, { photo }) => sharp(photo).resize(small).toFormat('jpg', { quality: 90 }), 'jpeg, png, webp, gif and raw; others throw'),
    tile: throws((sharp, { photo }) => sharp(photo).tile()),
    timeout: offered((sharp, { photo }) => sharp(photo).timeout({ seconds: 10 }).resize(small).png(), 'an image never takes longer than 30 s'),
    resize: offered((sharp, { photo }) => sharp(photo).resize(300, 200).png()),
    extend: offered((sharp, { photo }) => sharp(photo).resize(small).extend(5).png()),
    extract: offered((sharp, { photo }) => sharp(photo).extract({ left: 100, top: 50, width: 640, height: 480 }).resize(small).png()),
    trim: throws((sharp, { photo }) => sharp(photo).trim()),
  },

  SharpOptions: {
    autoOrient: offered((sharp, { oriented }) => sharp(oriented, { autoOrient: true }).resize(small).png()),
    failOn: offered((sharp, { photo }) => sharp(photo, { failOn: 'none' }).resize(small).png(), "`none` completes damaged images; all other values fail on what costs pixels"),
    limitInputPixels: same((sharp, { photo }) => sharp(photo, { limitInputPixels: 100 }).toBuffer().catch(({ message }) => message)),
    limitInputChannels: anyValue((sharp, { photo }) => sharp(photo, { limitInputChannels: 5 }).resize(small).png(), 'the limit holds'),
    unlimited: anyValue((sharp, { photo }) => sharp(photo, { unlimited: true }).resize(small).png(), 'the limits of the sandbox stay'),
    sequentialRead: anyValue((sharp, { photo }) => sharp(photo, { sequentialRead: false }).resize(small).png(), 'the output is the same'),
    density: ignored((sharp, { photo }) => sharp(photo, { density: 96 }).resize(small).png(), 'no vector image is read'),
    ignoreIcc: throws((sharp, { photo }) => sharp(photo, { ignoreIcc: true })),
    pages: offered((sharp, { gif }) => sharp(gif, { pages: -1 }).webp({ lossless: true }), '1 and -1; others throw', opaque),
    page: offered((sharp, { gif }) => sharp(gif, { page: 0 }).png(), '0; others throw', opaque),
    tiff: throws((sharp, { photo }) => sharp(photo, { tiff: { subifd: 1 } })),
    svg: throws((sharp, { photo }) => sharp(photo, { svg: { stylesheet: 'x' } }), 'SVG is not read'),
    pdf: throws((sharp, { photo }) => sharp(photo, { pdf: { background: 'red' } }), 'PDF is not read'),
    openSlide: throws((sharp, { photo }) => sharp(photo, { openSlide: { level: 1 } })),
    jp2: throws((sharp, { photo }) => sharp(photo, { jp2: { oneshot: true } })),
    subifd: throws((sharp, { photo }) => sharp(photo, { subifd: 1 })),
    pdfBackground: throws((sharp, { photo }) => sharp(photo, { pdfBackground: 'red' })),
    level: throws((sharp, { photo }) => sharp(photo, { level: 1 })),
    animated: offered((sharp, { gif }) => sharp(gif, { animated: true }).webp({ lossless: true }), 'to WebP and GIF; other outputs of an animation throw', opaque),
    raw: offered((sharp, { pixels, size }) => sharp(pixels, { raw: { ...size, channels: 3 } }).resize(small).png()),
    create: offered((sharp) => sharp({ create: { width: 30, height: 20, channels: 4, background: { r: 250, g: 9, b: 60, alpha: 0.5 } } }).png()),
    text: throws((sharp) => sharp({ text: { text: 'x' } })),
    join: throws((sharp, { photo }) => sharp([photo, photo], { join: { across: 1 } })),
  },

  Raw: {
    width: offered((sharp, { pixels, size }) => sharp(pixels, { raw: { ...size, channels: 3 } }).png(), '8 bits, and 16 in a Uint16Array; others throw'),
    height: offered((sharp, { pixels, size }) => sharp(pixels, { raw: { ...size, channels: 3 } }).jpeg()),
    channels: offered((sharp, { pixels, size }) => sharp(pixels, { raw: { ...size, channels: 1 } }).raw(), 'a gray PNG or JPEG is written with one channel, where sharp writes three'),
  },

  CreateRaw: {
    premultiplied: throws((sharp, { pixels, size }) => sharp(pixels, { raw: { ...size, channels: 3, premultiplied: true } })),
    pageHeight: throws((sharp, { pixels, size }) => sharp(pixels, { raw: { ...size, channels: 3, pageHeight: size.height } })),
  },

  Create: {
    width: offered((sharp) => sharp({ create: { width: 9, height: 20, channels: 3, background: 'teal' } }).png()),
    height: offered((sharp) => sharp({ create: { width: 9, height: 2, channels: 3, background: 'teal' } }).png()),
    channels: offered((sharp) => sharp({ create: { width: 9, height: 20, channels: 4, background: '#12345678' } }).png()),
    background: offered((sharp) => sharp({ create: { width: 9, height: 20, channels: 3, background: 'rgb(1, 2, 3)' } }).png()),
    noise: throws((sharp) => sharp({ create: { width: 9, height: 20, channels: 3, noise: { type: 'gaussian' } } })),
    pageHeight: throws((sharp) => sharp({ create: { width: 9, height: 20, channels: 3, background: 'red', pageHeight: 10 } })),
  },

  RotateOptions: {
    background: throws((sharp, { photo }) => sharp(photo).rotate(10, { background: 'red' }), 'with angles that are no multiple of 90, which throw'),
  },

  ResizeOptions: {
    width: offered((sharp, { photo }) => sharp(photo).resize({ width: 333 }).png()),
    height: offered((sharp, { photo }) => sharp(photo).resize({ height: 222 }).png()),
    fit: offered((sharp, { photo }) => sharp(photo).resize({ width: 300, height: 300, fit: 'inside' }).png(), 'all five'),
    position: offered((sharp, { photo }) => sharp(photo).resize({ width: 300, height: 300, position: 'right top' }).png(), '`attention` finds another part than sharp does; `entropy` throws'),
    background: offered((sharp, { alpha }) => sharp(alpha).resize({ width: 300, height: 300, fit: 'contain', background: 'rebeccapurple' }).png()),
    kernel: offered((sharp, { photo }) => sharp(photo).resize({ width: 500, kernel: 'mitchell' }).png(), 'lanczos3, mitchell, cubic, linear and nearest; lanczos2, mks2013 and mks2021 throw'),
    withoutEnlargement: offered((sharp, { photo }) => sharp(photo).resize({ width: 5000, withoutEnlargement: true }).png()),
    withoutReduction: offered((sharp, { photo }) => sharp(photo).resize({ width: 320, height: 200, withoutReduction: true }).png()),
    fastShrinkOnLoad: ignored((sharp, { photo }) => sharp(photo).resize({ ...small, fastShrinkOnLoad: false }).png(), 'decoding at a smaller scale has a quality of its own: fidelity.md'),
  },

  Region: {
    left: offered((sharp, { photo }) => sharp(photo).extract({ left: 1000, top: 0, width: 280, height: 300 }).png()),
    top: offered((sharp, { photo }) => sharp(photo).extract({ left: 0, top: 500, width: 280, height: 300 }).png()),
    width: offered((sharp, { photo }) => sharp(photo).resize(400).extract({ left: 11, top: 12, width: 99, height: 101 }).png()),
    height: offered((sharp, { photo }) => sharp(photo).extract({ left: 9, top: 9, width: 900, height: 600 }).resize(300).extract({ left: 11, top: 12, width: 99, height: 101 }).png()),
  },

  ExtendOptions: {
    top: offered((sharp, { photo }) => sharp(photo).resize(small).extend({ top: 20 }).png()),
    left: offered((sharp, { photo }) => sharp(photo).resize(small).extend({ left: 20 }).png()),
    bottom: offered((sharp, { photo }) => sharp(photo).resize(small).extend({ bottom: 20 }).png()),
    right: offered((sharp, { photo }) => sharp(photo).resize(small).extend({ right: 20 }).png()),
    background: offered((sharp, { alpha }) => sharp(alpha).resize(small).extend({ top: 9, left: 4, right: 3, background: { r: 0, g: 0, b: 200, alpha: 0.5 } }).png()),
    extendWith: offered((sharp, { photo }) => sharp(photo).resize(small).extend({ top: 9, left: 20, extendWith: 'mirror' }).png(), 'all four'),
  },

  FlattenOptions: {
    background: offered((sharp, { alpha }) => sharp(alpha).resize(small).flatten({ background: { r: 9, g: 99, b: 199 } }).jpeg({ quality: 95 })),
  },

  OutputOptions: outputs,

  JpegOptions: {
    quality: offered((sharp, { photo }) => sharp(photo).resize(small).jpeg({ quality: 60 }), 'the scale is the same'),
    progressive: offered((sharp, { photo }) => sharp(photo).resize(small).jpeg({ progressive: true })),
    chromaSubsampling: offered((sharp, { photo }) => sharp(photo).resize(small).jpeg({ chromaSubsampling: '4:4:4' })),
    trellisQuantisation: offered((sharp, { photo }) => sharp(photo).resize(small).jpeg({ trellisQuantisation: true }), 'chooses other levels', { tolerance: 36 }),
    overshootDeringing: ignored((sharp, { photo }) => sharp(photo).resize(small).jpeg({ overshootDeringing: true }), 'the encoder has no such step'),
    optimiseScans: offered((sharp, { photo }) => sharp(photo).resize(small).jpeg({ optimiseScans: true }), 'with trellis quantisation, too', { tolerance: 36 }),
    optimizeScans: offered((sharp, { photo }) => sharp(photo).resize(small).jpeg({ optimizeScans: true }), 'likewise', { tolerance: 36 }),
    optimiseCoding: ignored((sharp, { photo }) => sharp(photo).resize(small).jpeg({ optimiseCoding: false }), 'Huffman codes are always fitted to the picture: the same pixels in fewer bytes'),
    optimizeCoding: ignored((sharp, { photo }) => sharp(photo).resize(small).jpeg({ optimizeCoding: false }), 'likewise'),
    quantisationTable: offered((sharp, { photo }) => sharp(photo).resize(small).jpeg({ quantisationTable: 3 }), '0 and 3; others throw'),
    quantizationTable: offered((sharp, { photo }) => sharp(photo).resize(small).jpeg({ quantizationTable: 3 }), 'likewise'),
    mozjpeg: offered((sharp, { photo }) => sharp(photo).resize(small).jpeg({ mozjpeg: true }), 'a progressive file with tables, levels and scans of that kind', { tolerance: 34 }),
  },

  PngOptions: {
    progressive: ignored((sharp, { photo }) => sharp(photo).resize(small).png({ progressive: true }), 'PNG is written without interlacing', { except: ['isProgressive'] }),
    compressionLevel: offered((sharp, { photo }) => sharp(photo).resize(small).png({ compressionLevel: 9 }), 'the level is the effort: bytes differ'),
    adaptiveFiltering: ignored((sharp, { photo }) => sharp(photo).resize(small).png({ adaptiveFiltering: true }), 'filters are chosen by the effort'),
    quality: ignored((sharp, { photo }) => sharp(photo).resize(small).png({ quality: 80 }), 'it makes a palette, with as many colours as `colours` allows', { tolerance: 24 }),
    effort: offered((sharp, { photo }) => sharp(photo).resize(small).png({ effort: 3 }), 'makes a palette, as sharp does', { tolerance: 24 }),
    palette: offered((sharp, { photo }) => sharp(photo).resize(small).png({ palette: true }), 'another palette', { tolerance: 24 }),
    colours: offered((sharp, { photo }) => sharp(photo).resize(small).png({ colours: 64 }), 'another palette', { tolerance: 20 }),
    colors: offered((sharp, { photo }) => sharp(photo).resize(small).png({ colors: 64 }), 'likewise', { tolerance: 20 }),
    dither: offered((sharp, { photo }) => sharp(photo).resize(small).png({ dither: 0 }), 'another palette', { tolerance: 24 }),
  },

  WebpOptions: {
    quality: offered((sharp, { photo }) => sharp(photo).resize(small).webp({ quality: 75 }), 'the scale is the same', { tolerance: 36 }),
    alphaQuality: ignored((sharp, { alpha }) => sharp(alpha).resize(small).webp({ alphaQuality: 50, quality: 95 }), 'alpha is written without loss', { tolerance: 30 }),
    lossless: offered((sharp, { alpha }) => sharp(alpha).resize(small).webp({ lossless: true })),
    nearLossless: ignored((sharp, { photo }) => sharp(photo).resize(small).webp({ nearLossless: true }), 'the file is written without any loss'),
    smartSubsample: ignored((sharp, { photo }) => sharp(photo).resize(small).webp({ smartSubsample: true, quality: 95 }), 'the encoder has no such choice', { tolerance: 36 }),
    smartDeblock: ignored((sharp, { photo }) => sharp(photo).resize(small).webp({ smartDeblock: true, quality: 95 }), 'likewise', { tolerance: 36 }),
    effort: offered((sharp, { photo }) => sharp(photo).resize(small).webp({ effort: 6, quality: 95 })),
    minSize: ignored((sharp, { photo }) => sharp(photo).resize(small).webp({ minSize: true, quality: 95 }), 'the encoder has no such choice'),
    mixed: ignored((sharp, { photo }) => sharp(photo).resize(small).webp({ mixed: true, quality: 95 }), 'likewise'),
    preset: ignored((sharp, { photo }) => sharp(photo).resize(small).webp({ preset: 'photo', quality: 95 }), 'likewise', { tolerance: 36 }),
    exact: ignored((sharp, { photo }) => sharp(photo).resize(small).webp({ exact: true, quality: 95 }), 'likewise'),
  },

  GifOptions: {
    reuse: ignored((sharp, { gif }) => sharp(gif).gif({ reuse: false }), 'palettes are made anew', opaque),
    progressive: ignored((sharp, { gif }) => sharp(gif).gif({ progressive: true }), 'GIF is written without interlacing', { except: ['isProgressive', ...opaque.except] }),
    colours: offered((sharp, { photo }) => sharp(photo).resize(small).gif({ colours: 64 }), 'another palette', { tolerance: 20 }),
    colors: offered((sharp, { photo }) => sharp(photo).resize(small).gif({ colors: 64 }), 'likewise', { tolerance: 20 }),
    effort: ignored((sharp, { gif }) => sharp(gif).gif({ effort: 2 }), 'the encoder has no such choice', opaque),
    dither: offered((sharp, { photo }) => sharp(photo).resize(small).gif({ dither: 0 }), 'another palette', { tolerance: 24 }),
    interFrameMaxError: ignored((sharp, { gif }) => sharp(gif).gif({ interFrameMaxError: 4 }), 'the encoder has no such choice', opaque),
    interPaletteMaxError: ignored((sharp, { gif }) => sharp(gif).gif({ interPaletteMaxError: 4 }), 'likewise', opaque),
    keepDuplicateFrames: ignored((sharp, { gif }) => sharp(gif).gif({ keepDuplicateFrames: true }), 'likewise', opaque),
  },

  AnimationOptions: animated,

  RawOptions: {
    depth: offered((sharp, { photo }) => sharp(photo).resize(small).raw({ depth: 'uchar' }), '`uchar` and `ushort`; others throw'),
  },

  TimeoutOptions: {
    seconds: offered((sharp, { photo }) => sharp(photo).timeout({ seconds: 5 }).resize(small).png()),
  },

  CacheOptions: {
    memory: same((sharp) => sharp.cache({ memory: 50 }).memory.max),
    files: same((sharp) => sharp.cache({ files: 20 }).files.max),
    items: same((sharp) => sharp.cache({ items: 100 }).items.max),
  },

  WriteableMetadata: {
    density: throws((sharp, { photo }) => sharp(photo).withMetadata({ density: 96 })),
    orientation: throws((sharp, { photo }) => sharp(photo).withMetadata({ orientation: 3 })),
    icc: throws((sharp, { photo }) => sharp(photo).withMetadata({ icc: 'p3' }), 'except `srgb`'),
    exif: throws((sharp, { photo }) => sharp(photo).withMetadata({ exif: { IFD0: { Copyright: 'me' } } })),
  },

  WithIccProfileOptions: {
    attach: offered((sharp, { photo }) => sharp(photo).resize(small).withIccProfile('srgb', { attach: false }).png()),
  },
};

/** A fact of `metadata()` for some of the images. */
const fact = (name, images, note) => same((sharp, all) => Promise.all(images.map((image) => sharp(all[image]).metadata().then((found) => found[name]))), note);

Object.assign(members, {
  Metadata: {
    orientation: fact('orientation', ['photo', 'oriented'], 'absent where it is 1'),
    format: fact('format', ['photo', 'png', 'webp', 'gif', 'avif']),
    size: fact('size', ['photo']),
    width: fact('width', ['photo', 'oriented']),
    height: fact('height', ['photo', 'oriented']),
    autoOrient: fact('autoOrient', ['photo', 'oriented']),
    space: fact('space', ['photo', 'png', 'gray', 'deep']),
    channels: fact('channels', ['photo', 'alpha', 'gray']),
    depth: fact('depth', ['photo', 'deep']),
    density: absent('the component does not tell it'),
    chromaSubsampling: absent('the component does not tell it'),
    isProgressive: fact('isProgressive', ['photo', 'progressive']),
    isPalette: fact('isPalette', ['photo', 'gif']),
    bitsPerSample: fact('bitsPerSample', ['png', 'deep']),
    pages: fact('pages', ['gif', 'photo']),
    pageHeight: same((sharp, { gif }) => sharp(gif, { animated: true }).metadata().then(({ pageHeight, height }) => [pageHeight, height])),
    loop: absent('the component does not tell it'),
    delay: absent('the component does not tell it'),
    pagePrimary: absent('the primary image is what is read'),
    hasProfile: fact('hasProfile', ['photo', 'profile']),
    hasAlpha: fact('hasAlpha', ['photo', 'alpha', 'gray']),
    exif: same((sharp, { oriented }) => sharp(oriented).metadata().then(({ exif }) => exif.length), 'its orientation is 1'),
    icc: fact('icc', ['photo', 'profile']),
    iptc: absent('the component does not read it'),
    xmp: same((sharp, { xmp }) => sharp(xmp).metadata().then(({ xmp: found }) => found.toString())),
    xmpAsString: fact('xmpAsString', ['xmp']),
    tifftagPhotoshop: absent('the component does not read it'),
    compression: fact('compression', ['avif', 'photo']),
    background: absent('the component does not tell it'),
    levels: absent('for OpenSlide'),
    subifds: absent('the first image of a TIFF is what is read'),
    resolutionUnit: absent('the component does not tell it'),
    formatMagick: absent('for ImageMagick'),
    comments: absent('the component does not read it'),
    gainMap: absent('the component does not hand it out'),
    mediaType: fact('mediaType', ['photo', 'png', 'webp', 'gif', 'avif']),
  },

  OutputInfo: {
    format: same((sharp, { photo }) => infoOf(sharp(photo).resize(small), 'format')),
    size: ours(async (sharp, { photo }) => {
      const { data, info } = await sharp(photo).resize(small).toBuffer({ resolveWithObject: true });
      assert.equal(info.size, data.length);
    }, ''),
    width: same((sharp, { photo }) => infoOf(sharp(photo).resize(small), 'width')),
    height: same((sharp, { photo }) => infoOf(sharp(photo).resize(small), 'height'), 'that of the output; sharp tells another one for extract() and then extend()'),
    channels: same((sharp, { alpha }) => infoOf(sharp(alpha).resize(small), 'channels')),
    premultiplied: same((sharp, { alpha }) => infoOf(sharp(alpha).resize(small), 'premultiplied')),
    hasAlpha: same((sharp, { alpha }) => infoOf(sharp(alpha).resize(small), 'hasAlpha')),
    cropOffsetLeft: absent('the component does not tell which part `attention` keeps'),
    cropOffsetTop: absent('likewise'),
    trimOffsetLeft: absent('trim() is not offered'),
    trimOffsetTop: absent('likewise'),
    textAutofitDpi: absent('text is not offered'),
    attentionX: absent('the component does not tell it'),
    attentionY: absent('likewise'),
    pages: same((sharp, { gif }) => infoOf(sharp(gif, { animated: true }).webp(), 'pages')),
    pageHeight: same((sharp, { gif }) => infoOf(sharp(gif, { animated: true }).webp(), 'pageHeight')),
  },
});

/** Facts of stats() of images without loss, to three digits. */
const measured = (choose, images = ['png', 'gray'], note = '') =>
  same((sharp, all) => Promise.all(images.map((image) => sharp(all[image]).stats().then((found) => JSON.stringify(choose(found), digits)))), note);
const digits = (key, value) => (typeof value === 'number' ? Number(value.toPrecision(3)) : value);
const ofChannels = (name) => measured(({ channels }) => channels.map((channel) => channel[name]));

Object.assign(members, {
  Stats: {
    channels: measured(({ channels }) => channels.length),
    isOpaque: measured(({ isOpaque }) => isOpaque),
    entropy: measured(({ entropy }) => entropy.toPrecision(2), ['png', 'gray'], 'within a tenth of a bit'),
    sharpness: measured(({ sharpness }) => sharpness),
    dominant: measured(({ dominant }) => dominant),
  },
  ChannelStats: {
    ...Object.fromEntries(['min', 'max', 'sum', 'squaresSum', 'mean', 'stdev'].map((name) => [name, ofChannels(name)])),
    ...Object.fromEntries(['minX', 'minY', 'maxX', 'maxY'].map((name) => [name, ours(async (sharp, { png }) => {
      const { channels: [red] } = await sharp(png).stats();
      const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
      const at = (x, y) => data[(y * info.width + x) * info.channels];
      assert.deepEqual([at(red.minX, red.minY), at(red.maxX, red.maxY)], [red.min, red.max]);
    }, 'the first pixel of several with the value')])),
  },
});

async function infoOf(chain, name) {
  const { info } = await chain.toBuffer({ resolveWithObject: true });
  return info[name];
}

/** Interfaces of which nothing is reached, as the method or option throws that takes them; and those that name what others list. */
export const beyond = {
  TrimOptions: 'trim() throws',
  CreateText: 'text throws', Noise: 'create.noise throws', Join: 'join throws', TiffInputOptions: 'tiff throws', SvgInputOptions: 'svg throws', PdfInputOptions: 'pdf throws',
  OpenSlideInputOptions: 'openSlide throws', Jp2InputOptions: 'jp2 throws', ExifDir: 'withExif() throws', Exif: 'withExif() throws',
  Jp2Options: 'jp2() throws', JxlOptions: 'jxl() throws', AvifOptions: 'avif() throws', HeifOptions: 'heif() throws', TiffOptions: 'tiff() throws', TileOptions: 'tile() throws',
  BlurOptions: 'blur() throws', NegateOptions: 'negate() throws', NormaliseOptions: 'normalise() throws', Kernel: 'convolve() throws', ClaheOptions: 'clahe() throws',
  ThresholdOptions: 'threshold() throws', OverlayOptions: 'composite() throws', SharpenOptions: 'sharpen() throws', AffineOptions: 'affine() throws',
  LevelMetadata: 'levels is absent', CommentsMetadata: 'comments is absent', GainMapMetadata: 'gainMap is absent',
  SharpCounters: 'what counters() gives', CacheResult: 'what cache() gives', AvailableFormatInfo: 'of `format`', FormatEnum: 'of `format`',
  FitEnum: 'of `fit`', KernelEnum: 'of `kernel`', PresetEnum: 'words of `preset`', BoolEnum: 'of `bool`', ColourspaceEnum: 'words of `space`', DepthEnum: 'words of `depth`',
  GravityEnum: 'of `gravity`', StrategyEnum: 'of `strategy`', Interpolators: 'of `interpolators`',
};
