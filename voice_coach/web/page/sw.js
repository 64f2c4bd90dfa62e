// Keeps one whole version of the page for offline use. A new version replaces it only when all of it is here.
const VERSION = '{{version}}';
const FILES = {{files}};
const CACHE = `voice-coach-${VERSION}`;

async function fetched(name) {
  const answer = await fetch(name, { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  const bytes = await answer.clone().arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (hash !== FILES[name]) throw new Error(`${name} is of another version`);
  return answer;
}

async function install() {
  const cache = await caches.open(CACHE);
  const here = new Set((await cache.keys()).map((request) => request.url));
  for (const name of Object.keys(FILES)) {
    const url = new URL(name, self.registration.scope).href;
    if (!here.has(url)) await cache.put(url, await fetched(name));
  }
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith('voice-coach-') && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

async function answer(request) {
  const url = new URL(request.url);
  url.search = '';
  url.hash = '';
  if (url.href === self.registration.scope) url.pathname += 'index.html';
  const cache = await caches.open(CACHE);
  return (await cache.match(url.href)) ?? fetch(request);
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => event.respondWith(answer(event.request)));
