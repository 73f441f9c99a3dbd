import { describe, expect, it } from 'vitest';
import type { Config } from '../config.ts';
import { parseConfig } from '../load.ts';
import { renderConfig } from './write.ts';

function load(text: string): Config {
  const environment = new Map([['OPENAI_API_KEY', { value: 'a-key-of-some-length', origin: 'environment' as const }]]);
  const { config, problems } = parseConfig(text, { name: 'f.yaml', path: '/nowhere/f.yaml', environment });
  expect(problems).toEqual([]);
  if (config === null) throw new Error('no configuration');
  return config;
}

const file = (routes: string, more = ''): string =>
  `providers:\n  openai: { apiKey: "\${OPENAI_API_KEY}" }\n  ollama:\nroutes:\n${routes}\n${more}`;

describe('a configuration that is written down', () => {
  it.each<[string, string, string?]>([
    ['a deadline', '  - { match: ["*"], deadline: 90s, ladder: [openai/*, notice] }'],
    ['silences of its own', '  - { match: ["*"], ladder: [{ target: openai/*, contentIdle: 8s }] }'],
    [
      'silences that differ',
      '  - { match: ["*"], ladder: [{ target: openai/*, contentIdle: 8s, thinkingIdle: 150s, callIdle: 1m }] }',
    ],
    ['one silence alone', '  - { match: ["*"], ladder: [{ target: openai/*, callIdle: 1m }] }'],
    [
      'streams that are stored or gathered',
      '  - { match: ["*"], ladder: [{ target: openai/*, continue: true, resume: true, gather: true }] }',
    ],
    [
      'a hedge and a need',
      '  - { match: ["*"], ladder: [{ target: openai/*, hedge: off, when: { needs: [pdf] } }, ollama/llama3.2] }',
    ],
    ['a drain', '  - { match: ["*"], ladder: [openai/*] }', 'limits: { drain: 0ms, concurrency: 7 }'],
    [
      'advice for people',
      '  - { match: ["*"], ladder: [openai/*] }',
      'status: { public: true, advice: [{ work: A, use: [chatgpt, { name: Paper }, { name: B, address: "https://b.example" }], note: C }] }',
    ],
    [
      'budgets',
      '  - { match: ["*"], ladder: [{ target: openai/*, concurrency: 3 }] }',
      'limits: { connections: 9, extraSpend: { share: 0.1, perHour: 2.5 } }',
    ],
    [
      'what is watched',
      '  - { match: ["*"], ladder: [openai/*] }',
      'monitor: { pages: on, surfaces: [chatgpt], probes: { every: 90s, perHour: 12, usdPerDay: 0.25 } }',
    ],
    [
      'what is kept',
      '  - { match: [a], cache: { fresh: 10m, revalidate: 1m, stale: 720h, sampled: true, tools: true, near: alias }, ladder: [openai/*, { cache: { maxAge: 8h } }, cache] }\n  - { match: [b], ladder: [openai/*, cache, notice] }',
      'limits: { cacheMemoryBytes: 1MB, cacheDiskBytes: 2GB }',
    ],
    [
      'what is made ahead of time, at length',
      '  - { match: ["*"], ladder: [openai/*, { edition: daily }] }',
      [
        'editions:',
        '  folder: /srv/editions',
        '  public: true',
        '  slots:',
        '    daily:',
        '      { model: m, prompt: "What is new? $${X}", sources: [a.md, { url: "https://example.com/feed", name: feed }],',
        '        format: json, locale: de, schedule: "0 6 * * *", zone: Europe/Berlin, watch: 15m, staleAfter: 26h,',
        '        expires: 168h, keep: 3, fallback: Later., approval: true, deadline: 2m, retries: 1, jitter: 1s,',
        '        checks: { length: { min: 5, max: 500 }, schema: { type: object }, links: false, numbers: false,',
        '          banned: [secret], personal: sources, distance: 0.5, judge: { model: j, question: Good?, least: 0.5 } } }',
      ].join('\n'),
    ],
    [
      'what is made ahead of time, in brief',
      '  - { match: ["*"], ladder: [openai/*] }',
      'editions: { slots: { brief: { model: m, prompt: "Say something." } } }',
    ],
    ['that nothing is watched', '  - { match: ["*"], ladder: [openai/*] }', 'monitor: { pages: off, probes: off }'],
  ])('says the same when it is read again: %s', (_, routes, more) => {
    const first = load(file(routes, more));
    const again = load(renderConfig(first));
    expect(again.routes).toEqual(first.routes);
    expect(again.limits).toEqual(first.limits);
    expect(again.monitor).toEqual(first.monitor);
    expect(again.status).toEqual(first.status);
    expect(again.editions).toEqual(first.editions);
  });

  it('writes the address of a source that holds a token as a variable, and what is in it nowhere', () => {
    const written =
      'editions: { slots: { a: { model: m, prompt: p, sources: ["https://x.example/?t=${OPENAI_API_KEY}"] } } }';
    const first = load(file('  - { match: ["*"], ladder: [openai/*] }', written));
    const again = renderConfig(first);
    expect(again).not.toContain('a-key-of-some-length');
    expect(again).toContain('url: ${A_SOURCE_1}');
    expect(again).toContain('name: x.example');
  });

  it('keeps what is said of the places and the money of accounts and clients', () => {
    const first = load(
      [
        'providers:',
        '  openai: { apiKey: "${OPENAI_API_KEY}", concurrency: 8, spendPerHour: 2.5 }',
        'routes: [{ match: ["*"], ladder: [openai/*] }]',
        'clients: [{ id: app, key: "${OPENAI_API_KEY}", tenant: acme, concurrency: 3 }]',
      ].join('\n'),
    );
    const again = load(renderConfig(first));
    expect(again.accounts[0]).toMatchObject({ concurrency: 8, spendPerHour: 2.5 });
    expect(again.clients[0]).toMatchObject({ tenant: 'acme', concurrency: 3 });
  });
});
