import { afterEach, describe, expect, it } from 'vitest';
import { accountOf } from '../engine/testing/parts.ts';
import type { Reading } from '../model/official.ts';
import { Secret } from '../model/secret.ts';
import { claudePage, closeAll, FAILING, MINUTE, own, posted, QUIET, SECOND, watch, WELL } from './testing/watch.ts';

afterEach(closeAll);

describe('a reload in the middle of an outage', () => {
  it.each([
    ['adds a standby', [accountOf('gemini')]],
    ['takes one away', []],
  ])('that %s goes on with what is believed of all others', async (_, more) => {
    const { live, turn, condition, running, tidings, reload } = await watch({ anthropic: {}, openai: {}, groq: {} });
    await live(10 * MINUTE, 2 * SECOND);
    turn('anthropic', FAILING);
    await live(5 * MINUTE, 2 * SECOND);
    const told = tidings.length;
    reload((accounts) => ({ accounts: [...accounts.filter(({ id }) => id !== 'groq'), ...more] }));
    await live(20 * SECOND, 2 * SECOND);
    expect(condition('claude-api')).toBe('down');
    await live(MINUTE, 2 * SECOND);
    const changes = tidings.slice(told).filter((one) => one.kind === 'incident' || one.kind === 'verdict');
    expect(changes).toEqual([]);
    expect(condition('groq-api')).toBeUndefined();
    turn('anthropic', WELL);
    await live(20 * MINUTE, 2 * SECOND);
    expect(condition('claude-api')).toBe('healthy');
    expect(await own({ running })).toHaveLength(1);
  });

  it('believes nothing of a provider that has become another place', async () => {
    const { live, turn, condition, reload } = await watch({ anthropic: {}, openai: {} });
    await live(10 * MINUTE, 2 * SECOND);
    turn('anthropic', FAILING);
    await live(5 * MINUTE, 2 * SECOND);
    reload((accounts) => ({
      accounts: accounts.map((one) => ({ ...one, provider: { ...one.provider, failureDomains: ['elsewhere'] } })),
    }));
    await live(20 * SECOND, 0);
    expect(condition('claude-api')).toBe('unknown');
  });

  it('goes by what pages said until they are read anew', async () => {
    const said: Partial<Reading> = {};
    const { live, condition, world, reload, tidings } = await watch(
      { anthropic: {}, openai: {} },
      { settings: { ...QUIET, pages: 'on' }, choose: ({ providers }) => pagesOf(providers, () => said) },
    );
    Object.assign(said, { incidents: [posted(world.wallMs(), { surfaces: ['claude-app'], level: 'major' })] });
    await live(5 * MINUTE, 5 * SECOND);
    const before = condition('claude-app');
    expect(before).not.toBe('unknown');
    const told = tidings.length;
    reload((accounts) => ({ accounts: [...accounts, accountOf('gemini')] }));
    await live(5 * MINUTE, 5 * SECOND);
    expect(condition('claude-app')).toBe(before);
    const changed = tidings.slice(told).flatMap((one) => (one.kind === 'verdict' ? [one.verdict.cell.surface] : []));
    expect(changed).toEqual(['gemini-api']);
  });
});

describe('a key that was refused', () => {
  const [a, b] = [new Secret('key-number-one'), new Secret('key-number-two')];

  it.each([
    ['is in doubt no longer when it is taken out, and the other one in its place was never', [b], []],
    ['stays refused when another one is added behind it', [a, b, new Secret('key-number-three')], [0]],
  ])('%s', async (_, secrets, refused) => {
    const keys = { kind: 'own', secrets: [a, b] } as const;
    const { live, turn, running, reload } = await watch({ anthropic: { keys }, openai: {} });
    const refusedNow = (): readonly unknown[] =>
      running()
        .monitor.verdicts()
        .flatMap(({ cell }) => (cell.credential === null ? [] : [cell.credential]));
    await live(MINUTE, 5 * SECOND);
    turn('anthropic', { kind: 'refuses', status: 401 });
    await live(10 * SECOND, 5 * SECOND);
    turn('anthropic', WELL);
    expect(refusedNow()).toContain(0);
    reload((accounts) => ({
      accounts: accounts.map((one) => (one.id === 'anthropic' ? { ...one, keys: { kind: 'own', secrets } } : one)),
    }));
    await live(30 * SECOND, 0);
    expect(refusedNow().filter((key) => key === 0)).toEqual(refused);
  });
});

/** Another page for everybody who is added. */
function pagesOf(providers: readonly string[], said: () => Partial<Reading>): readonly ReturnType<typeof claudePage>[] {
  const claude = claudePage(said);
  return providers.includes('gemini') ? [claude, { ...claude, id: 'gemini', surfaces: ['gemini-api'] }] : [claude];
}
