import { afterEach, describe, expect, it } from 'vitest';
import { endOf, leadMs } from '../model/incident.ts';
import type { Reading } from '../model/official.ts';
import type { MonitorSettings } from './scene.ts';
import type { StatusPage } from './status-pages/page.ts';
import {
  beginDrill,
  claudePage,
  closeAll,
  FAILING,
  MINUTE,
  own,
  posted,
  QUIET,
  SECOND,
  watch,
  WELL,
} from './testing/watch.ts';

afterEach(closeAll);

describe('an outage that our own calls see', () => {
  it('is down within a minute, is an incident with its requests, and is over when it is', async () => {
    const { live, turn, condition, running, tidings } = await watch({ anthropic: {}, openai: {} });
    await live(10 * MINUTE, 2 * SECOND);
    expect(condition('claude-api')).toBe('healthy');
    turn('anthropic', FAILING);
    await live(MINUTE, 2 * SECOND);
    expect(condition('claude-api')).toBe('down');
    expect(condition('openai-api')).toBe('healthy');
    const [incident] = await running().monitor.incidents({ limit: 9, openOnly: true });
    expect(incident).toMatchObject({ surface: 'claude-api', level: 'major', official: null, imported: false });
    expect(incident?.observed?.evidence[0]?.text).toContain('529');

    await live(9 * MINUTE, 2 * SECOND);
    turn('anthropic', WELL);
    await live(20 * MINUTE, 2 * SECOND);
    expect(condition('claude-api')).toBe('healthy');
    const all = await own({ running });
    expect(all).toHaveLength(1);
    // All of the requests of ten minutes, but for those of the ramp.
    expect(all[0]?.requests.saved).toBeGreaterThan(290);
    expect(all[0]?.requests.lost).toBe(0);
    expect(all[0] && endOf(all[0])).not.toBeNull();
    const heard = tidings.flatMap((tiding) =>
      tiding.kind === 'incident'
        ? [tiding.change]
        : tiding.kind === 'verdict' &&
            tiding.verdict.cell.surface === 'claude-api' &&
            tiding.verdict.cell.model === null
          ? [tiding.verdict.condition]
          : [],
    );
    expect(heard).toEqual(['healthy', 'suspected', 'down', 'opened', 'recovering', 'healthy', 'closed']);
  });
});

