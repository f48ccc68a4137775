// The page as an app, where the browser has service workers: on secure pages. service-worker.js does the work.

/** Where the codecs are. They are kept only once they are loaded. */
const CODECS = { avif: 'thumbox/avif.core.wasm', heic: 'thumbox-heic/heic.core.wasm', jxl: 'thumbox/jxl.core.wasm' };
const kept = new Set();

/** Has the page open without a network from now on. */
export async function startOffline() {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register('service-worker.js');
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage('keep');
  } catch {
    // Not allowed here, or not there: the page then needs its network, as others do.
  }
}

/** Has the codec of this name, which the page has loaded, be there without a network from now on. */
export async function keepCodec(name) {
  if (!navigator.serviceWorker || kept.has(name)) return;
  kept.add(name);
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ codec: CODECS[name] });
}

/** The photos that another app has shared, which are the page's from now on: `{ photos, isLost }`. */
export async function takeShared() {
  const isLost = new URLSearchParams(location.search).has('not-shared');
  if (isLost) history.replaceState(null, '', location.pathname + location.hash);
  const photos = [];
  try {
    const name = `${new URL('.', location)} shared`;
    if (!(await caches.has(name))) return { photos, isLost };
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      const blob = await response?.blob();
      // Another window may have taken it meanwhile.
      if (blob && (await cache.delete(request))) photos.push(asFile(blob, response.headers));
    }
  } catch {
    // Pages that are not secure have no caches, nor have some windows that keep nothing.
  }
  return { photos, isLost };
}

function asFile(blob, headers) {
  const lastModified = Number(headers.get('x-last-modified'));
  return new File([blob], decodeURIComponent(headers.get('x-name')), { type: blob.type, lastModified });
}
