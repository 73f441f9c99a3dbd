import { beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '../model/official.ts';
import type { WireRequest, World } from '../world/world.ts';
import { type Answer, pageNetwork, type PageNetwork } from './page-watch/testing/network.ts';
import { type PageEars, type PageWatch, watchPages } from './pages.ts';
import { pagesFor, STATUS_PAGES } from './status-pages/index.ts';
import type { StatusPage } from './status-pages/page.ts';

const MIN = 60_000;

let network: PageNetwork;
let heard: string[];
let watch: PageWatch;

const ears: PageEars = {
  read: ({ id }, { reading }) =>
    heard.push(`${id}: ${reading.incidents.map(({ id: one, stage }) => `${one} ${stage}`).join(', ') || 'fine'}`),
  source: ({ page, state }, before) => heard.push(`${page}: ${before} → ${state}`),
};

beforeEach(() => {
  heard = [];
  network = pageNetwork();
  network.answer = () => ok(calm());
});

function start(...ids: readonly string[]): void {
  watch = watchPages(
    network.world,
    ids.map((id) => pageNamed(id)),
    ears,
  );
}

function pageNamed(id: string): StatusPage {
  const page = STATUS_PAGES.get(id);
  if (page === undefined) throw new Error(`There is no page ${id}`);
  return page;
}

function ok(body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, headers, body };
}

const LAMP = { id: 'k8w3r06qmzrp', name: 'Claude API', status: 'operational' };
/** Good for both things that a page of Statuspage is asked. */
function calm(incidents: readonly object[] = []): string {
  return JSON.stringify({ components: [LAMP], incidents });
}

const trouble = (status: string): object => ({
  id: 'inc',
  name: 'Elevated errors',
  status,
  created_at: '2023-11-14T22:00:00Z',
});

const only = (): Source => {
  const [source] = watch.sources();
  if (source === undefined) throw new Error('There is no source');
  return source;
};

const origins = (): readonly string[] => network.asked.map(({ request }) => request.origin.replace('https://', ''));
const visits = (path = '/api/v2/summary.json'): readonly number[] =>
  network.asked.filter(({ request }) => request.path === path).map(({ atMs }) => atMs);

