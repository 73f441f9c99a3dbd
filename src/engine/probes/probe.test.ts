import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AUTH } from '../../config/sections/accounts.ts';
import { refusedPort } from '../../drill/sandbox/refused-port.ts';
import { type DialectId, type FaultName, type Sandbox, startSandbox } from '../../drill/sandbox/sandbox.ts';
import { Secret } from '../../model/secret.ts';
import type { Account } from '../../providers/account.ts';
import { openai } from '../../providers/openai.ts';
import type { ProbeEnd } from '../../resilience/health.ts';
import { realWorld } from '../../world/real.ts';
import { createEngine, type Engine } from '../engine.ts';
import { setupOf } from '../testing/parts.ts';
import { probeNetwork } from './probe-network.ts';
import { probe } from './probe.ts';

const DIALECTS = [
  'anthropic',
  'openai-chat',
  'openai-responses',
  'gemini',
  'ollama',
] as const satisfies readonly DialectId[];
const MODELS = {
  anthropic: 'claude-sonnet-5-5',
  'openai-chat': 'gpt-5.6',
  'openai-responses': 'gpt-5.6',
  gemini: 'gemini-3.5-flash',
  ollama: 'llama3.2',
} as const satisfies Record<DialectId, string>;

const world = realWorld();
let sandbox: Sandbox;
let engine: Engine;

beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
  const accounts = DIALECTS.map((protocol): Account => {
    const baseUrl = sandbox.baseUrl(protocol, protocol);
    const auth = { ...AUTH[protocol], env: [] };
    const provider = { ...openai, id: protocol, protocol, baseUrl, auth, also: {} };
    return {
      id: protocol,
      provider,
      keys: { kind: 'own', secrets: [new Secret(`a-key-for-${protocol}`)] },
      models: [],
    };
  });
  engine = createEngine(world, { record: () => {} }, setupOf(accounts));
});
beforeEach(() => sandbox.clear());
afterAll(async () => {
  await sandbox.close();
  await world.close();
});

const probed = async (protocol: DialectId, withinMs = 5_000): Promise<ProbeEnd> =>
  new Promise((resolve) => {
    probe(engine, { target: { provider: protocol, model: MODELS[protocol] }, withinMs }, resolve);
  });

describe.each(DIALECTS)('a probe in the words of %s', (protocol) => {
  it('is accepted, allows next to no answer, and goes well', async () => {
    expect(await probed(protocol)).toMatchObject({ kind: 'well' });
    const [request] = sandbox.seen(protocol);
    expect(request?.body).toContain('ping');
    // OpenAI's Responses take no less than 16.
    const [limit] = /(?<=max_?(?:completion_|output_?)?tokens":|num_predict":)\d+/i.exec(request?.body ?? '') ?? [];
    expect(Number(limit)).toBe(protocol === 'openai-responses' ? 16 : 1);
  });

  it.each([
    ['internal-error', 'ill'],
    ['unavailable-html', 'ill'],
    ['reset-before-headers', 'ill'],
    ['first-event-error', 'ill'],
    ['html-200', 'ill'],
    ['invalid-request', 'alive'],
    ['no-such-model', 'alive'],
  ] as const satisfies readonly (readonly [FaultName, ProbeEnd['kind']])[])('knows %s for %s', async (name, kind) => {
    sandbox.setFault(protocol, name);
    expect((await probed(protocol)).kind).toBe(kind);
  });
});

describe('a probe', () => {
  it('has a deadline', async () => {
    sandbox.setFault('openai-chat', 'header-hang');
    expect(await probed('openai-chat', 200)).toMatchObject({ kind: 'ill', fault: { kind: 'timeout' } });
  });

  it('that is refused for the sake of the key proves life and lets the key rest', async () => {
    sandbox.setFault('anthropic', 'rate-limited-seconds');
    expect(await probed('anthropic')).toMatchObject({ kind: 'alive', fault: { kind: 'rate-limited' } });
    sandbox.clear();
    expect(await probed('anthropic')).toEqual({ kind: 'unable' });
    expect(sandbox.seen('anthropic')).toEqual([]);
  });
});

describe('a knock', () => {
  const servers: Server[] = [];
  const serverThat = async (answers: boolean): Promise<string> => {
    const server = createServer((_, response) => void (answers && response.writeHead(404).end()));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const knocked = async (origins: readonly string[]): Promise<boolean> =>
    new Promise((resolve) => {
      probeNetwork(world, origins, resolve);
    });
  afterAll(() => {
    for (const server of servers) server.close().closeAllConnections();
  });

  it('is heard by whoever answers, whatever the answer is', async () => {
    const refused = `http://127.0.0.1:${await refusedPort()}`;
    expect(await knocked([refused, await serverThat(false), await serverThat(true)])).toBe(true);
  });

  it('is in vain where nobody is, and where connections are taken and nothing is said', async () => {
    const refused = `http://127.0.0.1:${await refusedPort()}`;
    expect(await knocked([refused])).toBe(false);
    expect(await knocked([refused, await serverThat(false)])).toBe(false);
  });
});
