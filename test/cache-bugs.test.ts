import { globSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ask, type Dialect, DIALECTS, type Heard } from './fixtures/client.ts';
import { askAndLeave, cacheStatusOf, houses, keeper, modeOf, questionIn, said } from './fixtures/kept.ts';
import { scene } from './fixtures/scene.ts';

/** What has gone wrong with kept answers elsewhere, from the reports of users of nine gateways. */
const BUGS: Readonly<Record<number, string>> = {
  1: 'a field that shapes the answer is not in the key',
  2: 'the same request of two tenants has one key, and a header shows it',
  3: 'tenants are kept apart by how alike their questions are',
  4: 'only the last question is compared, and not what stands before it',
  5: 'the key depends on the order of names, so that nothing is ever found',
  6: 'an error is kept and said again as a success',
  7: 'streams are never kept, or never found',
  8: 'JSON is said to the reader of a stream, or a stream to the reader of JSON',
  9: 'thoughts and calls of tools are lost when a stream is put together again',
  10: 'an answer is kept that broke off or was cut at its length',
  11: 'questions of opposite meaning, or with other numbers, are taken for the same',
  12: 'a caller gets what the operator does not allow',
  13: 'who comes late gets half, who leaves ends it for others, or the end comes without an answer',
  14: 'a place that is only reserved is taken for an answer',
};

const stage = scene();
const { sandbox, gateway, provider } = stage;

const house = houses(stage);

