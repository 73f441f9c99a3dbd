import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../model/route.ts';
import { anthropic } from '../providers/anthropic.ts';
import {
  DEFERRED,
  EDITIONS,
  GATEWAY_LIMITS,
  HEALTH,
  JOURNAL,
  LISTEN,
  MONITOR,
  NOTICE,
  STATUS,
  STORE,
  TRIES,
} from './config.ts';
import { findConfig, loadConfig } from './load.ts';
import { jsonSchema } from './schema/schema.ts';
import { configFolder, file, KEY } from './testing/file.ts';

const folder = configFolder();
const { load, refused } = folder;
const CLIENT = 'a-client-key-of-28-letters-xy';

describe('a configuration file', () => {
  it('that says the least gets every default', () => {
    const config = load(file());
    const { ladder } = config.routes[0] ?? {};
    expect(config).toMatchObject({
      listen: LISTEN,
      tls: null,
      clients: [],
      journal: JOURNAL,
      limits: GATEWAY_LIMITS,
      health: HEALTH,
      monitor: MONITOR,
      status: STATUS,
      editions: EDITIONS,
      store: STORE,
      deferred: DEFERRED,
      warnings: [],
    });
    expect(config.network).toEqual({ httpsProxy: null, httpProxy: null, noProxy: '', extraCa: [] });
    expect(config.routes[0]).toMatchObject({ name: 'default', match: ['*'], allow: null });
    expect(ladder).toEqual([
      { kind: 'model', provider: 'openai', model: null, tries: TRIES, limits: LIMITS },
      { kind: 'notice', text: NOTICE },
    ]);
    expect(config.source).toBe(join(folder.path(), 'failsoft.yaml'));
  });

  it('that says everything is taken at its word', () => {
    writeFileSync(join(folder.path(), 'ca.pem'), '-----BEGIN CERTIFICATE-----\nx\n');
    const config = load(
      `
listen: "[::1]:8080"
tls: { cert: ca.pem, key: ca.pem }
providers:
  anthropic: { apiKeys: ["\${A}", "\${B}"], auth: bearer }
  second: { provider: anthropic, apiKey: caller, baseUrl: "https://proxy.example.com/claude/" }
  spare: { protocol: openai-chat, baseUrl: "http://127.0.0.1:9102", apiKey: x, models: [spare/1] }
  ollama:
routes:
  - name: main
    match: [claude-*]
    allow: [anthropic, spare]
    deadline: 90s
    ladder:
      - { target: anthropic/*, tries: 1, connect: 250ms, firstContent: 8s, thinking: 40s, answer: 1.5m, byteIdle: 1s, contentIdle: 2s, callIdle: 5s, total: 1h }
      - spare/spare/1
      - { notice: "Away for $$5" }
clients: [{ id: app, key: "\${APP}", tenant: acme, routes: [ma*], concurrency: 4 }, { id: other, key: k2 }]
journal: { path: data/j.db, keepDays: 3, bodies: true }
limits: { bodyBytes: 512KB, answerBytes: 1000, cacheMemoryBytes: 1MB, cacheDiskBytes: 2GB, concurrency: 7, connections: 70, drain: 5m, resumeGrace: 1m, extraSpend: { perHour: 2.5 } }
health: { probes: { perMinute: 2 } }
monitor: { pages: on, surfaces: [chatgpt], probes: { every: 1m, perHour: 12, usdPerDay: 0.5 } }
status: { public: true, advice: [{ work: Writing, use: [chatgpt, { name: Our own, address: "https://ai.example.com" }] }] }
network: { httpsProxy: null, httpProxy: "http://p:1", noProxy: a, extraCa: [ca.pem] }
`,
      { A: 'key-a', B: 'key-b\n', APP: CLIENT, HTTPS_PROXY: 'http://never:1' },
    );
    const [first, second, spare, ollama] = config.accounts;
    expect(config.listen).toEqual({ host: '::1', port: 8080 });
    expect(config.tls).toEqual({ certFile: join(folder.path(), 'ca.pem'), keyFile: join(folder.path(), 'ca.pem') });
    expect(first?.keys.kind === 'own' ? first.keys.secrets.map((key) => [key.reveal(), key.variable]) : []).toEqual([
      ['key-a', 'A'],
      ['key-b', 'B'],
    ]);
    expect(first?.provider.auth).toMatchObject({ header: 'authorization', prefix: 'Bearer ' });
    expect(second).toMatchObject({ id: 'second', keys: { kind: 'caller' } });
    expect(second?.provider).toEqual({ ...anthropic, baseUrl: 'https://proxy.example.com/claude/v1' });
    expect(spare?.provider).toMatchObject({
      id: 'spare',
      baseUrl: 'http://127.0.0.1:9102/v1',
      local: false,
      quirks: {},
    });
    expect(ollama).toMatchObject({ keys: { kind: 'none' }, provider: { local: true } });
    expect(config.routes[0]?.deadlineMs).toBe(90_000);
    expect(config.routes[0]?.ladder).toEqual([
      {
        kind: 'model',
        provider: 'anthropic',
        model: null,
        tries: 1,
        limits: {
          connectMs: 250,
          firstContentMs: 8_000,
          thinkingMs: 40_000,
          answerMs: 90_000,
          byteIdleMs: 1_000,
          contentIdleMs: 2_000,
          thinkingIdleMs: 2_000,
          callIdleMs: 5_000,
          totalMs: 3_600_000,
        },
      },
      { kind: 'model', provider: 'spare', model: 'spare/1', tries: TRIES, limits: LIMITS },
      { kind: 'notice', text: 'Away for $5' },
    ]);
    expect(config.clients.map(({ id, tenant, routes, concurrency }) => [id, tenant, routes, concurrency])).toEqual([
      ['app', 'acme', ['ma*'], 4],
      ['other', 'other', ['*'], undefined],
    ]);
    expect(config.journal).toEqual({ path: join(folder.path(), 'data/j.db'), keepDays: 3, bodies: true });
    expect(config.health).toEqual({ probesPerMinute: 2, warmMs: 43_200_000 });
    expect(config.monitor).toEqual({
      pages: 'on',
      surfaces: ['chatgpt'],
      probes: { everyMs: 60_000, perHour: 12, usdPerDay: 0.5 },
    });
    expect(config.status).toEqual({
      public: true,
      advice: [
        {
          work: 'Writing',
          note: '',
          use: [
            { name: 'ChatGPT', address: 'https://chatgpt.com', surface: 'chatgpt' },
            { name: 'Our own', address: 'https://ai.example.com', surface: null },
          ],
        },
      ],
    });
    expect(config.limits).toEqual({
      bodyBytes: 524_288,
      answerBytes: 1000,
      cacheMemoryBytes: 1_048_576,
      cacheDiskBytes: 2_147_483_648,
      concurrency: 7,
      connections: 70,
      drainMs: 300_000,
      resumeGraceMs: 60_000,
      extraSpend: { share: 0.05, perHour: 2.5 },
    });
    expect(config.network).toEqual({
      httpsProxy: null,
      httpProxy: 'http://p:1',
      noProxy: 'a',
      extraCa: ['-----BEGIN CERTIFICATE-----\nx\n'],
    });
  });

  it('is found in the working directory, or where it is said to be', () => {
    expect(findConfig(folder.path())).toBeNull();
    writeFileSync(join(folder.path(), 'failsoft.yml'), file());
    expect(findConfig(folder.path())).toBe(join(folder.path(), 'failsoft.yml'));
    writeFileSync(join(folder.path(), 'other.yaml'), file({ more: 'listen: 1' }));
    expect(() => loadConfig({ file: 'other.yaml', cwd: folder.path(), env: {} })).toThrow(
      /^other\.yaml:3:9 {2}"listen" must be text/,
    );
    expect(() => loadConfig({ file: 'none.yaml', cwd: folder.path(), env: {} })).toThrow(
      'none.yaml cannot be read (ENOENT).',
    );
  });
});