describe('a page that is watched', () => {
  it('is asked about once a minute, never at the same beat, and says so once when it changes', () => {
    start('claude');
    expect(only()).toMatchObject({ state: 'unasked', readAtMs: null });
    network.world.pass(10 * MIN);
    const gaps = visits().map((atMs, place, all) => atMs - (all[place - 1] ?? Number.NaN));
    expect(Math.min(...gaps.slice(1))).toBeGreaterThan(0.8 * MIN - 1);
    expect(Math.max(...gaps.slice(1))).toBeLessThan(1.2 * MIN + 1_000);
    expect(new Set(gaps.map(Math.round)).size).toBeGreaterThan(5);
    expect(heard).toEqual(['claude: unasked → ok', 'claude: fine']);
    network.answer = () => ok(calm([trouble('investigating')]));
    network.world.pass(5 * MIN);
    network.answer = () => ok(calm([trouble('resolved')]));
    network.world.pass(5 * MIN);
    expect(heard.slice(2)).toEqual(['claude: inc investigating', 'claude: inc resolved']);
    expect(only()).toMatchObject({ state: 'ok', why: '', page: 'claude', url: 'https://status.claude.com' });
    expect(watch.known('claude')?.reading.incidents).toHaveLength(1);
  });

  it('is told who asks, what is known of it already, and to send it plain', () => {
    network.answer = ({ headers }) =>
      headers.includes('"7"')
        ? { status: 304 }
        : ok(calm(), { etag: '"7"', 'last-modified': 'Tue, 14 Nov 2023 22:00:00 GMT' });
    start('claude');
    network.world.pass(3 * MIN);
    const [first, second, third] = network.asked.map(({ request }) => request);
    expect(first).toMatchObject({
      method: 'GET',
      origin: 'https://status.claude.com',
      path: '/api/v2/summary.json',
      body: null,
    });
    expect(second?.path).toBe('/api/v2/incidents.json');
    const pairs = (request: WireRequest | undefined): Readonly<Record<string, string>> =>
      Object.fromEntries(
        (request?.headers ?? []).flatMap((name, place, all) => (place % 2 === 0 ? [[name, all[place + 1] ?? '']] : [])),
      );
    expect(pairs(first)).toMatchObject({
      'accept-encoding': 'identity',
      'user-agent': expect.stringMatching(/^failsoft /),
    });
    expect(pairs(first)['if-none-match']).toBeUndefined();
    expect(pairs(third)).toMatchObject({
      'if-none-match': '"7"',
      'if-modified-since': 'Tue, 14 Nov 2023 22:00:00 GMT',
    });
    expect(heard).toEqual(['claude: unasked → ok', 'claude: fine']);
    network.world.pass(60 * MIN);
    expect(only().state).toBe('ok');
  });

  it('is not read again where nothing of it has changed, until an hour is over', () => {
    let read = 0;
    const page = pageNamed('cerebras');
    const [way] = page.ways;
    const counted = { ...way, read: (...given: Parameters<typeof way.read>) => ((read += 1), way.read(...given)) };
    watch = watchPages(network.world, [{ ...page, ways: [counted] }], ears);
    network.world.pass(55 * MIN);
    expect(read).toBe(1);
    network.world.pass(10 * MIN);
    expect(read).toBe(2);
  });

  it('is left alone for a quarter of an hour when it refuses, and asked at its other origin meanwhile, no more often than that', () => {
    network.answer = ({ origin }) => (origin === 'https://status.claude.com' ? { status: 405 } : ok(calm()));
    start('claude');
    network.world.pass(60 * MIN);
    expect(heard).toEqual(['claude: unasked → ok', 'claude: fine']);
    const gaps = (times: readonly number[]): readonly number[] =>
      times.slice(1).map((atMs, place) => atMs - (times[place] ?? 0));
    for (const origin of ['https://status.claude.com', 'https://anthropic.statuspage.io']) {
      const times = network.asked
        .filter(({ request }) => request.origin === origin && request.path.endsWith('summary.json'))
        .map(({ atMs }) => atMs);
      expect(times.length).toBeGreaterThanOrEqual(3);
      expect(Math.min(...gaps(times))).toBeGreaterThanOrEqual(15 * MIN);
    }
    expect(only()).toMatchObject({ state: 'ok', why: '' });
    network.answer = () => ok(calm());
    network.world.pass(40 * MIN);
    expect(origins().slice(-4)).toEqual(Array.from({ length: 4 }, () => 'status.claude.com'));
  });

  it.each([
    ['refuses with 403', { status: 403 }, 'blocked', 'it refuses to answer (403)'],
    [
      'has a firewall ask for a browser',
      { status: 202, headers: { 'x-amzn-waf-action': 'challenge' } },
      'blocked',
      'it wants to see a browser (202)',
    ],
    [
      'answers with a web page',
      ok('<!DOCTYPE html><html></html>'),
      'blocked',
      'it answers with a web page where data should be, as challenges do',
    ],
    [
      'changes its format',
      ok('{"state":"fine"}'),
      'unreadable',
      'it does not look as it used to: components is missing or something else',
    ],
    ['sends half of its JSON', ok(calm().slice(0, 40)), 'unreadable', 'it is not JSON, or only half of it'],
    ['says nothing', ok(''), 'unreadable', 'it is empty'],
    [
      'points elsewhere',
      { status: 302, headers: { location: 'https://evil.example/x' } },
      'unreadable',
      'it points elsewhere (302 to evil.example)',
    ],
    ['is gone', { status: 404 }, 'unreadable', 'it answers with 404'],
    [
      'is compressed',
      ok(calm(), { 'content-encoding': 'gzip' }),
      'unreadable',
      'it is compressed, which nobody asked for',
    ],
    [
      'says 304 to a first question',
      { status: 304 },
      'unreadable',
      'it says that it has not changed, to a first question',
    ],
    ['is endless', 'endless', 'unreadable', 'it is longer than 4 MB'],
    ['cannot be reached', { code: 'ENOTFOUND' }, 'stale', 'it cannot be reached (ENOTFOUND)'],
    ['is in trouble itself', { status: 503 }, 'stale', 'it is in trouble itself (503)'],
    ['hangs', 'hang', 'stale', 'it takes longer than 10 s'],
  ] as const)('is not green when it %s, and says why', (_, said, state, why) => {
    network.answer = () => said;
    start('cerebras');
    network.world.pass(30_000);
    expect(only()).toMatchObject({ state, why: `never read: ${why}` });
    expect(heard).toEqual([`cerebras: unasked → ${state}`]);
    expect(watch.known('cerebras')).toBeNull();
    expect(network.counts.bytesSent).toBeLessThan(5 * 1024 * 1024);
    expect(network.counts.open).toBe(0);
    network.answer = () => ok(calm());
    network.world.pass(40 * MIN);
    expect(only()).toMatchObject({ state: 'ok', why: '' });
  });

  it('is left alone for as long as it asks for, within reason', () => {
    network.answer = () => ({ status: 429, headers: { 'retry-after': '7200' } });
    start('cerebras');
    network.world.pass(24 * 60 * MIN);
    const perDay = network.asked.length;
    expect(perDay).toBeGreaterThanOrEqual(10);
    expect(perDay).toBeLessThanOrEqual(16);
    network.asked.length = 0;
    network.answer = () => ({ status: 503, headers: { 'retry-after': '99999999' } });
    network.world.pass(24 * 60 * MIN);
    expect(network.asked.length).toBeGreaterThanOrEqual(3);
    expect(network.asked.length).toBeLessThanOrEqual(7);
  });

  it('is asked less and less often while it is in trouble', () => {
    network.answer = () => ({ code: 'ECONNREFUSED' });
    start('cerebras');
    network.world.pass(60 * MIN);
    expect(network.asked.length).toBeLessThan(10);
    network.answer = () => ok(calm());
    network.world.pass(20 * MIN);
    network.asked.length = 0;
    network.world.pass(10 * MIN);
    expect(visits().length).toBeGreaterThanOrEqual(8);
  });

  it('is gone by for ten minutes after it fell silent, is shown for half an hour, and then no longer', () => {
    start('cerebras');
    network.world.pass(MIN);
    network.answer = () => ({ code: 'ETIMEDOUT' });
    network.world.pass(9 * MIN);
    expect(only()).toMatchObject({ state: 'ok', why: '' });
    network.world.pass(3 * MIN);
    expect(only().state).toBe('stale');
    expect(only().why).toMatch(/^not read for 1[12] min: it cannot be reached \(ETIMEDOUT\)$/);
    expect(watch.known('cerebras')).not.toBeNull();
    network.world.pass(20 * MIN);
    expect(watch.known('cerebras')).toBeNull();
    expect(heard).toEqual(['cerebras: unasked → ok', 'cerebras: fine', 'cerebras: ok → stale']);
  });

  it('is too old after a machine has slept, whatever the monotonic clock says', () => {
    start('cerebras');
    network.world.pass(MIN);
    network.world.stepWall(8 * 60 * MIN);
    network.answer = () => ({ code: 'ENETDOWN' });
    network.world.pass(2 * MIN);
    expect(only().state).toBe('stale');
    expect(watch.known('cerebras')).toBeNull();
  });

  it('shows what it said last also while it refuses, but no longer passes for readable', () => {
    start('cerebras');
    network.world.pass(MIN);
    network.answer = () => ({ status: 403 });
    network.world.pass(2 * MIN);
    expect(only()).toMatchObject({ state: 'blocked', readAtMs: expect.any(Number) });
    expect(watch.known('cerebras')?.reading.components).toHaveLength(1);
  });
});

