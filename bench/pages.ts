import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { fileURLToPath } from 'node:url';
import { play } from '../src/drill/sandbox/play.ts';
import { watchPages } from '../src/monitor/pages.ts';
import type { StatusPage } from '../src/monitor/status-pages/page.ts';
import { NOW_MS, PLAYED, playedAt, playedPage } from '../src/monitor/status-pages/testing/told.ts';
import { DIRECT, realWorld } from '../src/world/real.ts';

// What it costs to watch 25 official pages: CPU time of the watching process alone, with TLS, a fresh connection for each look as with a
// minute in between, and pages as long as real ones. `node bench/pages.ts`.

const PAGES = 25;
const INCIDENTS = 50;
const TEXT =
  'We are investigating elevated errors for a share of the requests and will tell more as soon as we know it. '.repeat(
    4,
  );
const ROUNDS = 20;
/** Idle connections are closed by then, so that each round shakes hands anew. */
const BETWEEN_MS = 1_500;
/** How often real pages are asked on average, ms; see the table of pages. */
const REAL_EVERY_MS = 60_000;

const tls = (name: string): string =>
  readFileSync(new URL(`../test/fixtures/tls/${name}.pem`, import.meta.url), 'utf8');

const [, , role, argument = ''] = process.argv;
if (role === 'serve') await serve(argument === 'changing');
else if (role === 'watch') process.send?.(await watched(Number(argument)));
else await measure();

/** The pages, in a process of their own. */
async function serve(isChanging: boolean): Promise<void> {
  const pages = PLAYED.map((played) => {
    const page = playedPage(played);
    for (let number = INCIDENTS; number > 0; number -= 1)
      for (const stage of ['investigating', 'monitoring', 'resolved'] as const)
        page.say({
          id: `inc-${number}`,
          stage,
          title: 'Elevated errors on Opus 4.5',
          text: TEXT,
          atMs: NOW_MS - number * 3_600_000,
        });
    return page;
  });
  let asked = 0;
  const server = createServer({ key: tls('key'), cert: tls('cert'), keepAliveTimeout: 500 }, (request, response) => {
    const [, place = '', path = '/'] = /^\/_pages\/(\d+)(\/[^?]*)/.exec(request.url ?? '') ?? [];
    const page = pages[Number(place) % pages.length];
    asked += 1;
    if (isChanging) page?.say({ id: 'inc-1', stage: 'monitoring', text: `${TEXT} ${asked}`, atMs: NOW_MS - 1_000 });
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    if (page !== undefined)
      void play(page.answer({ path, headers }), { response, gone: new AbortController().signal, ending: () => {} });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
}

async function measure(): Promise<void> {
  for (const kind of ['unchanged', 'changing'] as const) {
    const server = fork(new URL(import.meta.url), ['serve', kind]);
    const { port = 0 } = await numbersOf(server);
    // Trusted as the machine's own certificates are: a list of one's own would be read anew for each handshake.
    const env = { NODE_EXTRA_CA_CERTS: fileURLToPath(new URL('../test/fixtures/tls/ca.pem', import.meta.url)) };
    const watcher = fork(new URL(import.meta.url), ['watch', String(port)], { env: { ...process.env, ...env } });
    const { bytes = 0, cpuMs = 0, looks = 0 } = await numbersOf(watcher);
    server.kill();
    watcher.kill();
    const share = cpuMs / looks / (REAL_EVERY_MS / PAGES);
    console.log(
      `${kind}: ${looks} looks, ${(cpuMs / looks).toFixed(2)} ms of CPU and ${(bytes / looks / 1024).toFixed(0)} KB a look; ` +
        `${PAGES} pages once a minute are ${(share * 100).toFixed(2)} % of one core`,
    );
  }
}

/** The next message of a process, which is numbers by their names. */
async function numbersOf(child: ChildProcess): Promise<Readonly<Record<string, number>>> {
  const [message]: readonly unknown[] = await once(child, 'message');
  return Object.fromEntries(Object.entries(Object(message)).map(([name, value]) => [name, Number(value)]));
}

type Cost = { readonly bytes: number; readonly cpuMs: number; readonly looks: number };

async function watched(port: number): Promise<Cost> {
  let bytes = 0;
  const real = realWorld(DIRECT);
  const world = {
    ...real,
    open: (...[request, on]: Parameters<typeof real.open>) =>
      real.open(request, { ...on, bytes: (chunk) => ((bytes += chunk.length), on.bytes(chunk)) }),
  };
  let looks = 0;
  const counted = (page: StatusPage): StatusPage => {
    const [way] = page.ways;
    // Each look asks first for the same thing.
    const first = String(way.asks[0]);
    const open: typeof real.open = (request, on) => {
      if (request.path === first) looks += 1;
      return world.open(request, on);
    };
    return { ...page, ways: [{ ...way, open }] };
  };
  const pages = Array.from({ length: PAGES }, (_, place) => {
    const played = PLAYED[place % PLAYED.length];
    if (played === undefined) throw new Error('There are no pages');
    const page = playedAt(`https://localhost:${port}/_pages/${place}`, played, BETWEEN_MS);
    return counted({ ...page, id: `${page.id}-${place}` });
  });
  const watch = watchPages(world, pages, { read: () => {}, source: () => {} });
  // The first round compiles and connects; it is not counted.
  await new Promise((resolve) => setTimeout(resolve, 3 * BETWEEN_MS));
  looks = 0;
  bytes = 0;
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, ROUNDS * BETWEEN_MS));
  const { user, system } = process.cpuUsage(before);
  const bad = watch.sources().filter(({ state }) => state !== 'ok');
  if (bad.length > 0)
    throw new Error(`Not all pages could be read: ${bad.map(({ page, why }) => `${page} ${why}`).join('; ')}`);
  watch.close();
  await real.close();
  return { bytes, cpuMs: (user + system) / 1_000, looks };
}