describe('bugs of other gateways', () => {
  it('each have a test that is named after them', () => {
    const tests = globSync(['src/**/*.test.ts', 'test/**/*.test.ts']).map((file) => readFileSync(file, 'utf8'));
    for (const number of Object.keys(BUGS)) {
      const named = new RegExp(`['"\`]\\[bugs? (?:\\d+, )*${number}(?:, \\d+)*\\]`);
      expect([number, tests.some((text) => named.test(text))]).toEqual([number, true]);
    }
  });

  const SHAPING: readonly (readonly [Dialect, object])[] = [
    ['openai-chat', { seed: 1 }],
    ['openai-chat', { logit_bias: { 50256: -100 } }],
    ['openai-chat', { parallel_tool_calls: false }],
    ['openai-chat', { response_format: { type: 'json_object' } }],
    ['openai-chat', { tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }] }],
    ['openai-chat', { extra_body: { a: 1 } }],
    ['openai-chat', { num_ctx: 4_096 }],
    ['anthropic', { thinking: { type: 'enabled', budget_tokens: 1_024 } }],
    ['anthropic', { tool_choice: { type: 'none' } }],
    ['openai-responses', { reasoning: { effort: 'low' } }],
    ['gemini', { safetySettings: [] }],
    ['ollama', { options: { num_ctx: 4_096 } }],
  ];
  it.each(SHAPING)('[bug 1] %s: a request with %o is another one', async (dialect, more) => {
    const { ask: get, calls } = await house(dialect);
    await get(dialect, {});
    await get(dialect, {}, { body: more });
    expect(calls()).toBe(2);
    expect([modeOf(await get(dialect, {})), calls()]).toEqual(['cache', 2]);
  });

  it('[bug 1] a result of a tool belongs to the call whose id it has', async () => {
    const { ask: get, calls } = await house('openai-chat');
    const turns = (id: string): object => ({
      messages: [
        { role: 'user', content: 'Weather?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: id, content: 'Sun' },
      ],
    });
    await get('openai-chat', {}, { body: turns('call_1') });
    await get('openai-chat', {}, { body: turns('call_2') });
    expect(calls()).toBe(2);
  });

  it('[bug 2] no tenant gets the answer of another, or a sign that there is one', async () => {
    const clients = ['clients:', '  - { id: a, key: a-key-of-the-first-one, tenant: first }'];
    const { ask: get, calls } = await house(
      'anthropic',
      [...clients, '  - { id: b, key: a-key-of-the-second-one, tenant: second }'].join('\n'),
    );
    const by = async (key: string, headers = {}): Promise<Heard> =>
      get('anthropic', {}, { headers: { 'x-api-key': key, ...headers } });
    const first = await by('a-key-of-the-first-one');
    const probing = await by('a-key-of-the-second-one', {
      'x-failsoft-tenant': 'first',
      'x-tenant': 'first',
      'cache-control': 'max-stale',
    });
    expect([calls(), modeOf(probing), cacheStatusOf(probing)]).toEqual([2, 'primary', 'failsoft; fwd=miss']);
    expect(Object.keys(probing.headers).toSorted()).toEqual(Object.keys(first.headers).toSorted());
    const asking = await by('a-key-of-the-second-one', { 'cache-control': 'only-if-cached' });
    expect([asking.status, calls()]).toEqual([200, 2]);
  });

  it('[bug 5] the same request is found however it is written', async () => {
    const { ask: get, calls, url } = await house('anthropic');
    const first = await get('anthropic', {});
    const body = questionIn('anthropic', {});
    const turned = JSON.stringify(Object.fromEntries(Object.entries(body).toReversed()), null, 3);
    const response = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: turned.replace('lamps', String.raw`l\u0061mps`),
    });
    expect([response.headers.get('x-failsoft-mode'), calls()]).toEqual(['cache', 1]);
    expect(await response.text()).toContain(JSON.stringify(first.text).slice(1, -1));
  });

  it.each(['overloaded', 'internal-error', 'error-200', 'html-200', 'invalid-request', 'no-content'] as const)(
    '[bug 6] an error is never kept: %s',
    async (fault) => {
      const { ask: get, set } = await house();
      set(fault);
      const failed = await get('anthropic', {});
      expect(failed.status).toBeGreaterThanOrEqual(400);
      set(null);
      await expect.poll(async () => modeOf(await get('anthropic', {})), { timeout: 20_000 }).toMatch(/primary|cache/);
      const well = await get('anthropic', {});
      expect([well.status, well.complete, modeOf(well)]).toEqual([200, true, 'cache']);
    },
  );

  it.each(DIALECTS)(
    '[bugs 7, 8] %s: a stream is kept and found, and each gets what it has asked for',
    async (dialect) => {
      for (const kept of [true, false]) {
        const { ask: get, calls } = await house(dialect);
        const first = await get(dialect, { stream: kept });
        const heard = [await get(dialect, { stream: true }), await get(dialect, { stream: false })];
        expect(heard.map(modeOf)).toEqual(['cache', 'cache']);
        expect(heard.map(({ text, complete, error }) => [text, complete, error])).toEqual(
          heard.map(() => [first.text, true, '']),
        );
        const [streamed, whole] = heard.map(({ headers }) => String(headers['content-type']));
        expect(whole).toMatch(/^application\/json/);
        expect(streamed).toMatch(dialect === 'ollama' ? /ndjson/ : /event-stream/);
        expect(calls()).toBe(1);
      }
    },
  );

  it.each(DIALECTS)('[bug 9] %s: thoughts and calls are all there again', async (dialect) => {
    const { ask: get, calls } = await house(dialect);
    for (const wanted of [{ thinking: true }, { tools: true, content: 'Weather? [tools]' }]) {
      const first = await get(dialect, { ...wanted, stream: true });
      for (const stream of [true, false]) {
        const again = await get(dialect, { ...wanted, stream });
        expect([modeOf(again), said(again)]).toEqual(['cache', said(first)]);
      }
    }
    expect(calls()).toBe(2);
  });

  it.each(['clean-cut', 'reset-mid-event', 'truncated-chunk', 'error-mid-stream', 'malformed-event-after'] as const)(
    '[bug 10] an answer that broke off is never kept: %s',
    async (fault) => {
      const { ask: get, set } = await house();
      set(fault, { times: 1 });
      const broken = await get('anthropic', { stream: true, content: '[long]' });
      expect(broken.complete).toBe(false);
      const second = await get('anthropic', { stream: true, content: '[long]' });
      expect([modeOf(second), second.complete]).toEqual(['primary', true]);
    },
  );

  it.each([true, false])(
    '[bug 10] an answer that was cut at its length is never kept (streamed: %s)',
    async (stream) => {
      const { ask: get, calls } = await house();
      for (const count of [1, 2]) {
        const heard = await get('anthropic', { stream }, { body: { max_tokens: 3 } });
        expect([heard.stop, modeOf(heard), calls()]).toEqual(['max_tokens', 'primary', count]);
      }
    },
  );

  it('[bug 12] no header of a caller makes an answer good for longer than the operator says', async () => {
    const name = 'short-lived';
    const started = await gateway(
      [
        'providers:',
        provider(name),
        'routes:',
        `  - { match: ["*"], cache: { fresh: 100ms, stale: 200ms, sampled: true }, ladder: [${name}/*, cache, notice] }`,
      ].join('\n'),
    );
    const { ask: get } = keeper(started);
    await get('anthropic', {});
    await sleep(250);
    for (const wish of ['max-stale', 'max-age=99999, max-stale=99999', 'only-if-cached, max-stale']) {
      const heard = await get('anthropic', {}, { headers: { 'cache-control': wish } });
      expect(modeOf(heard)).not.toBe('cache');
      await sleep(250);
    }
    sandbox().setFault(name, 'internal-error');
    const away = await get('anthropic', {}, { headers: { 'cache-control': 'stale-if-error=99999' } });
    expect(modeOf(away)).toBe('notice');
  });

  it('[bug 13] who comes late gets all of it, whoever leaves', async () => {
    const { url, calls } = await house();
    const body = questionIn('anthropic', { stream: true, content: '[long]' });
    const leaving = askAndLeave(url, 'anthropic', body, 1);
    const talks: Promise<Heard>[] = [];
    await leaving;
    for (let count = 0; count < 8; count += 1) {
      talks.push(ask(url, 'anthropic', body));
      await sleep(4);
      if (count === 3) await askAndLeave(url, 'anthropic', body, 1_000);
    }
    const heard = await Promise.all(talks);
    const texts = new Set(heard.map(({ text }) => text));
    expect([texts.size, heard.every(({ complete }) => complete)]).toEqual([1, true]);
    expect([...texts][0]?.length).toBeGreaterThan(100);
    // The first one may have left before anybody else had come.
    expect(calls()).toBeLessThanOrEqual(2);
  });

  it('[bug 13] who comes at the very end gets the answer, and no end without one', async () => {
    const { url } = await house();
    const body = questionIn('anthropic', { stream: true });
    const heard: Heard[] = [];
    const first = ask(url, 'anthropic', body).then((one) => void heard.push(one));
    const others: Promise<void>[] = [];
    // Before the first one has its answer, and behind that.
    for (let behind = 0; behind < 20 || others.length < 50; behind += heard.length > 0 ? 1 : 0) {
      others.push(ask(url, 'anthropic', body).then((one) => void heard.push(one)));
      await sleep(1);
    }
    await Promise.all([first, ...others]);
    expect(heard.filter(({ status, complete, text }) => status !== 200 || !complete || text === '')).toEqual([]);
    expect(new Set(heard.map(({ text }) => text)).size).toBe(1);
  });

  it('[bug 14] nothing stands where an answer was only begun, and the next one is found', async () => {
    const { url, ask: get, calls, app } = await house();
    const body = questionIn('anthropic', { stream: true, content: '[long]' });
    await askAndLeave(url, 'anthropic', body, 1);
    await expect.poll(() => app.gateway.live().engine.flights.size).toBe(0);
    expect(app.gateway.status().kept.entries).toBe(0);
    const none = await get(
      'anthropic',
      { stream: true, content: '[long]' },
      { headers: { 'cache-control': 'only-if-cached' } },
    );
    expect([none.status, none.text]).toEqual([504, '']);
    const second = await get('anthropic', { stream: true, content: '[long]' });
    expect([modeOf(second), second.complete]).toEqual(['primary', true]);
    expect(modeOf(await get('anthropic', { stream: true, content: '[long]' }))).toBe('cache');
    expect(calls()).toBe(2);
  });
});
