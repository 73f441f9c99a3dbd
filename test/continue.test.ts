import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { conversationOf, createFailsoft } from '../src/index.ts';
import { gather } from '../src/model/gather.ts';
import type { ReplyEvent } from '../src/model/reply.ts';
import { ask, type Dialect, DIALECTS, type Way } from './fixtures/client.ts';
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

describe('whoever asks otherwise', () => {
  it.each<[Way, Dialect, object]>([
    ['gemini-list', 'gemini', { contents: [{ role: 'user', parts: [{ text: TEXT }] }] }],
    ['gemini-list', 'anthropic', { contents: [{ role: 'user', parts: [{ text: TEXT }] }] }],
    ['ollama-generate', 'ollama', { prompt: TEXT }],
    ['ollama-generate', 'openai-responses', { prompt: TEXT }],
  ])('gets one answer, too: %s, begun by %s', async (way, first, body) => {
    const name = `way-${way}-${first}`;
    const url = await route(first, [['openai-chat', 'b-model']], name);
    sandbox().setFault(`${name}-first`, 'reset-mid-event');
    const heard = await ask(url, way, { model: 'asked', stream: true, ...body });
    expect(heard).toMatchObject({ complete: true, error: '' });
    expect(isJoined(heard.text, said(`${name}-first`), said(`${name}-0`))).toBe(true);
  });

  it('gets one answer from the library, and hears who gave which part of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'failsoft-continue-'));
    const lines = [
      'providers:',
      provider('inside-first'),
      provider('inside-0', 'openai-responses'),
      'routes:',
      '  - { match: ["*"], ladder: [inside-first/m, { target: inside-0/m, continue: true }] }',
    ];
    writeFileSync(join(folder, 'failsoft.yaml'), lines.join('\n'));
    const failsoft = createFailsoft({ cwd: folder, env: {} });
    sandbox().setFault('inside-first', 'clean-cut');
    const { events, trace } = await failsoft.ask({ model: 'asked', stream: true, conversation: conversationOf(TEXT) });
    const all: ReplyEvent[] = [];
    for await (const event of events) all.push(event);
    const { parts, stop } = gather(all);
    const [text] = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
    expect(parts).toHaveLength(1);
    expect(stop).toBe('done');
    expect(all.filter(({ type }) => type === 'start')).toHaveLength(1);
    expect(isJoined(text ?? '', said('inside-first'), said('inside-0'))).toBe(true);
    const [first, second] = (await trace).attempts.map((attempt) => attempt.said);
    expect(first?.from).toBe(0);
    expect(second).toEqual({ from: first?.to, to: text?.length });
    await failsoft.close();
    rmSync(folder, { recursive: true, force: true });
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
