// The page as an app: it opens without a network, and takes photos that other apps share.
//
// A page that came from the network gets all of its files from there. One that was opened without a network gets all of them
// from one kept copy, also when the network is back. So no page has files of two releases.

const { scope } = registration;
/** Which files the page has, itself among them. */
const LIST = new URL('offline.json', scope).href;
const SHARE = new URL('share', scope).href;
/** Caches are the origin's, on which there may be more pages. Names of copies end with the time when they were kept. */
const COPY = `${scope} copy `;
const SHARED = `${scope} shared`;
/** Which pages were opened from a copy, and from which one. A service worker forgets what is not stored. */
const OPENED = `${scope} opened`;
/** How long a server may take until the copy is shown, in milliseconds. Arbitrary. */
const PATIENCE = 5000;
/** How long a copy is good, in milliseconds: then another one is made while there is a network. */
const DAY = 24 * 60 * 60 * 1000;

addEventListener('fetch', (event) => {
  const { request, clientId, resultingClientId } = event;
  const { origin, pathname, href } = new URL(request.url);
  if (!href.startsWith(scope)) return;
  const isNavigation = request.mode === 'navigate';
  if (request.method === 'POST' && isNavigation && origin + pathname === SHARE) event.respondWith(shared(request));
  else if (request.method !== 'GET') return;
  else if (isNavigation && isPage(origin + pathname)) event.respondWith(opened(request, resultingClientId));
  else if (!isNavigation) event.respondWith(file(request, clientId));
});

let keeping = Promise.resolve();
addEventListener('message', (event) => {
  const { data } = event;
  if (data !== 'keep' && !data?.codec) return;
  // Without a network there is nothing to keep.
  keeping = keeping.then(() => keep(data.codec)).catch(() => {});
  event.waitUntil(keeping);
});

const isPage = (address) => address === scope || address === `${scope}index.html`;

/** The page from the network, and from the newest copy where that does not answer. */
async function opened(request, client) {
  const network = fetch(request);
  try {
    return await inTime(network);
  } catch {
    const name = (await copies()).at(-1);
    if (name === undefined) return network;
    const page = await (await caches.open(name)).match(scope);
    await (await caches.open(OPENED)).put(markOf(client), new Response(name, { headers: { date: new Date().toUTCString() } }));
    return page;
  }
}

function inTime(network) {
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error('no answer')));
  return Promise.race([network, late]);
}

/** A file of the page: from the copy that the page was opened from, if any. What is not in it is no file, but asked of a server. */
async function file(request, client) {
  const mark = await (await caches.open(OPENED)).match(markOf(client));
  if (!mark) return fetch(request);
  const copy = await caches.open(await mark.text());
  return (await copy.match(request.url, { ignoreVary: true })) ?? fetch(request);
}

const markOf = (client) => `${scope}opened/${client}`;

/** The names of the copies that are whole, the newest at the end. */
async function copies() {
  const names = (await caches.keys()).filter((name) => name.startsWith(COPY)).sort();
  const areWhole = await Promise.all(names.map(async (name) => (await caches.open(name)).match(scope)));
  return names.filter((_, index) => areWhole[index]);
}

/**
 * Keeps a copy of the page's files. They are read twice: where both times are equal, all of them were on the server at one
 * time, between the two. While a release is being replaced they differ, and the copy before stays. Codecs are large, and among
 * the files once a page has used them: `codec` is the path of one.
 */
async function keep(codec) {
  const newest = (await copies()).at(-1);
  const held = newest === undefined ? [] : await modulesIn(newest);
  const wanted = codec === undefined ? held : [...held, new URL(codec, scope).href];
  const isHeld = codec === undefined || held.includes(wanted.at(-1));
  if (newest !== undefined && isHeld && Date.now() - Number(newest.slice(COPY.length)) < DAY) return;
  const first = await read(wanted);
  const second = await read(wanted);
  const isSame = first.size === second.size && [...first].every(([url, { digest }]) => second.get(url)?.digest === digest);
  if (!isSame) return;
  const name = COPY + Date.now();
  const copy = await caches.open(name);
  // The page comes last: a copy that has it is whole.
  for (const [url, { response }] of [...second].reverse()) await copy.put(url, response);
  await forget(name);
}

/** The addresses of WebAssembly in a copy: the page's own, and codecs. */
async function modulesIn(name) {
  const requests = await (await caches.open(name)).keys();
  return requests.map(({ url }) => url).filter((url) => url.endsWith('.core.wasm'));
}

/** Every file of the page by its address, the page first, and those of `others` that are still there. Rejects where one cannot be had. */
async function read(others) {
  const list = await get(LIST);
  const { files } = await list.clone().json();
  const urls = ['./', ...files].map((name) => new URL(name, scope).href);
  const further = others.filter((url) => !urls.includes(url));
  const [own, found] = await Promise.all([Promise.all(urls.map(get)), Promise.all(further.map(getIfThere))]);
  const all = [...urls.map((url, index) => [url, own[index]]), [LIST, list], ...further.map((url, index) => [url, found[index]])];
  const present = all.filter(([, response]) => response !== undefined);
  return new Map(await Promise.all(present.map(async ([url, response]) => [url, { response, digest: await digestOf(response.clone()) }])));
}

/** Asked of the server, which may answer that the browser has it. */
async function get(url) {
  const response = await getIfThere(url);
  if (response === undefined) throw new Error(`status 404: ${url}`);
  return response;
}

/** Undefined of a file that a release does not have any more. */
async function getIfThere(url) {
  const response = await fetch(url, { cache: 'no-cache' });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`status ${response.status}: ${url}`);
  return response;
}

async function digestOf(response) {
  return String(new Uint8Array(await crypto.subtle.digest('SHA-256', await response.arrayBuffer())));
}

/** Deletes copies but the newest, and those from which a page was opened that is still there. */
async function forget(newest) {
  const marks = await caches.open(OPENED);
  const living = (await clients.matchAll({ includeUncontrolled: true })).map(({ id }) => markOf(id));
  const used = new Set([newest]);
  for (const request of await marks.keys()) {
    const mark = await marks.match(request);
    // A page that is just being opened is not among the living yet.
    const isOld = Date.now() - Date.parse(mark.headers.get('date')) > DAY;
    if (isOld && !living.includes(request.url)) await marks.delete(request);
    else used.add(await mark.text());
  }
  const names = (await caches.keys()).filter((name) => name.startsWith(COPY) && !used.has(name));
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** Stores what another app shares until the page, which is opened then, takes it (offline.js). Nothing is sent anywhere. */
async function shared(request) {
  try {
    const photos = [...(await request.formData()).values()].filter((value) => value instanceof File && value.size > 0);
    const cache = await caches.open(SHARED);
    for (const photo of photos) {
      const headers = { 'content-type': photo.type, 'x-name': encodeURIComponent(photo.name), 'x-last-modified': photo.lastModified };
      await cache.put(`${scope}shared/${crypto.randomUUID()}`, new Response(photo, { headers }));
    }
    return Response.redirect(scope, 303);
  } catch {
    // There is no room for them.
    return Response.redirect(`${scope}?not-shared`, 303);
  }
}
