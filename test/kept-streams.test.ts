import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import type { SeenRequest } from '../src/drill/sandbox/sandbox.ts';
import { bodyOf } from './fixtures/bodies.ts';
import { ask, DIALECTS, WAYS } from './fixtures/client.ts';
import type { Started } from './fixtures/gateway.ts';
import { scene } from './fixtures/scene.ts';

/** Answers that their provider keeps, on real sockets. */

const { sandbox, gateway, provider } = scene({ firstTokenMs: 2, tokenMs: 1 });

const TEXT = 'Tell me everything about the sea.';
const CUTS = ['clean-cut', 'reset-mid-event', 'truncated-chunk'] as const;

/** A gateway whose first rung may store its streams, and the other rungs of the ladder as they are written. */
async function storing(name: string, model = '*', ...more: readonly string[]): Promise<Started> {
  return gateway(
    [
      'providers:',
      provider(name, 'openai-responses'),
      provider(`${name}-next`, 'anthropic'),
      'routes:',
      `  - { match: ["*"], ladder: [{ target: ${name}/${model}, resume: true }, ${more.join(', ')}] }`,
    ].join('\n'),
  );
}

const said = (name: string): string => seen(name).findLast(({ answer }) => answer !== null)?.answer?.text ?? '';
const seen = (name: string): readonly SeenRequest[] => sandbox().seen(name);
const asked = (name: string): readonly string[] =>
  seen(name).map(({ method, path }) => `${method} ${path.replace(/.*\/responses/, '').replace(/resp_\w+/, 'ID')}`);
const until = async (what: () => boolean): Promise<void> => expect.poll(what, { interval: 5 }).toBe(true);

describe('the official client of OpenAI', () => {
  const client = ({ url }: Started): OpenAI => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0 });

  it.each(CUTS)('gets every event once behind a line that broke: %s', async (fault) => {
    const name = `own-${fault}`;
    const started = await storing(name);
    sandbox().setFault(name, fault, { times: 1 });
    const stream = client(started).responses.stream({ model: 'gpt-5.6', input: TEXT });
    const numbers: number[] = [];
    let text = '';
    stream.on('event', (event) => {
      numbers.push(event.sequence_number);
      if (event.type === 'response.output_text.delta') text += event.delta;
    });
    const { output_text, status, model } = await stream.finalResponse();
    expect([output_text, status, model]).toEqual([said(name), 'completed', 'gpt-5.6']);
    expect(text).toBe(said(name));
    expect(numbers).toEqual(numbers.map((_, place) => place));
    expect(asked(name)).toEqual(['POST ', 'GET /ID']);
    expect(JSON.parse(seen(name)[0]?.body ?? '')).toMatchObject({ background: true, store: true, stream: true });
    const [entry] = await started.app.gateway.requests({ limit: 1 });
    expect(entry).toMatchObject({ outcome: 'answered', mode: 'primary', servedBy: `${name}/gpt-5.6`, fault: null });
    expect(entry?.attempts).toMatchObject([{ fault: null, detail: 'Taken up again where its line broke: 1' }]);
    // It has broken off all the same.
    const [target] = started.app.gateway.status().routes[0]?.rungs[0]?.targets ?? [];
    expect(target?.lastFault).toMatch(/^cut: /);
  });

  it('gets a call and a thought whole, and nothing of them twice', async () => {
    const started = await storing('whole-call');
    const tools = [
      {
        type: 'function' as const,
        name: 'weather',
        strict: true,
        parameters: {
          type: 'object',
          properties: { city: { type: 'string' }, days: { type: 'integer' } },
          required: ['city', 'days'],
          additionalProperties: false,
        },
      },
    ];
    sandbox().setFault('whole-call', 'reset-mid-event', { times: 3 });
    const { output } = await client(started)
      .responses.stream({ model: 'gpt-5.6', input: '[tool]', tools, reasoning: { effort: 'low', summary: 'auto' } })
      .finalResponse();
    const answer = seen('whole-call')[0]?.answer;
    const [call] = output.flatMap((item) => (item.type === 'function_call' ? [item] : []));
    expect(JSON.parse(call?.arguments ?? '')).toEqual(answer?.toolCalls[0]?.input);
    expect(output.filter(({ type }) => type === 'reasoning')).toMatchObject([
      { summary: [{ text: answer?.thinking }] },
    ]);
    expect(asked('whole-call')).toEqual(['POST ', 'GET /ID', 'GET /ID', 'GET /ID']);
  });
});

