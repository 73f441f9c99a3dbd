import { describe, expect, it } from 'vitest';
import { scene, SECRET } from './fixtures/scene.ts';

const { sandbox, gateway } = scene();

type Json = Record<string, unknown>;

/** A gateway whose first rung has gone, and whose second speaks the same dialect and refuses stop texts, as Grok 4 does. */
async function withoutStops(): Promise<string> {
  const { url } = await gateway(
    [
      'providers:',
      `  first: { protocol: openai-chat, baseUrl: "${sandbox().baseUrl('first', 'openai-chat')}", apiKey: ${SECRET} }`,
      `  xai: { baseUrl: "${sandbox().baseUrl('xai', 'openai-chat')}", apiKey: ${SECRET} }`,
      'routes:',
      '  - { match: ["*"], ladder: [first/*, xai/grok-4] }',
    ].join('\n'),
  );
  sandbox().setFault('first', 'overloaded');
  return url;
}

async function ask(url: string, more: Json): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-5', messages: [{ role: 'user', content: 'Tell me about lamps.' }], ...more }),
  });
}

const textOf = (body: Json): string =>
  (body['choices'] as { message: { content: string } }[])[0]?.message.content ?? '';

describe('stop texts at a standby of the same dialect that refuses them', () => {
  it('end the answer all the same, and nothing counts as lost', async () => {
    const url = await withoutStops();
    const full = textOf((await (await ask(url, {})).json()) as Json);
    const stop = full.slice(20, 26);
    const expected = full.slice(0, full.indexOf(stop));
    expect(expected.length).toBeGreaterThan(10);

    const whole = await ask(url, { stop: [stop, 'never said'] });
    expect(whole.headers.get('x-failsoft-served-by')).toBe('xai/grok-4');
    expect(whole.headers.get('x-failsoft-lost')).toBeNull();
    const body = (await whole.json()) as Json;
    expect(textOf(body)).toBe(expected);
    expect(body).toMatchObject({ model: 'gpt-5', choices: [{ finish_reason: 'stop' }] });
    const sent: unknown = JSON.parse(sandbox().seen('xai').at(-1)?.body ?? '');
    expect(sent).not.toHaveProperty('stop');

    const streamed = await ask(url, { stop, stream: true });
    expect(streamed.headers.get('x-failsoft-lost')).toBeNull();
    const lines = (await streamed.text()).split('\n').filter((line) => line.startsWith('data: '));
    expect(lines.at(-1)).toBe('data: [DONE]');
    const chunks = lines.slice(0, -1).map((line) => JSON.parse(line.slice(6)) as { choices: Json[] });
    const words = chunks.map(({ choices }) => (choices[0]?.['delta'] as { content?: string } | undefined)?.content);
    expect(words.join('')).toBe(expected);
    expect(chunks.flatMap(({ choices }) => choices.map((choice) => choice['finish_reason'])).at(-1)).toBe('stop');
  });

  it('count as lost where the answer holds what would be lost by reading it', async () => {
    const url = await withoutStops();
    const answer = await ask(url, { stop: 'lamps', logprobs: true });
    expect(answer.headers.get('x-failsoft-served-by')).toBe('xai/grok-4');
    expect(answer.headers.get('x-failsoft-lost')).toBe('stop');
    expect(textOf((await answer.json()) as Json)).toContain('lamps');
  });
});
