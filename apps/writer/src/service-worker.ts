// Keeps the page, so that it opens without a gateway. Documents are none of its business: they have a store of their own.

declare const WRITER_FILES: readonly string[];

/** What is used of the scope of a service worker, for which this page has no types. */
type Scope = {
  readonly registration: { readonly scope: string };
  readonly clients: { readonly claim: () => Promise<void> };
  readonly skipWaiting: () => Promise<void>;
  readonly addEventListener: (name: string, act: (event: WorkerEvent) => void) => void;
};
type WorkerEvent = {
  readonly request: Request;
  readonly data: unknown;
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly respondWith: (answer: Promise<Response>) => void;
};

// eslint-disable-next-line typescript/no-unsafe-type-assertion -- It is one.
const scope = globalThis as unknown as Scope;
const files = WRITER_FILES;
/** Names of files change with what is in them, so this changes with every build. */
const CACHE = `writer-${files.join(' ')}`;

scope.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(CACHE).then(async (cache) => cache.addAll(files.map((file) => new Request(file, { cache: 'reload' })))),
  );
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(removeOld().then(async () => scope.clients.claim()));
});

async function removeOld(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith('writer-') && name !== CACHE) await caches.delete(name);
}

// The page asks for it once the person has said so: nobody who writes gets another page under the hands.
scope.addEventListener('message', ({ data }) => {
  if (data === 'take over') void scope.skipWaiting();
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const base = new URL(scope.registration.scope);
  const isPage = url.origin === base.origin && url.pathname.startsWith(base.pathname);
  if (request.method !== 'GET' || !isPage || url.pathname.startsWith(`${base.pathname}api/`)) return;
  event.respondWith(kept(request, base));
});

async function kept(request: Request, base: URL): Promise<Response> {
  const cache = await caches.open(CACHE);
  const wanted = request.mode === 'navigate' ? base.href : request;
  return (await cache.match(wanted, { ignoreSearch: true })) ?? fetch(request);
}
