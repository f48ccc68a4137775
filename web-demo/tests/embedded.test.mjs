// The package on other people's pages, in Chromium and in Firefox: what it takes, and what it says where something is in its
// way. Run by `cargo xtask page --test`, which sets the variables below.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { launch, serve } from './browser.mjs';
import { decodedByCodecs, pathOf } from './decoded.mjs';
import { png } from './png.mjs';

const { THUMBOX_PAGE: folder, THUMBOX_CHROMIUM: chromium, THUMBOX_FIREFOX: firefox } = process.env;

/** A document with a content policy. */
const documentWith = (policy) =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${policy ? `<meta http-equiv="Content-Security-Policy" content="${policy}">` : ''}<title>Embedded</title>`;
const HTML = { text: '<!doctype html><title>Not found</title>', type: 'text/html' };
const PICTURE = { handle: (_, response) => response.writeHead(200, { 'Content-Type': 'image/png' }).end(png(40, 30)) };
/** A file of which only the first bytes come. */
const BROKEN = {
  handle({ socket }, response) {
    response.writeHead(200, { 'Content-Type': 'application/wasm', 'Content-Length': 1000 });
    response.write('\0asm', () => socket.destroy());
  },
};
/** By their codecs' names, a file for each of them. */
const PHOTOS = Object.fromEntries(decodedByCodecs.map((row) => [`photo.${row.codec}`, { ...row, file: pathOf(row), type: `image/${row.codec}` }]));
const OPEN = { 'Access-Control-Allow-Origin': '*' };

const browsers = {
  async Chromium() {
    const browser = await launch(chromium);
    return { open: () => browser.newPage(), close: () => browser.close() };
  },
  async Firefox() {
    const browser = await puppeteer.launch({ browser: 'firefox', executablePath: firefox, headless: true });
    return { open: () => browser.newPage(), close: () => browser.close() };
  },
};

for (const [name, start] of Object.entries(browsers)) {
  let browser;
  before(async () => (browser = await start()));
  after(() => browser?.close());

  /** A test on a page of its own with this content policy, some of whose files are replaced. */
  const onPage = (title, run, { policy, replaced } = {}) =>
    test(`${name}: ${title}`, { timeout: 60_000 }, async (t) => {
      const server = await serve(folder, { 'index.html': { text: documentWith(policy) }, 'a b.png': PICTURE, ...PHOTOS, ...replaced });
      const page = await browser.open();
      try {
        await page.goto(server.url);
        await run(page, server, t);
      } finally {
        await page.close();
        server.close();
      }
    });

  /** What becomes of a small canvas, or of the image at an address: `{ width }`, or `{ kind, message, isOurs }`. */
  const attempt = (page, options = {}, from = './thumbox/index.js', address = undefined) =>
    page.evaluate(
      async ([options, from, address]) => {
        const { createResizer, ThumboxError } = await import(new URL(from, document.baseURI));
        const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 });
        canvas.getContext('2d');
        try {
          return { width: (await createResizer({ workers: 1, ...options }).resize(address ?? canvas, { width: 9 })).outputs[0].width };
        } catch (error) {
          return { kind: error.kind, message: error.message, isOurs: error instanceof ThumboxError };
        }
      },
      [options, from, address],
    );

  const assertUnavailable = ({ kind, message, isOurs }, expected) => {
    assert.match(message ?? '', expected);
    assert.deepEqual([kind, isOurs], ['unavailable', true]);
  };

  onPage('a canvas, a URL and a Response are taken, and an element is refused with what to pass', async (page) => {
    const found = await page.evaluate(async () => {
      const { createResizer } = await import(new URL('./thumbox/index.js', document.baseURI));
      const resizer = createResizer();
      const draw = (canvas) => {
        const context = canvas.getContext('2d');
        const pixels = context.createImageData(canvas.width, canvas.height);
        for (let at = 0; at < pixels.data.length; at++) pixels.data[at] = at % 4 === 3 ? 255 : (at * 37) % 256;
        context.putImageData(pixels, 0, 0);
        return { canvas, pixels: pixels.data };
      };
      const { canvas, pixels } = draw(Object.assign(document.createElement('canvas'), { width: 30, height: 20 }));
      const offscreen = draw(new OffscreenCanvas(30, 20)).canvas;
      const made = [];
      for (const image of [canvas, offscreen, 'a b.png', new URL('a b.png?x=1', document.baseURI), await fetch('a b.png')]) {
        const { outputs } = await resizer.resize(image, {});
        made.push([outputs[0].width, outputs[0].height, outputs[0].file.name]);
      }
      // Without loss: the pixels that were drawn.
      const { outputs } = await resizer.resize(canvas, { format: 'png' });
      const back = new OffscreenCanvas(30, 20).getContext('2d');
      back.drawImage(await createImageBitmap(outputs[0].file), 0, 0);
      const isSame = back.getImageData(0, 0, 30, 20).data.every((value, index) => value === pixels[index]);
      const key = (await resizer.resize('a b.png', 'lab', { bucket: 'images' })).outputs[0].key;
      const refused = [];
      for (const image of [new Image(), document.createElement('input'), document.createElement('canvas'), 'nowhere.png']) {
        if (image instanceof HTMLCanvasElement) image.width = 0;
        refused.push(await resizer.resize(image, {}).catch(({ kind, message }) => `${kind}: ${message}`));
      }
      return { made, isSame, key, refused };
    });
    const expected = [[30, 20, 'image.png'], [30, 20, 'image.png'], ...Array(3).fill([40, 30, 'a b.png'])];
    assert.deepEqual(found.made, expected);
    assert.equal(found.isSame, true);
    assert.equal(found.key, 'a b.png');
    const [image, input, canvas, nowhere] = found.refused;
    assert.equal(image, 'invalid-options: the image is an HTMLImageElement; pass its URL, image.currentSrc');
    assert.equal(input, 'invalid-options: the image is an HTMLInputElement; pass one of its files, input.files[0]');
    assert.match(canvas, /^unreadable: the canvas of 0 x \d+ pixels cannot be written/);
    assert.match(nowhere, /^unreadable: .*nowhere.png was answered with status 404/);
  });

  onPage('an element for plain forms submits photos and thumbnails, and refuses what is no photo', async (page) => {
    const found = await page.evaluate(async () => {
      const { ThumboxInput } = await import(new URL('./thumbox/element.js', document.baseURI));
      document.body.innerHTML = '<form><thumbox-input name="photos" multiple required options=\'{"width": 20, "format": "webp"}\'></thumbox-input></form>';
      const form = document.querySelector('form');
      const field = form.querySelector('thumbox-input');
      const choose = (...files) => {
        const transfer = new DataTransfer();
        for (const file of files) transfer.items.add(file);
        const input = field.shadowRoot.querySelector('input');
        const made = new Promise((resolve) => field.addEventListener('change', resolve, { once: true }));
        input.files = transfer.files;
        input.dispatchEvent(new Event('change'));
        return made;
      };
      const photo = new File([await (await fetch('a b.png')).blob()], 'a.png', { type: 'image/png' });
      const sent = () => [...new FormData(form)].map(([name, file]) => [name, file.name, file.type]);
      const states = [];
      const state = () => states.push([form.checkValidity(), field.shadowRoot.querySelectorAll('img').length]);
      state();
      const made = choose(photo, photo);
      const early = form.checkValidity();
      await made;
      state();
      const both = sent();
      field.setAttribute('submit', 'thumbnails');
      await choose(photo);
      const thumbnails = sent();
      const widths = field.thumbnails.map((outputs) => outputs.map(({ width }) => width));
      await choose(photo, new File(['no photo'], 'text.png'));
      state();
      const said = field.shadowRoot.querySelector('[data-error]').textContent;
      form.reset();
      state();
      return { isDefined: field instanceof ThumboxInput, early, states, both, thumbnails, widths, said, after: sent() };
    });
    const [photo, thumbnail] = [['photos', 'a.png', 'image/png'], ['photos-thumbnail', 'a.webp', 'image/webp']];
    assert.deepEqual(found.both, [photo, photo, thumbnail, thumbnail]);
    assert.deepEqual(found.thumbnails, [thumbnail]);
    assert.deepEqual([found.isDefined, found.early, found.widths, found.after], [true, false, [[20]], []]);
    assert.deepEqual(found.states, [[false, 0], [true, 2], [false, 1], [false, 0]]);
    assert.match(found.said, /^text\.png: this is a text file/);
  });

  onPage('an element that is moved or changed keeps its photos, and has thumbnails of what is asked now', async (page) => {
    const found = await page.evaluate(async () => {
      await import(new URL('./thumbox/element.js', document.baseURI));
      document.body.innerHTML = '<form><p></p><thumbox-input name="photos" options=\'{"width": 20}\'></thumbox-input></form>';
      const form = document.querySelector('form');
      const field = form.querySelector('thumbox-input');
      let changes = 0;
      field.addEventListener('change', () => changes++);
      const settled = async () => {
        while (!form.checkValidity() && !field.shadowRoot.querySelector('[data-error]')) await new Promise((resolve) => setTimeout(resolve, 5));
      };
      const sent = () => [...new FormData(form)].map(([name, file]) => [name, file.name]);
      const widths = () => field.thumbnails.flat().map(({ width }) => width);
      const shown = () => field.shadowRoot.querySelectorAll('img').length;
      const transfer = new DataTransfer();
      transfer.items.add(new File([await (await fetch('a b.png')).blob()], 'a.png', { type: 'image/png' }));
      const input = field.shadowRoot.querySelector('input');
      input.files = transfer.files;
      input.dispatchEvent(new Event('change'));
      // While it works.
      document.querySelector('p').append(field);
      const early = form.checkValidity();
      await settled();
      const moved = [sent(), shown(), changes];
      form.append(field);
      await settled();
      const again = [sent(), shown(), changes];
      field.setAttribute('options', '{"width": 10}');
      await settled();
      const changed = widths();
      field.setAttribute('name', 'pictures');
      field.setAttribute('submit', 'originals');
      const named = sent();
      field.setAttribute('options', '{width: 10}');
      await settled();
      return { early, moved, again, changed, named, said: field.shadowRoot.querySelector('[data-error]').textContent, kind: field.shadowRoot.querySelector('[data-error]').dataset.error };
    });
    const both = [['photos', 'a.png'], ['photos-thumbnail', 'a.png']];
    assert.deepEqual(found, {
      early: false,
      moved: [both, 1, 1],
      again: [both, 1, 1],
      changed: [10],
      named: [['pictures', 'a.png']],
      said: found.said,
      kind: 'invalid-options',
    });
    assert.match(found.said, /^a\.png: the attribute options is no JSON \(.+\); write it as options='\{"width": 400\}'$/);
  });

  onPage('the strict content policy of the README is enough', async (page) => {
    assert.deepEqual(await attempt(page), { width: 9 });
  }, { policy: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'" });

  onPage('a policy without wasm-unsafe-eval is told', async (page) => {
    assertUnavailable(await attempt(page), /Content-Security-Policy does not allow WebAssembly; add 'wasm-unsafe-eval' to its script-src$/);
  }, { policy: "script-src 'self' 'unsafe-inline'" });

  onPage('a policy without Workers is told', async (page) => {
    assertUnavailable(await attempt(page), /did not start .*worker\.js; the page's Content-Security-Policy needs 'self' in worker-src$/);
  }, { policy: "worker-src 'none'" });

  const wrong = {
    'HTML in place of the module': [{ 'thumbox/resizer.core.wasm': HTML }, /resizer\.core\.wasm is text\/html, not WebAssembly; the package's resizer\.core\.wasm has to be there, or its address be given as wasm/],
    'a module that is not there': [{ 'thumbox/resizer.core.wasm': { file: '/nowhere' } }, /resizer\.core\.wasm was answered with status 404; .*given as wasm.*optimizeDeps/],
    "another release's module": [{ 'thumbox/resizer.core.wasm': { text: Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]), type: 'application/wasm' } }, /is not the resizer\.core\.wasm of this release/],
    'HTML in place of the Worker': [{ 'thumbox/worker.js': HTML }, /worker\.js is text\/html, not JavaScript; the package's worker\.js has to be there, or its address be given as createResizer\(\{ worker \}\)/],
    'a Worker that is not there': [{ 'thumbox/worker.js': { file: '/nowhere' } }, /worker\.js was answered with status 404; .*createResizer\(\{ worker \}\)/],
  };
  for (const [what, [replaced, message]] of Object.entries(wrong)) {
    onPage(`${what} is told`, async (page) => assertUnavailable(await attempt(page), message), { replaced });
  }

  onPage('a server that does not know WebAssembly is good enough', async (page) => {
    assert.deepEqual(await attempt(page), { width: 9 });
  }, { replaced: { 'thumbox/resizer.core.wasm': { file: `${folder}/thumbox/resizer.core.wasm`, type: 'application/octet-stream' } } });

  onPage('files at other places are found by their addresses', async (page) => {
    assertUnavailable(await attempt(page), /404/);
    assert.deepEqual(await attempt(page, { wasm: 'assets/core.wasm', worker: 'assets/worker-1.js' }), { width: 9 });
  }, {
    replaced: {
      'thumbox/resizer.core.wasm': { file: '/nowhere' },
      'thumbox/worker.js': { file: '/nowhere' },
      'assets/core.wasm': { file: `${folder}/thumbox/resizer.core.wasm` },
      'assets/worker-1.js': { file: `${folder}/thumbox/worker.js` },
    },
  });

  onPage('the package works from another origin that allows it', async (page) => {
    const other = await serve(folder, {}, OPEN);
    try {
      assert.deepEqual(await attempt(page, {}, `${other.url}thumbox/index.js`), { width: 9 });
    } finally {
      other.close();
    }
  });

  onPage('another origin that does not allow it is told', async (page) => {
    const other = await serve(folder);
    try {
      const { href } = new URL('thumbox/', other.url);
      assertUnavailable(await attempt(page, { wasm: `${href}resizer.core.wasm` }), /could not be fetched .*another origin does not \(CORS\)/);
      assertUnavailable(await attempt(page, { worker: `${href}worker.js` }), /worker\.js could not be fetched .*another origin does not \(CORS\)/);
    } finally {
      other.close();
    }
  });

  onPage('AVIF, HEIC and JPEG XL files become the bytes of the command line', async (page) => {
    for (const [name, { codec, recipe, sha256 }] of Object.entries(PHOTOS)) {
      const made = await page.evaluate(
        async ([name, recipe]) => {
          const { createResizer } = await import(new URL('./thumbox/index.js', document.baseURI));
          const { default: heic } = await import(new URL('./thumbox-heic/index.js', document.baseURI));
          const { codec, outputs } = await createResizer({ workers: 1, codecs: { heic } }).resize(name, recipe);
          return [codec.name, outputs[0].sha256];
        },
        [name, recipe],
      );
      assert.deepEqual(made, [codec, sha256], name);
    }
  }, { policy: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'" });

  const assertNeedsCodec = ({ kind, message, isOurs }, expected) => {
    assert.match(message ?? '', expected);
    assert.deepEqual([kind, isOurs], ['needs-codec', true]);
  };
  const ofAvif = (page, options) => attempt(page, options, './thumbox/index.js', 'photo.avif');

  const wrongCodec = {
    'HTML in place of a codec': [HTML, /avif\.core\.wasm is text\/html, not WebAssembly; the package's avif\.core\.wasm has to be there, or its address be given as codecs\.avif/],
    'a codec that is not there': [{ file: '/nowhere' }, /avif\.core\.wasm was answered with status 404; .*given as codecs\.avif.*optimizeDeps/],
    "another release's codec": [{ text: Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]), type: 'application/wasm' }, /is not the avif\.core\.wasm of this release/],
    'a codec that breaks off': [BROKEN, /avif\.core\.wasm (broke off|could not be fetched) \(.*network/],
  };
  for (const [what, [replacement, message]] of Object.entries(wrongCodec)) {
    onPage(`${what} is told, and other files go on`, async (page) => {
      assertNeedsCodec(await ofAvif(page), message);
      assert.deepEqual(await attempt(page), { width: 9 });
    }, { replaced: { 'thumbox/avif.core.wasm': replacement } });
  }

  onPage('a codec of another origin that the content policy does not allow is told', async (page) => {
    const other = await serve(folder, {}, OPEN);
    try {
      const avif = new URL('thumbox/avif.core.wasm', other.url).href;
      assertNeedsCodec(await ofAvif(page, { codecs: { avif } }), /could not be fetched .*the page's connect-src does not allow it/);
    } finally {
      other.close();
    }
  }, { policy: "connect-src 'self'" });

  onPage('pages that are not secure, and servers that do not know WebAssembly, get codecs too', async (page) => {
    await page.evaluate(() => Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined }));
    assert.deepEqual(await ofAvif(page), { width: 9 });
    assertNeedsCodec(await ofAvif(page, { codecs: { avif: 'thumbox/jxl.core.wasm' } }), /jxl\.core\.wasm is not the avif\.core\.wasm of this release/);
  }, { replaced: { 'thumbox/avif.core.wasm': { file: `${folder}/thumbox/avif.core.wasm`, type: 'application/octet-stream' } } });

  const hasTrustedTypes = (page) => page.evaluate(() => 'trustedTypes' in globalThis);
  onPage('Trusted Types: the policy thumbox is enough', async (page, _, t) => {
    if (!(await hasTrustedTypes(page))) return t.skip('this browser has none');
    assert.deepEqual(await attempt(page), { width: 9 });
    // Another copy of the module, as after a hot reload.
    assert.deepEqual(await attempt(page, {}, './thumbox/index.js?again'), { width: 9 });
  }, { policy: "require-trusted-types-for 'script'; trusted-types thumbox 'allow-duplicates'" });

  onPage('Trusted Types without the policy are told', async (page, _, t) => {
    if (!(await hasTrustedTypes(page))) return t.skip('this browser has none');
    assertUnavailable(await attempt(page), /requires Trusted Types and does not allow the policy thumbox; add "trusted-types thumbox 'allow-duplicates'"/);
  }, { policy: "require-trusted-types-for 'script'; trusted-types other" });
}
