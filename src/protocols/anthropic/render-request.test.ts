import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Settings, type Thinking, type Tool } from '../../model/conversation.ts';
import { at, type Json, type JsonObject } from '../../model/json.ts';
import type { Quirks, Rendered, RequestOptions } from '../protocol.ts';
import { lossesOf } from '../testing/parts.ts';
import { anthropic } from './index.ts';

type Options = Partial<RequestOptions>;
const written = (conversation: Partial<Conversation>, options: Options = {}): Rendered =>
  anthropic.renderRequest(
    { ...ask('hi'), ...conversation },
    { model: 'claude-x', stream: false, maxOutputTokens: null, quirks: {}, ...options },
  );
const tool = (name: string, inputSchema: JsonObject = { type: 'object', properties: {} }, strict = false): Tool => ({
  name,
  description: '',
  inputSchema,
  strict,
});

const say = (...texts: string[]): Conversation['messages'][number] => ({
  role: 'system',
  parts: texts.map((text) => ({ type: 'text', text })),
});

describe('a request is written', () => {
  it('with the least that Anthropic needs', () => {
    expect(written({})).toEqual({
      body: {
        model: 'claude-x',
        max_tokens: 8192,
        messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
        stream: false,
      },
      losses: [],
    });
  });

  it.each<[string, Settings, number | null, number]>([
    ['what the caller wants', { maxTokens: 100 }, 1_000, 100],
    ['no more than the model can', { maxTokens: 9_000 }, 1_000, 1_000],
    ['all that the model can, when the caller does not say', {}, 64_000, 64_000],
    ['what every model can, when nobody says', {}, null, 8_192],
  ])('for %s', (_, settings, maxOutputTokens, tokens) => {
    expect(written({ settings }, { maxOutputTokens }).body['max_tokens']).toBe(tokens);
  });

  it.each<[string, Settings, Quirks, JsonObject, Record<string, string>]>([
    ['temperature and top_k', { temperature: 0.3, topK: 4 }, {}, { temperature: 0.3, top_k: 4 }, {}],
    ['a temperature that is too high', { temperature: 1.5 }, {}, { temperature: 1 }, { temperature: 'behavioural' }],
    [
      'only one of temperature and top_p',
      { temperature: 0.3, topP: 0.5 },
      {},
      { temperature: 0.3 },
      { top_p: 'behavioural' },
    ],
    ['top_p alone', { topP: 0.5 }, {}, { top_p: 0.5 }, {}],
    [
      'none where the model refuses it',
      { temperature: 0.3, topP: 0.5, topK: 1 },
      { noSampling: true },
      {},
      { temperature: 'behavioural', top_p: 'behavioural', top_k: 'behavioural' },
    ],
    ['defaults, which are lost to nobody', { temperature: 1, topP: 1 }, { noSampling: true }, {}, {}],
    [
      'nothing that Anthropic has no word for',
      { seed: 1, frequencyPenalty: 1, presencePenalty: 1 },
      {},
      {},
      { seed: 'behavioural', frequency_penalty: 'behavioural', presence_penalty: 'behavioural' },
    ],
    [
      'stop texts that are more than space',
      { stop: ['END', '\n'] },
      {},
      { stop_sequences: ['END'] },
      { stop: 'behavioural' },
    ],
    ['no stop texts where they are refused', { stop: ['END'] }, { noStop: true }, {}, { stop: 'behavioural' }],
    ['the name of the user', { user: 'u' }, {}, { metadata: { user_id: 'u' } }, {}],
  ])('with settings: %s', (_, settings, quirks, fields, losses) => {
    const rendered = written({ settings }, { quirks });
    const { model: _model, max_tokens: _tokens, messages: _messages, stream: _stream, ...rest } = rendered.body;
    expect(rest).toEqual(fields);
    expect(lossesOf(rendered)).toEqual(losses);
  });

  it('with the first system text apart, in pieces where it came in pieces', () => {
    const messages = ask('hi').messages;
    expect(written({ messages: [say('a'), ...messages] }).body['system']).toBe('a');
    expect(written({ messages: [say('a', 'b'), say('', 'c'), ...messages] }).body['system']).toEqual([
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
      { type: 'text', text: 'c' },
    ]);
  });
});

const on = (effort: Extract<Thinking, { kind: 'on' }>['effort'], budgetTokens: number | null = null): Thinking => ({
  kind: 'on',
  effort,
  budgetTokens,
});

const enabled = (budget: number): Json => ({ type: 'enabled', budget_tokens: budget });

