import { describe, expect, it } from 'vitest';
import { ask, type Dialect, DIALECTS } from './fixtures/client.ts';
import { question } from './fixtures/raw.ts';
import { scene } from './fixtures/scene.ts';
import { anthropic } from './sdk/anthropic.ts';
import { gemini } from './sdk/gemini.ts';
import { ollama } from './sdk/ollama.ts';
import { openaiChat } from './sdk/openai-chat.ts';
import { openaiResponses } from './sdk/openai-responses.ts';
import type { Speaker } from './sdk/speaker.ts';

const { sandbox, gateway, provider } = scene({ firstTokenMs: 1, tokenMs: 0 });

const CLIENTS: Readonly<Record<Dialect, Speaker>> = {
  anthropic,
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  gemini,
  ollama,
};
const TEXT = 'Tell me everything about the sea. [long]';

/** A gateway whose first rung breaks off and whose others go on with what it said. Every case has targets of its own. */
async function route(first: Dialect, others: readonly (readonly [Dialect, string])[], name: string): Promise<string> {
  const rungs = others.map(([dialect, model], index) => [`${name}-${index}`, dialect, model] as const);
  const { url } = await gateway(
    [
      'providers:',
      provider(`${name}-first`, first),
      ...rungs.map(([id, dialect]) => provider(id, dialect)),
      'routes:',
      `  - match: ["*"]`,
      `    ladder:`,
      `      - ${name}-first/a-model`,
      ...rungs.map(([id, , model]) => `      - { target: ${id}/${model}, continue: true }`),
    ].join('\n'),
  );
  return url;
}

const said = (id: string): string => sandbox().seen(id).at(-1)?.answer?.text ?? '';

/**
 * Is what was heard the beginning of what `first` has said, and right behind it what `last` has said behind the words that it was asked
 * to begin with? It says the very last of them once more. `plain`: what does not count.
 */
function isJoined(heard: string, first: string, last: string, plain = (text: string): string => text): boolean {
  const behind = last.split(/⟦\/\w+⟧/)[1];
  if (behind === undefined) return false;
  const before = plain(heard).slice(0, -plain(behind).length);
  return before !== '' && plain(heard) === before + plain(behind) && plain(first).startsWith(before);
}

describe.each(DIALECTS)('an official client of %s', (spoken) => {
  const client = CLIENTS[spoken];

  it.each(DIALECTS)('puts one answer together of what its own provider began and one of %s ended', async (last) => {
    const name = `own-${spoken}-${last}`;
    const url = await route(spoken, [[last, 'b-model']], name);
    sandbox().setFault(`${name}-first`, 'clean-cut');
    const understood = await client.ask(url, { model: 'asked', text: TEXT, streamed: true });
    expect(isJoined(understood.text, said(`${name}-first`), said(`${name}-0`))).toBe(true);
    expect(understood).toMatchObject({ model: 'asked', stop: 'done' });
    // It has cost both.
    const own = sandbox().seen(`${name}-0`).at(-1)?.answer?.usage.outputTokens ?? 0;
    expect(understood.outputTokens).toBeGreaterThan(own);
  });

  it.each(['reset-mid-event', 'error-mid-stream', 'truncated-chunk', 'malformed-event-after', 'invalid-utf8'] as const)(
    'puts one answer together behind a stream of another dialect with %s',
    async (fault) => {
      const first = DIALECTS[(DIALECTS.indexOf(spoken) + 1) % DIALECTS.length] ?? spoken;
      const name = `other-${spoken}-${fault}`;
      const url = await route(first, [['anthropic', 'claude-opus-5-5']], name);
      sandbox().setFault(`${name}-first`, fault);
      const understood = await client.ask(url, { model: 'asked', text: TEXT, streamed: true });
      expect(isJoined(understood.text, said(`${name}-first`), said(`${name}-0`))).toBe(true);
    },
  );

  it('hears an error, and never half of an answer as a whole one, when nobody finds the place', async () => {
    const name = `lost-${spoken}`;
    const url = await route(
      spoken,
      [
        ['anthropic', 'm-restarts'],
        ['openai-chat', 'm-ignores'],
      ],
      name,
    );
    sandbox().setFault(`${name}-first`, 'clean-cut');
    await expect(client.ask(url, { model: 'asked', text: TEXT, streamed: true })).rejects.toThrow();
    expect(sandbox().seen(`${name}-1`)).toHaveLength(1);
  });
});

describe('a model that is asked to go on', () => {
  it.each([
    ['m', true],
    ['m-preamble', true],
    ['m-reflows', true],
    ['m-restarts', false],
    ['m-ignores', false],
  ] as const)('and is called %s finds the place: %s', async (model, finds) => {
    const name = `habit-${model}`;
    const url = await route('openai-chat', [['gemini', model]], name);
    sandbox().setFault(`${name}-first`, 'clean-cut');
    const heard = await ask(url, 'openai-chat', {
      ...question('asked', { stream: true }),
      messages: [{ role: 'user', content: TEXT }],
    });
    expect(heard.complete).toBe(finds);
    const first = said(`${name}-first`);
    if (finds) {
      const plain = (text: string): string => (model === 'm-reflows' ? text.replaceAll(/\s+/g, ' ') : text);
      expect(isJoined(heard.text, first, said(`${name}-0`), plain)).toBe(true);
      expect(heard.raw).toMatch(
        new RegExp(`served-by=${name}-first/a-model\\[0,\\d+\\] ${name}-0/${model}\\[\\d+,${heard.text.length}\\]`),
      );
    } else {
      expect(first.startsWith(heard.text)).toBe(true);
      expect(heard.error).toContain(`${heard.text.length} characters of the answer were sent`);
      expect(heard.raw).toContain(`x-failsoft-partial=${heard.text.length} x-failsoft-fault=cut`);
    }
  });

  it('has the words put into its mouth where it still takes that', async () => {
    const url = await route('anthropic', [['anthropic', 'claude-opus-4-5']], 'mouth');
    sandbox().setFault('mouth-first', 'clean-cut');
    const heard = await ask(url, 'anthropic', {
      ...question('asked', { stream: true }),
      messages: [{ role: 'user', content: TEXT }],
    });
    const body: unknown = JSON.parse(sandbox().seen('mouth-0').at(-1)?.body ?? '{}');
    const before = heard.text.slice(0, -said('mouth-0').length);
    expect(body).toMatchObject({ messages: [{ role: 'user' }, { role: 'assistant', content: [{ text: before }] }] });
    expect(said('mouth-first').startsWith(before)).toBe(true);
    expect(heard).toMatchObject({ complete: true, text: before + said('mouth-0') });
  });
});