describe('variables', () => {
  it('come from the environment before .env.local before .env', () => {
    writeFileSync(join(folder.path(), '.env'), 'A=from-env\nB=from-env\nC=from-env\n');
    writeFileSync(join(folder.path(), '.env.local'), 'A=from-local\nB=from-local\n');
    const config = load(file({ routes: '[{ match: ["${A}", "${B}", "${C}"], ladder: [openai/*] }]' }), { A: 'real' });
    expect(config.routes[0]?.match).toEqual(['real', 'from-local', 'from-env']);
  });

  it('can have a value for when they are not set, and a dollar sign can be written', () => {
    const match = '["${UNSET:-other}", "${EMPTY:-other}", "$${X}", "$HOME", "a$$"]';
    const config = load(file({ routes: `[{ match: ${match}, ladder: [openai/*] }]` }), { EMPTY: '' });
    expect(config.routes[0]?.match).toEqual(['other', 'other', '${X}', '$HOME', 'a$']);
  });

  it('never become structure', () => {
    const evil = 'x", evil: "y\n- notice\nlisten: 0.0.0.0:1';
    const config = load(file({ routes: '[{ match: ["${EVIL}"], ladder: [openai/*] }]' }), { EVIL: evil });
    expect(config.routes[0]?.match).toEqual([evil]);
    expect(config.listen).toEqual(LISTEN);
  });

  it('that are not set are told where they stand, once', () => {
    expect(refused(file({ providers: '{ openai: { apiKey: "${NOPE}" } }' }))).toEqual([
      'failsoft.yaml:1:33  the environment variable NOPE is not set',
    ]);
  });
});

describe('a key', () => {
  it('does not show when the configuration is printed', () => {
    const config = load(file());
    expect(inspect(config, { depth: 9 }) + JSON.stringify(config)).not.toContain(KEY);
  });
});

describe('what is probably not meant', () => {
  it('is a warning, not an error', () => {
    const config = load(`
providers: { openai: { apiKey: x, models: [gpt-5.6] }, ollama: {} }
routes:
  - { match: ["*"], allow: [openai], ladder: [openai/gpt-9, ollama/llama3.2] }
  - { name: late, match: [b], ladder: [openai/*] }
`);
    expect(config.warnings).toEqual([
      '"openai/gpt-9" is in a ladder, but not among the models of openai.',
      'Route "default": "ollama/llama3.2" is never asked, because "allow" leaves ollama out.',
      'Route "late" is never reached: "default" comes before it.',
    ]);
  });
});

it('editors get a JSON Schema that knows every key and refuses others', () => {
  const schema = JSON.parse(jsonSchema()) as {
    properties: Record<string, unknown>;
    additionalProperties: boolean;
    required: string[];
  };
  expect(Object.keys(schema.properties)).toEqual([
    'listen',
    'tls',
    'providers',
    'routes',
    'clients',
    'origins',
    'journal',
    'limits',
    'health',
    'monitor',
    'alerts',
    'status',
    'editions',
    'writer',
    'store',
    'deferred',
    'network',
  ]);
  expect(schema.additionalProperties).toBe(false);
  expect(schema.required).toEqual(['providers', 'routes']);
  expect(jsonSchema()).toContain('"firstContent"');
});