describe('thinking is asked for', () => {
  const modern: Quirks = { noSampling: true };
  const fixed: Quirks = { noSampling: true, noThinking: true };
  const old: Quirks = { noEffort: true };
  const free: Quirks = { ...modern, thinks: ['adaptive'] };
  const always: Quirks = { thinks: ['adaptive', 'always'] };
  const shown: Json = { type: 'adaptive', display: 'summarized' };

  it.each<[string, Thinking, Quirks, Json | undefined, string | undefined, readonly string[]]>([
    ['not, when nobody says', { kind: 'default' }, {}, undefined, undefined, []],
    ['off', { kind: 'off' }, {}, { type: 'disabled' }, undefined, []],
    ['off by effort', on('none'), {}, { type: 'disabled' }, undefined, []],
    ['not at all where it cannot be switched', { kind: 'off' }, fixed, undefined, undefined, ['thinking']],
    ['adaptively by a modern model', on('xhigh'), modern, { type: 'adaptive' }, 'xhigh', []],
    ['with the effort that a budget stands for', on(null, 4_000), modern, { type: 'adaptive' }, 'medium', []],
    ['adaptively, and shown, by one that hides it', on('high'), free, shown, 'high', []],
    ['to be shown, where it is always on', on('high'), { ...fixed, ...always }, shown, 'high', []],
    ['to be shown, whatever the effort', on(null), { ...fixed, ...always }, shown, undefined, []],
    ['not to be shown, where nobody says', { kind: 'default' }, free, undefined, undefined, []],
    ['off, where it can be', { kind: 'off' }, free, { type: 'disabled' }, undefined, []],
    [
      'off in vain, where it is always on',
      { kind: 'off' },
      { ...fixed, ...always },
      undefined,
      undefined,
      ['thinking'],
    ],
    [
      'with a budget where it takes both',
      on(null, 3_000),
      { thinks: ['adaptive', 'budget'] },
      enabled(3_000),
      undefined,
      [],
    ],
    ['by effort alone where it is always on', on('high'), fixed, undefined, 'high', []],
    ['with the budget that the caller names', on(null, 3_000), {}, enabled(3_000), undefined, []],
    ['with a budget that leaves room for the answer', on(null, 50_000), {}, enabled(4_096), undefined, []],
    ['with at least the smallest budget', on('minimal'), old, enabled(1_024), undefined, []],
    ['with the budget that an effort stands for', on('low'), old, enabled(2_048), undefined, []],
    ['with no more effort than the model knows', on('max'), {}, enabled(4_096), 'high', ['thinking.effort']],
    ['with a little effort', on('minimal'), modern, { type: 'adaptive' }, 'low', ['thinking.effort']],
    [
      'with the nearest effort that the model knows',
      on('max'),
      { ...modern, efforts: ['low', 'medium', 'high'] },
      { type: 'adaptive' },
      'high',
      ['thinking.effort'],
    ],
    [
      'in vain of a model that cannot',
      on('high'),
      { noThinking: true, noEffort: true },
      undefined,
      undefined,
      ['thinking'],
    ],
  ])('%s', (_, thinking, quirks, field, effort, losses) => {
    const rendered = written({ thinking }, { quirks });
    expect(rendered.body['thinking']).toEqual(field);
    expect(at(rendered.body, 'output_config', 'effort')).toBe(effort);
    expect(rendered.losses.map(({ what }) => what)).toEqual(losses);
  });

  it('not beside a forced call, too small an answer, or a tool loop that began without it', () => {
    const thinking = on('low');
    const forced = written({ thinking, tools: [tool('t')], toolChoice: { kind: 'required' } });
    const small = written({ thinking, settings: { maxTokens: 500 } });
    const loop = written({
      thinking,
      messages: [
        ...ask('hi').messages,
        { role: 'assistant', parts: [{ type: 'tool-call', id: 'i', name: 't', input: {} }] },
        { role: 'user', parts: [{ type: 'tool-result', callId: 'i', parts: [], failed: false }] },
      ],
      tools: [tool('t')],
    });
    for (const rendered of [forced, small, loop]) {
      expect(rendered.body['thinking']).toBeUndefined();
      expect(lossesOf(rendered)).toEqual({ thinking: 'behavioural' });
    }
  });

  it('not beside a forced call by a model that refuses that, and by others all the same', () => {
    const forced = { thinking: on('low'), tools: [tool('t')], toolChoice: { kind: 'required' } } as const;
    const barred = written(forced, { quirks: { ...free, noForcedThinking: true } });
    expect(barred.body).toMatchObject({ tool_choice: { type: 'any' }, output_config: { effort: 'low' } });
    expect(barred.body['thinking']).toBeUndefined();
    expect(lossesOf(barred)).toEqual({ thinking: 'behavioural' });
    expect(written(forced, { quirks: free }).body).toMatchObject({ tool_choice: { type: 'any' }, thinking: shown });
  });

  it('without a temperature beside it', () => {
    const rendered = written({ thinking: on(null, 2_000), settings: { temperature: 0.5, topK: 1, topP: 0.96 } });
    expect(rendered.body).toMatchObject({ top_p: 0.96 });
    expect(lossesOf(rendered)).toEqual({ temperature: 'behavioural', top_k: 'behavioural' });
  });
});