describe('a caller of another dialect', () => {
  it.each(WAYS)('gets one answer behind lines that broke: %s', async (way) => {
    const name = `way-${way}`;
    const started = await storing(name, 'a-model');
    sandbox().setFault(name, 'reset-mid-event', { times: 2 });
    const heard = await ask(started.url, way, bodyOf(way, { model: 'asked', stream: true, content: TEXT }));
    expect(heard).toMatchObject({ status: 200, complete: true, error: '', text: said(name) });
    expect(asked(name)).toEqual(['POST ', 'GET /ID', 'GET /ID']);
  });

  it.each(DIALECTS)('is asked as ever for a whole answer: %s', async (way) => {
    const name = `whole-${way}`;
    const started = await storing(name, 'a-model');
    const heard = await ask(started.url, way, bodyOf(way, { model: 'asked', stream: false, content: 'Hello' }));
    expect(heard).toMatchObject({ complete: true, text: said(name) });
    expect(seen(name)[0]?.body).not.toContain('"background"');
  });
});

describe('an answer that is not to be had any more', () => {
  const question = (more: object = {}): object => ({ model: 'asked', stream: true, input: TEXT, ...more });

  it.each(['m-expires', 'm-unkept'])('is gone on with by somebody else where that is wanted: %s', async (model) => {
    const name = `lost-${model}`;
    const started = await storing(name, model, `{ target: ${name}-next/m, continue: true }`);
    sandbox().setFault(name, 'clean-cut');
    const heard = await ask(started.url, 'openai-responses', question());
    expect(heard).toMatchObject({ complete: true, error: '' });
    expect(said(`${name}-next`)).toContain(heard.text.slice(-20));
    expect(heard.raw).toMatch(new RegExp(`served-by=${name}/${model}\\[0,\\d+\\] ${name}-next/m`));
    expect(asked(name).slice(0, 2)).toEqual(['POST ', 'GET /ID']);
  });

  it('is broken, and says so, where it is not', async () => {
    const started = await storing('gone', 'm-expires', 'gone-next/m');
    sandbox().setFault('gone', 'clean-cut');
    const heard = await ask(started.url, 'openai-responses', question());
    expect(heard.complete).toBe(false);
    expect(heard.error).toBe('The answer stopped before its end');
    expect(said('gone').startsWith(heard.text)).toBe(true);
    expect(seen('gone-next')).toEqual([]);
    // It would go on, and be paid.
    await until(() => asked('gone').includes('POST /ID/cancel'));
  });

  it('comes from the next rung where nobody may be asked for such a one', async () => {
    const started = await storing('refuses', 'm-refuses-background', 'refuses-next/m');
    const heard = await ask(started.url, 'openai-responses', question());
    expect(heard).toMatchObject({ complete: true, text: said('refuses-next') });
  });

  it('comes once where its provider gives it all once more', async () => {
    const started = await storing('replays', 'm-replays');
    sandbox().setFault('replays', 'reset-mid-event', { times: 1 });
    expect(await ask(started.url, 'openai-responses', question())).toMatchObject({
      complete: true,
      text: said('replays'),
    });
  });
});

describe('a caller', () => {
  it('that leaves ends the answer at its provider', async () => {
    const started = await storing('left');
    const body = JSON.stringify({ model: 'm', stream: true, input: `${TEXT} [long]` });
    const leaving = new AbortController();
    const answer = fetch(`${started.url}/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: leaving.signal,
    });
    const reader = (await answer).body?.getReader();
    await reader?.read();
    leaving.abort();
    await until(() => asked('left').includes('POST /ID/cancel'));
    expect(seen('left')[0]?.completion).toBe('left');
    const [, id = ''] = /(resp_\w+)/.exec(seen('left').at(-1)?.path ?? '') ?? [];
    const kept = await fetch(`${sandbox().baseUrl('left', 'openai-responses')}/responses/${id}`, {
      headers: { authorization: 'Bearer any' },
    });
    expect(await kept.json()).toMatchObject({ status: 'cancelled' });
  });

  it.each([
    ['declines that it is stored', { store: false }],
    ['makes it in the background itself', { background: true }],
  ])('is asked for as it asks when it %s', async (name, more) => {
    const id = `says-${name.replaceAll(' ', '-')}`;
    const started = await storing(id);
    const body = { model: 'm', stream: true, input: 'Hello', ...more };
    expect(await ask(started.url, 'openai-responses', body)).toMatchObject({ complete: true });
    expect(JSON.parse(seen(id)[0]?.body ?? '')).toEqual(body);
  });
});
