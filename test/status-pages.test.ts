import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PAGE_MISBEHAVIOURS, type PageMisbehaviourName } from '../src/drill/sandbox/status-pages/misbehaviours.ts';
import { type Sandbox, startSandbox } from '../src/drill/sandbox/sandbox.ts';
import type { Reading, Source } from '../src/model/official.ts';
import { type PageWatch, watchPages } from '../src/monitor/pages.ts';
import { type Played, PLAYED, playedAt } from '../src/monitor/status-pages/testing/told.ts';
import { DIRECT, realWorld } from '../src/world/real.ts';
import type { World } from '../src/world/world.ts';

// The real watch, over real sockets, at pages of the sandbox: an incident from its first word to its last, in the words of every vendor.

const EVERY_MS = 40;
const SOON_MS = 20_000;

let sandbox: Sandbox;
let world: World;
beforeAll(async () => {
  sandbox = await startSandbox();
  world = realWorld(DIRECT);
});
afterAll(async () => {
  await world.close();
  await sandbox.close();
});

let readings: Reading[] = [];
let states: Source['state'][] = [];
beforeEach(() => {
  readings = [];
  states = [];
});

function watch(played: Played, name: string): PageWatch {
  return watchPages(world, [playedAt(sandbox.pageUrl(name), played, EVERY_MS)], {
    read: (_, { reading }) => readings.push(reading),
    source: ({ state }) => states.push(state),
  });
}

