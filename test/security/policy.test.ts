import { describe, expect, it } from 'vitest';
import { FAULT_CATALOGUE, FAULT_NAMES } from '../../src/drill/sandbox/faults.ts';
import { bodyOf } from '../fixtures/bodies.ts';
import { ask, DIALECTS, type Heard, type Way, WAYS } from '../fixtures/client.ts';
import { scene } from '../fixtures/scene.ts';
import type { Started } from '../fixtures/gateway.ts';

const { sandbox, gateway, provider } = scene({ firstTokenMs: 1, tokenMs: 0 });

/** Tight, so that faults that hang are seen while somebody waits. */
const LIMITS =
  'tries: 1, connect: 1s, firstContent: 300ms, answer: 300ms, byteIdle: 300ms, contentIdle: 300ms, total: 2s';
/** Everybody who is on the ladder and may not be asked. */
const OTHERS = ['other', 'other-local', 'other-chat'];

const config = (allow: string): string =>
  [
    'providers:',
    provider('mine'),
    ...DIALECTS.map((dialect) => provider(`mine-${dialect}`, dialect)),
    provider('other'),
    provider('other-chat', 'openai-chat'),
    `  other-local: { protocol: ollama, baseUrl: "${sandbox().baseUrl('other-local', 'ollama')}", local: true }`,
    'routes:',
    ...DIALECTS.map(
      (dialect) =>
        `  - { match: ["${dialect}-*"], ${allow.replace('$', `mine-${dialect}`)} ladder: [{ target: mine-${dialect}/*, ${LIMITS} }, other/standby-1, other-chat/standby-1, other-local/standby-1, { notice: "Away." }] }`,
    ),
    `  - { match: [upside-down-*], ${allow.replace('$', 'mine')} ladder: [other/standby-1, mine/*, other-local/x] }`,
    '  - { match: [nobody-*], allow: [mine], ladder: [other/standby-1, other-local/x] }',
  ].join('\n');

const contacted = (): readonly string[] => OTHERS.filter((name) => sandbox().seen(name).length > 0);
const asks = async ({ url }: Started, way: Way, model: string, stream: boolean, headers = {}): Promise<Heard> =>
  ask(
    url,
    way,
    bodyOf(way, { model, stream: stream || way === 'gemini-list', content: 'Secret of this land.' }),
    headers,
  );

describe('a route that allows one provider', () => {
  it('asks no other, whatever that one does, and asks the others when nothing forbids it', async () => {
    const bound = await gateway(config('allow: [$],'));
    // Those that take their time come once, the others for every dialect.
    for (const [index, fault] of FAULT_NAMES.entries()) {
      const { expects } = FAULT_CATALOGUE[fault];
      const slow = expects === 'timeout' || expects === 'stalled';
      const some = slow ? DIALECTS.slice(index % 5, (index % 5) + 1) : DIALECTS;
      for (const dialect of some) {
        sandbox().setFault(`mine-${dialect}`, fault);
        for (const way of slow ? [dialect] : WAYS) await asks(bound, way, `${dialect}-${fault}`, index % 2 === 0);
        sandbox().setFault(`mine-${dialect}`, null);
      }
    }
    expect(contacted()).toEqual([]);
    const entries = await bound.app.gateway.requests({ limit: 1_000 });
    expect(entries.length).toBeGreaterThan(200);
    expect(entries.flatMap(({ attempts }) => attempts).filter(({ target }) => target.startsWith('other'))).toEqual([]);
    expect(entries.some(({ mode }) => mode === 'notice')).toBe(true);

    const free = await gateway(config(''));
    sandbox().setFault('mine-anthropic', 'overloaded');
    expect(await asks(free, 'anthropic', 'anthropic-x', true)).toMatchObject({ complete: true });
    expect(contacted()).toEqual(['other']);
    sandbox().clear();
  });

  it('keeps to it while keys rest, targets rest, and after a reload', async () => {
    const bound = await gateway(config('allow: [$],'));
    for (const fault of ['rate-limited-day', 'unauthorized', 'overloaded'] as const) {
      sandbox().setFault('mine-anthropic', fault);
      for (let count = 0; count < 12; count += 1)
        expect((await asks(bound, 'anthropic', `anthropic-${fault}`, count % 2 === 0)).text).toMatch(/^Away\.$/);
      expect(bound.change(config('allow: [$],')).ok).toBe(true);
      expect((await asks(bound, 'openai-chat', `anthropic-${fault}`, true)).text).toBe('Away.');
    }
    expect(contacted()).toEqual([]);
    sandbox().clear();
  });

  it('keeps to it wherever the one stands, and asks nobody when it stands nowhere', async () => {
    const bound = await gateway(config('allow: [$],'));
    for (const way of WAYS) {
      expect(
        (await asks(bound, way, 'upside-down-1', false)).headers['x-failsoft-served-by'] ?? 'mine/upside-down-1',
      ).toBe('mine/upside-down-1');
      expect((await asks(bound, way, 'nobody-1', false)).complete).toBe(false);
    }
    expect(contacted()).toEqual([]);
    sandbox().clear();
  });

  it('keeps to it beside the questions', async () => {
    const bound = await gateway(config('allow: [$],'));
    const post = { method: 'POST', headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' } };
    const body = JSON.stringify(
      bodyOf('anthropic', { model: 'nobody-1', stream: false, content: 'Secret of this land.' }),
    );
    for (const path of [
      '/v1/messages/count_tokens',
      '/v1/messages/batches',
      '/v1/files',
      '/v1/embeddings',
      '/api/embed',
      '/v1/responses/input_tokens',
      '/v1beta/models/nobody-1:countTokens',
      '/v1beta/models/nobody-1:embedContent',
    ])
      await (await fetch(bound.url + path, { ...post, body })).text();
    expect(contacted()).toEqual([]);
  });

  it('cannot be talked out of it by a caller', async () => {
    const bound = await gateway(config('allow: [$],'));
    sandbox().setFault('mine-anthropic', 'overloaded');
    const wishes = {
      'x-failsoft-standby': 'on',
      'x-failsoft-allow': 'other',
      'x-failsoft-route': 'nobody',
      'x-failsoft-workflow': 'other',
      'x-failsoft-target': 'other/standby-1',
    };
    expect((await asks(bound, 'anthropic', 'anthropic-1', false, wishes)).text).toBe('Away.');
    for (const model of ['other/standby-1', 'anthropic-1/../other', 'other/anthropic-1'])
      expect((await asks(bound, 'openai-chat', model, false)).complete).toBe(false);
    expect(contacted()).toEqual([]);
    sandbox().clear();
  });
});
