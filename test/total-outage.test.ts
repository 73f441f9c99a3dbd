import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { ask, type Dialect, DIALECTS, type Heard } from './fixtures/client.ts';
import { startGateway, type Started } from './fixtures/gateway.ts';
import { modeOf, questionIn } from './fixtures/kept.ts';
import { scene } from './fixtures/scene.ts';

const { sandbox, provider } = scene();
const folder = mkdtempSync(join(tmpdir(), 'failsoft-outage-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One ladder with every rung below the models. Each of them gives out in turn. */
const file = ({ expires, jobs }: { readonly expires: string; readonly jobs: number }): string => `
providers:
${provider('only')}
store: { key: a-key-of-more-than-thirty-two-letters }
editions:
  folder: "${join(folder, 'editions')}"
  slots:
    help: { model: m, prompt: "Explain the lamp.", staleAfter: ${expires}, expires: ${expires}, checks: { numbers: false } }
deferred: { jobs: ${jobs} }
routes:
  - match: ["*"]
    cache: { fresh: 1h, stale: 24h, sampled: true }
    ladder:
      - only/*
      - cache
      - { edition: help }
      - defer
      - { notice: { text: "Away since {since}, because {cause}. Next try: {next}.", timeZone: Europe/Berlin } }
journal: { path: "${join(folder, 'failsoft.db')}" }
health: { probes: { perMinute: 60 } }
`;

const BRISK = { lookMs: 30, firstMs: 50, countMs: 200, hookMs: 50, places: 1_000, perMinute: 1e6 };
const EVERY: readonly (readonly [Dialect, boolean])[] = DIALECTS.flatMap((dialect) => [
  [dialect, true] as const,
  [dialect, false] as const,
]);

/** Asks in every dialect, whole and streamed. Each answer is a whole one of its dialect, whoever gives it. */
async function all({ url }: Started, content: string): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  for (const [dialect, stream] of EVERY) {
    const one = await ask(url, dialect, questionIn(dialect, { stream, content }));
    expect([dialect, stream, one.status, one.complete, one.error]).toEqual([dialect, stream, 200, true, '']);
    heard.push(one);
  }
  return heard;
}

const modes = (heard: readonly Heard[]): readonly string[] => [...new Set(heard.map(modeOf))];

async function availabilityAt(url: string): Promise<object> {
  const told = (await (await fetch(`${url}/availability`)).json()) as { readonly routes: readonly object[] };
  return told.routes[0] ?? {};
}

it('a total outage goes down through cache, edition, promise and notice, and back, and every answer says what it is', async () => {
  const started = await startGateway(file({ expires: '24h', jobs: 100 }), { deferred: BRISK });
  const { url, app } = started;

  // In good times.
  expect(modes(await all(started, 'Why?'))).toContain('primary');
  await expect.poll(() => app.gateway.status().kept.entries).toBe(DIALECTS.length);
  const built = await app.gateway.editions.build('help', { by: 'test', why: 'test' });
  expect(built).toMatchObject({ outcome: 'published' });
  expect(await availabilityAt(url)).toMatchObject({ mode: 'primary' });

  // What was asked before.
  sandbox().setFault('only', 'overloaded');
  const kept = await all(started, 'Why?');
  expect(modes(kept)).toEqual(['cache']);
  for (const { headers } of kept)
    expect(headers).toMatchObject({
      age: expect.stringMatching(/^\d+$/),
      'cache-status': expect.stringMatching(/^failsoft; hit/),
      'x-failsoft-served-by': 'only/m',
    });

  // What was not.
  const shown = await all(started, 'Something new?');
  expect(modes(shown)).toEqual(['edition']);
  expect(new Set(shown.map(({ text }) => text)).size).toBe(1);
  expect(shown[0]?.headers['x-failsoft-edition']).toMatch(/^help; id=[\w-]+; generated=/);
  expect(await availabilityAt(url)).toMatchObject({ mode: expect.stringMatching(/cache|edition/) });

  // The edition is too old, and there is room for as many promises as are asked for.
  expect(started.change(file({ expires: '1ms', jobs: EVERY.length }))).toMatchObject({ ok: true });
  await sleep(50);
  const promised = await all(started, 'Something new?');
  expect(modes(promised)).toEqual(['deferred']);
  const jobs = promised.map(({ headers }) => String(headers['location']));
  for (const [place, { text, headers }] of promised.entries()) {
    expect(text).toContain('This is no answer yet');
    expect(text).toContain(String(headers['x-failsoft-deferred']));
    expect(jobs[place]).toMatch(/^\/v1\/deferred\//);
  }

  // No more of them, as soon as they have been counted.
  let last: readonly Heard[] = [];
  const lastModes = async (): Promise<readonly string[]> => {
    last = await all(started, 'Something new?');
    return modes(last);
  };
  await expect.poll(lastModes, { timeout: 20_000 }).toEqual(['notice']);
  const TIME = String.raw`\d\d:\d\d (?:CET|CEST)`;
  for (const { text, headers } of last) {
    expect(text).toMatch(
      new RegExp(`^Away since ${TIME}, because only is overloaded\\. Next try: (?:${TIME}|soon)\\.$`),
    );
    expect(headers['cache-control']).toContain('no-');
  }

  // And back.
  sandbox().setFault('only', null);
  let turn = 0;
  const fresh = async (): Promise<string> =>
    modeOf(await ask(url, 'anthropic', questionIn('anthropic', { content: `Is it back? ${(turn += 1)}` })));
  await expect.poll(fresh, { timeout: 30_000, interval: 100 }).toBe('primary');
  const job = async (path: string): Promise<{ readonly state: string; readonly mode?: string }> =>
    (await (await fetch(url + path)).json()) as { readonly state: string };
  for (const path of jobs)
    await expect
      .poll(async () => job(path), { timeout: 30_000, interval: 100 })
      .toMatchObject({ state: 'done', mode: 'primary' });
  expect(await availabilityAt(url)).toMatchObject({ mode: 'primary' });
  expect(modes(await all(started, 'Why?'))).toEqual(['cache']);
  await started.stop();
});