describe('the watch over pages', () => {
  const every = [...STATUS_PAGES.values()].filter(({ asked: when }) => when === 'always').map(({ id }) => id);

  it('asks no more than four at once', () => {
    start(...every);
    network.world.pass(2 * MIN);
    expect(network.counts.openMax).toBe(4);
    expect(new Set(origins()).size).toBeGreaterThan(every.length - 1);
  });

  it('goes on where some of them hang', () => {
    network.answer = ({ origin }) => (origin.includes('claude') || origin.includes('openai') ? 'hang' : ok(calm()));
    start('claude', 'openai', 'cerebras', 'github');
    network.world.pass(10 * MIN);
    expect(watch.sources().map(({ page, state }) => [page, state])).toEqual([
      ['claude', expect.stringMatching(/ok|stale/)],
      ['openai', 'stale'],
      ['cerebras', 'ok'],
      ['github', 'ok'],
    ]);
  });

  it('ends with everything that it has started', () => {
    network.answer = () => 'hang';
    start(...every);
    network.world.pass(5_000);
    watch.close();
    expect(network.world.timers()).toBe(0);
    expect(network.counts.open).toBe(0);
    expect(network.counts.aborted).toBe(4);
    const before = network.asked.length;
    network.world.pass(60 * MIN);
    expect(network.asked).toHaveLength(before);
    expect(heard).toEqual([]);
  });

  it('bothers nobody whose service is not used, and says why it leaves a page alone', () => {
    const chosen = pagesFor({ providers: ['anthropic', 'gemini', 'copilot'], named: ['github'], graph: null });
    expect(chosen.map(({ id, asked: when }) => [id, when])).toEqual([
      ['claude', 'always'],
      ['google-ai-studio', 'if-named'],
      ['github', 'always'],
      ['microsoft-365', 'if-signed-in'],
    ]);
    watch = watchPages(network.world, chosen, ears);
    network.world.pass(5 * MIN);
    expect(new Set(origins())).toEqual(new Set(['status.claude.com', 'www.githubstatus.com']));
    expect(watch.sources().map(({ state }) => state)).toEqual(['ok', 'unasked', 'ok', 'unasked']);
    expect(watch.sources()[1]?.why).toMatch(/only asked when you name it/);
    expect(watch.sources()[3]?.why).toMatch(/credentials/);
  });

  it('asks a page that is named, and one that takes credentials with these', () => {
    const [studio] = pagesFor({ providers: [], named: ['google-ai-studio'], graph: null });
    expect(studio?.asked).toBe('always');
    const signed: WireRequest[] = [];
    const graph: World['open'] = (request, on) => {
      signed.push(request);
      return network.world.open({ ...request, headers: [...request.headers, 'authorization', 'Bearer t'] }, on);
    };
    watch = watchPages(network.world, pagesFor({ providers: ['copilot'], named: [], graph }), ears);
    network.answer = () => ok('{"value":[{"id":"c","service":"Microsoft 365 Copilot","status":"serviceOperational"}]}');
    network.world.pass(MIN);
    expect(signed.map(({ origin, path }) => origin + path.split('?')[0])).toEqual([
      'https://graph.microsoft.com/v1.0/admin/serviceAnnouncement/healthOverviews',
      'https://graph.microsoft.com/v1.0/admin/serviceAnnouncement/issues',
    ]);
    expect(only().state).toBe('unreadable');
  });
});