async function until(met: () => boolean, what: string): Promise<void> {
  const started = performance.now();
  while (!met()) {
    if (performance.now() - started > SOON_MS) throw new Error(`${what} has not come`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const last = (): Reading | undefined => readings.at(-1);
const stages = (): readonly string[] => readings.map(({ incidents }) => incidents[0]?.stage ?? 'fine');
const levelOf = (surface: string): string | undefined =>
  last()?.components.find((one) => one.surface === surface)?.level;

const all = PLAYED.map(
  (played) => [`${played.page}, way ${played.way}, as ${played.family} writes it`, played] as const,
);

describe('an incident, from its first word to its last', () => {
  it.each(all)('%s', async (title, played) => {
    const name = title.replaceAll(/[^a-z0-9]+/gi, '-');
    const page = sandbox.statusPage(name, played.family, played.lamps);
    const watched = watch(played, name);
    try {
      await until(() => readings.length === 1, 'The first reading');
      expect([stages(), levelOf(played.surface)]).toEqual([['fine'], 'operational']);

      page.say({ id: 'inc-7', stage: 'investigating', title: 'Elevated errors on the API', level: 'major' });
      await until(() => readings.length === 2, 'The incident');
      expect(last()?.incidents[0]).toMatchObject({
        title: 'Elevated errors on the API',
        stage: 'investigating',
        endedAtMs: null,
      });
      expect(['degraded', 'partial', 'major']).toContain(levelOf(played.surface));

      page.say({ id: 'inc-7', stage: 'monitoring', text: 'A fix is out.' });
      await until(() => readings.length === 3, 'The update');

      page.say({ id: 'inc-7', stage: 'resolved' });
      await until(() => last()?.incidents.every(({ stage }) => stage === 'resolved') ?? false, 'The end');
      expect(levelOf(played.surface)).toBe('operational');
      expect(states).toEqual(['ok']);
      expect(watched.known(played.page)?.reading).toBe(last());
      // What did not change was not sent again.
      await until(
        () => page.seen().some(({ headers }) => headers['if-none-match'] !== undefined),
        'A question with a mark',
      );
    } finally {
      watched.close();
    }
  });
});

const NAMES = Object.keys(PAGE_MISBEHAVIOURS).filter(
  (name): name is PageMisbehaviourName => name in PAGE_MISBEHAVIOURS,
);
const EXPECTED = { blocked: 'blocked', unreadable: 'unreadable', silent: 'stale' } as const;
const played = (family: string): Played => {
  const found = PLAYED.find((one) => one.family === family);
  if (found === undefined) throw new Error(`Nobody plays ${family}`);
  return found;
};

describe('a page that misbehaves', () => {
  // A hang takes the ten seconds that a page may take; the simulated world has tried it.
  const cases = NAMES.filter((name) => name !== 'hang').flatMap((name) =>
    ['statuspage', 'xai-feed', 'aws'].map((family) => [name, family] as const),
  );
  it.each(cases)('%s, %s: is not green, and nobody falls over it', async (how, family) => {
    const name = `${how}-${family}`;
    const page = sandbox.statusPage(name, played(family).family, played(family).lamps);
    page.misbehave(how);
    const watched = watch(played(family), name);
    try {
      await until(() => states.length === 1, 'A verdict about the page');
      expect(states).toEqual([EXPECTED[PAGE_MISBEHAVIOURS[how].expects]]);
      expect(watched.sources()[0]?.why).toMatch(/^never read: \S/);
      expect(readings).toEqual([]);
      // No more of it is held than a page may have.
      if (how === 'huge') expect(watched.sources()[0]?.why).toContain('longer than 4 MB');
    } finally {
      watched.close();
    }
  });

  it('is shown as it was while it cannot be read, and read again when it can', async () => {
    const statuspage = played('statuspage');
    const page = sandbox.statusPage('comes-back', 'statuspage', statuspage.lamps);
    const watched = watch(statuspage, 'comes-back');
    try {
      await until(() => readings.length === 1, 'The first reading');
      page.misbehave('other-shape');
      await until(() => states.length === 2, 'The trouble');
      expect(watched.sources()[0]).toMatchObject({
        state: 'unreadable',
        why: expect.stringContaining('components is missing'),
      });
      expect(watched.known('claude')?.reading).toBe(readings[0]);
      page.misbehave(null);
      page.say({ id: 'x', stage: 'identified' });
      await until(() => readings.length === 2, 'The page');
      expect(states).toEqual(['ok', 'unreadable', 'ok']);
    } finally {
      watched.close();
    }
  });
});

describe('the switches of the sandbox', () => {
  const put = async (name: string, body: unknown): Promise<Response> =>
    fetch(`${sandbox.url}/_sandbox/pages/${name}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('set a page up, have it tell something and misbehave, and show how it is', async () => {
    expect((await put('mine', { family: 'statuspage', lamps: [{ id: 'a', name: 'API' }] })).status).toBe(200);
    await put('mine', { say: { id: 'one', stage: 'investigating', level: 'major', title: 'Down' } });
    const summary = await fetch(`${sandbox.pageUrl('mine')}/api/v2/summary.json`);
    expect(await summary.json()).toMatchObject({
      components: [{ status: 'major_outage' }],
      incidents: [{ name: 'Down' }],
    });
    await put('mine', { misbehave: 'challenge' });
    expect((await fetch(`${sandbox.pageUrl('mine')}/api/v2/summary.json`)).status).toBe(405);
    const { pages } = (await (await fetch(`${sandbox.url}/_sandbox/pages`)).json()) as {
      pages: readonly { name: string }[];
    };
    expect(pages.find(({ name }) => name === 'mine')).toMatchObject({
      family: 'statuspage',
      misbehaves: 'challenge',
      incidents: [{ title: 'Down' }],
    });
  });

  it.each([
    ['nobody', {}, 'There is no such page yet'],
    ['nobody', { family: 'fax' }, 'The vendors are'],
    ['mine', { say: { id: 'one', stage: 'lost' } }, '"say" needs an "id" and a "stage"'],
    ['mine', { say: { id: 'one', stage: 'resolved', level: 'bad' } }, '"level" is one of'],
    ['mine', { misbehave: 'sulk' }, '"misbehave" has to be null or one of'],
    ['mine', 'well', 'The body has to be a JSON object'],
  ])('say what is wrong with a wish for %s: %j', async (name, wish, complaint) => {
    await put('mine', { family: 'statuspage', lamps: [] });
    const response = await put(name, wish);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: string }).error).toContain(complaint);
  });
});