describe('an outage that a page speaks of, too', () => {
  it('is one incident with the times of both, and the page is asked only once somebody has asked us something', async () => {
    let said: Partial<Reading> = {};
    let visits = 0;
    const choose = (): readonly StatusPage[] => [
      claudePage(() => {
        visits += 1;
        return said;
      }),
    ];
    const settings: MonitorSettings = { ...QUIET, pages: 'asked' };
    const { live, turn, running, world, tidings } = await watch({ anthropic: {}, openai: {} }, { settings, choose });
    await live(10 * MINUTE, 0);
    expect(visits).toBe(0);
    await live(10 * MINUTE, 5 * SECOND);
    expect(visits).toBeGreaterThan(5);
    expect(running().monitor.sources()).toMatchObject([{ page: 'claude', state: 'ok' }]);

    const brokenMs = world.wallMs();
    turn('anthropic', FAILING);
    await live(12 * MINUTE, 5 * SECOND);
    said = { incidents: [posted(world.wallMs())] };
    await live(5 * MINUTE, 5 * SECOND);
    turn('anthropic', WELL);
    await live(20 * MINUTE, 5 * SECOND);
    const wellMs = world.wallMs();
    const [incident, ...more] = await own({ running });
    expect(more).toEqual([]);
    expect(incident).toMatchObject({
      title: 'Elevated errors on the API',
      official: { page: 'claude', endedAtMs: null },
    });
    expect((incident?.observed?.foundAtMs ?? 0) - brokenMs).toBeLessThan(MINUTE);
    expect(incident?.observed?.endedAtMs).toBeLessThan(wellMs);
    expect((incident && leadMs(incident)) ?? 0).toBeGreaterThan(10 * MINUTE);

    said = {
      incidents: [posted(incident?.official?.startedAtMs ?? 0, { stage: 'resolved', endedAtMs: world.wallMs() })],
    };
    await live(3 * MINUTE, 5 * SECOND);
    expect(await running().monitor.incidents({ limit: 9, openOnly: true })).toEqual([]);
    const changes = tidings.flatMap((tiding) => (tiding.kind === 'incident' ? [tiding.change] : []));
    expect(changes).toEqual(['opened', 'posted', 'updated', 'updated', 'closed']);
    expect(tidings).toContainEqual(expect.objectContaining({ kind: 'source', before: 'unasked' }));
  });

  it('is the page’s alone where no call of ours goes, and no word of a page makes a surface well that fails', async () => {
    let said: Partial<Reading> | null = {};
    const choose = (): readonly StatusPage[] => [claudePage(() => said)];
    const settings: MonitorSettings = { ...QUIET, pages: 'on' };
    const { live, turn, running, world, condition } = await watch({ anthropic: {}, openai: {} }, { settings, choose });
    await live(5 * MINUTE, 5 * SECOND);
    turn('anthropic', FAILING);
    said = { incidents: [posted(world.wallMs(), { surfaces: ['claude-app'], level: 'major' })] };
    await live(5 * MINUTE, 5 * SECOND);
    expect(condition('claude-api')).toBe('down');
    const apps = await running().monitor.incidents({ limit: 9, surface: 'claude-app', openOnly: true });
    expect(apps).toMatchObject([{ observed: null, official: { id: 'i1' } }]);
    said = null;
    await live(30 * MINUTE, 5 * SECOND);
    expect(running().monitor.sources()).toMatchObject([{ state: 'blocked' }]);
    const verdict = running()
      .monitor.verdicts()
      .find(({ cell }) => cell.surface === 'claude-app');
    expect(verdict?.condition).not.toBe('healthy');
    expect(verdict?.blind.length).toBeGreaterThan(0);
  });
});

describe('our own network', () => {
  it('condemns nobody when it fails', async () => {
    const { live, turn, running, condition, tidings } = await watch({ anthropic: {}, openai: {}, gemini: {} });
    await live(10 * MINUTE, 2 * SECOND);
    for (const provider of ['anthropic', 'openai', 'gemini']) turn(provider, { kind: 'unreachable' });
    await live(20 * MINUTE, 2 * SECOND);
    expect(
      new Set(
        running()
          .monitor.verdicts()
          .map(({ condition }) => condition),
      ),
    ).toEqual(new Set(['unknown']));
    expect(running().monitor.verdicts()[0]?.evidence[0]).toMatchObject({ kind: 'network' });
    for (const provider of ['anthropic', 'openai', 'gemini']) turn(provider, WELL);
    await live(20 * MINUTE, 2 * SECOND);
    expect(condition('claude-api')).toBe('healthy');
    // Nobody has asked the others anything before or since.
    expect(condition('openai-api')).toBe('unknown');
    expect(await own({ running })).toEqual([]);
    const heard = tidings.flatMap((tiding) => (tiding.kind === 'verdict' ? [tiding.verdict.condition] : []));
    expect(heard).not.toContain('down');
    expect(heard).not.toContain('degraded');
  });
});

