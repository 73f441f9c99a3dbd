import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';
import { bodyOf } from '../../../../test/fixtures/bodies.ts';
import type { Dialect } from '../../../../test/fixtures/client.ts';
import { startGateway, type Started } from '../../../../test/fixtures/gateway.ts';
import { type Scene, scene } from '../../../../test/fixtures/scene.ts';
import type { Json } from '../../../model/json.ts';
import { textAt } from '../../../model/json.ts';

/** Two clients of two tenants. */
export const KEYS = { app: 'key-of-app-0123456789abcdef', other: 'key-of-other-0123456789abcdef' };

const CLIENTS = `clients:
  - { id: app, key: ${KEYS.app} }
  - { id: other, key: ${KEYS.other} }`;

export const STORE_KEY = 'a-key-of-more-than-thirty-two-letters';

/** So that tests are soon over: what models take counts for nothing here. */
export const BRISK = {
  admitMs: 30_000,
  lookMs: 30,
  firstMs: 50,
  countMs: 200,
  hookMs: 50,
  places: 1_000,
  perMinute: 1e6,
};

export type Extra = {
  readonly more?: string;
  readonly file?: string;
  readonly ladder?: string;
  readonly key?: string;
  readonly clients?: 'none';
};

export type WaitingScene = Pick<Scene, 'sandbox'> & {
  /** A gateway with one provider, which may be down, and promises below it. It ends with the test. */
  readonly gateway: (name: string, dialect: Dialect, extra?: Extra) => Promise<Started>;
  /** A file for a queue. */
  readonly newFile: () => string;
};

/** What the tests of deferred answers share. */
export function waitingScene(): WaitingScene {
  const { sandbox, provider } = scene();
  const folder = mkdtempSync(join(tmpdir(), 'failsoft-deferred-'));
  const open: Started[] = [];
  let count = 0;
  afterEach(async () => {
    await Promise.all(open.splice(0).map(({ stop }) => stop()));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const newFile = (): string => {
    count += 1;
    return join(folder, String(count), 'failsoft.db');
  };
  return {
    sandbox,
    newFile,
    gateway: async (
      name,
      dialect,
      { more = '', file = newFile(), ladder = 'defer, notice', key = STORE_KEY, clients } = {},
    ) => {
      const started = await startGateway(
        `
providers:
${provider(name, dialect)}
routes:
  - { name: r, match: ["*"], ladder: [${name}/*, ${ladder}] }
${clients === 'none' ? '' : CLIENTS}
${key === '' ? '' : `store: { key: ${key} }`}
journal: { path: "${file}" }
health: { probes: { perMinute: 60 } }
${more}`,
        { deferred: BRISK },
      );
      open.push(started);
      return started;
    },
  };
}

export const MODELS: Readonly<Record<Dialect, string>> = {
  anthropic: 'claude-opus-4-6',
  'openai-chat': 'gpt-5.6',
  'openai-responses': 'gpt-5.6',
  gemini: 'gemini-3.8-flash',
  ollama: 'qwen3.5',
};

const PATHS: Readonly<Record<Dialect, string>> = {
  anthropic: '/v1/messages',
  'openai-chat': '/v1/chat/completions',
  'openai-responses': '/v1/responses',
  gemini: '/v1beta/models/gemini-3.8-flash:generateContent',
  ollama: '/api/chat',
};

export const pathOf = (dialect: Dialect, stream: boolean): string =>
  dialect === 'gemini' && stream ? '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse' : PATHS[dialect];

export type Call = {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
};

export async function call(
  url: string,
  method: string,
  { key = KEYS.app, headers = {}, body }: Call = {},
): Promise<Response> {
  return fetch(url, {
    method,
    headers: { 'x-failsoft-key': key, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** Asks for an answer later. */
export async function later(
  { url }: Pick<Started, 'url'>,
  dialect: Dialect,
  more: Call & { readonly content?: string } = {},
): Promise<Response> {
  const body = questionIn(dialect, more.content);
  return call(`${url}/v1/deferred${PATHS[dialect]}`, 'POST', { body, ...more });
}

/** The body of a question; Gemini has the rest of it in its address. */
export function questionIn(dialect: Dialect, content = 'Why?', stream = false): object {
  const body = bodyOf(dialect, { model: MODELS[dialect], stream, content });
  if (dialect !== 'gemini') return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'model' && name !== 'stream'));
}

export async function jsonOf(response: Response): Promise<Json> {
  const json: Json = JSON.parse(await response.text());
  return json;
}

export const idOf = async (response: Response): Promise<string> => textAt(await jsonOf(response), 'id');

export async function until<T>(look: () => Promise<T | null>, ms = 60_000): Promise<T> {
  const endMs = performance.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > endMs) throw new Error('It did not come');
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
}

/** A job when it is over. */
export async function over({ url }: Pick<Started, 'url'>, id: string, key = KEYS.app): Promise<Json> {
  return until(async () => {
    const response = await call(`${url}/v1/deferred/${id}`, 'GET', { key });
    const job = await jsonOf(response);
    return response.status === 200 ? job : null;
  });
}