describe('probes', () => {
  const PROBES = { everyMs: 5 * MINUTE, perHour: 12, usdPerDay: 1 };

  it('ask models that nobody asks, within their budget, and only while the gateway is used', async () => {
    const { live, seen, running } = await watch({ anthropic: {}, openai: {}, gemini: {} }, { asks: PROBES });
    const probesOf = (provider: string): number => seen(provider).filter(({ what }) => what === 'probe').length;
    await live(60 * MINUTE, 0);
    expect(probesOf('openai')).toBe(0);
    await live(60 * MINUTE, 30 * SECOND);
    expect(probesOf('anthropic')).toBe(0);
    // Two models, twelve questions in an hour.
    expect(probesOf('openai') + probesOf('gemini')).toBeLessThanOrEqual(12);
    expect(Math.min(probesOf('openai'), probesOf('gemini'))).toBeGreaterThanOrEqual(5);
    const [calls] = await running().monitor.calls({ surface: 'openai-api', fromMs: 0, spanMs: 24 * 60 * MINUTE });
    expect(calls).toMatchObject({ kind: 'probe', well: probesOf('openai'), ill: 0 });

    await live(2 * 60 * MINUTE, 0);
    const before = probesOf('openai') + probesOf('anthropic');
    await live(2 * 60 * MINUTE, 0);
    expect(probesOf('openai') + probesOf('anthropic')).toBe(before);
  });

  it('spend no more than they may', async () => {
    const asks = { everyMs: MINUTE, perHour: 3_600, usdPerDay: 0.01 };
    const { live, seen } = await watch({ anthropic: {}, openai: {} }, { asks });
    await live(3 * 60 * MINUTE, 30 * SECOND);
    expect(seen('openai').filter(({ what }) => what === 'probe')).toHaveLength(20);
  });

  it('find an outage of a standby that nobody asks', async () => {
    const { live, turn, condition } = await watch({ anthropic: {}, openai: {} }, { asks: PROBES });
    await live(20 * MINUTE, 30 * SECOND);
    expect(condition('openai-api')).toBe('healthy');
    turn('openai', FAILING);
    await live(15 * MINUTE, 30 * SECOND);
    expect(condition('openai-api')).toBe('down');
  });
});

describe('what is no outage', () => {
  it('is a drill, whatever it does to requests', async () => {
    const { live, engine, running, condition, entries } = await watch({ anthropic: {}, openai: {} });
    await live(5 * MINUTE, 2 * SECOND);
    beginDrill(engine);
    await live(10 * MINUTE, 2 * SECOND);
    expect(entries.some(({ mode }) => mode === 'standby')).toBe(true);
    expect(condition('claude-api')).toBe('healthy');
    expect(await own({ running })).toEqual([]);
  });

  it('is a mistake of who listens', async () => {
    const said: string[] = [];
    const { live, running, turn, condition } = await watch(
      { anthropic: {}, openai: {} },
      { say: (one) => void said.push(one) },
    );
    running().monitor.listen(() => {
      throw new TypeError('my mistake');
    });
    await live(5 * MINUTE, 2 * SECOND);
    turn('anthropic', FAILING);
    await live(5 * MINUTE, 2 * SECOND);
    expect(condition('claude-api')).toBe('down');
    expect(said[0]).toContain('Watching the providers has failed');
  });
});

describe('a standby', () => {
  it('is told of when nobody has seen it at work for a day, and when somebody has', async () => {
    const { live, turn, tidings, running } = await watch({ anthropic: {}, openai: {} });
    expect(running().monitor.standbys()).toEqual([{ route: 'r', target: 'openai/m', proven: false }]);
    await live(MINUTE, 10 * SECOND);
    turn('anthropic', FAILING);
    await live(MINUTE, 10 * SECOND);
    turn('anthropic', WELL);
    const told = (): readonly unknown[] => tidings.filter(({ kind }) => kind === 'standby');
    await live(23 * 60 * MINUTE, 10 * MINUTE);
    expect(told()).toEqual([]);
    await live(2 * 60 * MINUTE, 10 * MINUTE);
    expect(told()).toEqual([{ kind: 'standby', target: 'openai/m', route: 'r', proven: false }]);
    turn('anthropic', FAILING);
    await live(5 * MINUTE, 10 * SECOND);
    expect(told()).toHaveLength(2);
    expect(told()[1]).toMatchObject({ proven: true });
    expect(running().monitor.standbys()).toEqual([{ route: 'r', target: 'openai/m', proven: true }]);
  });
});
