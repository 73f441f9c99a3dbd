import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Message } from '../../model/conversation.ts';
import { at, textAt } from '../../model/json.ts';
import { renderRequest } from './render-request.ts';

const said = (role: Message['role'], text: string): Message => ({ role, parts: [{ type: 'text', text }] });
const talk = (...messages: readonly Message[]): Conversation => ({ ...ask(''), messages });
const tool = { name: 'look', description: '', inputSchema: { type: 'object' }, strict: false };
const weights = (conversation: Conversation): Readonly<Record<string, string>> =>
  Object.fromEntries(renderRequest(conversation).losses.map(({ what, weight }) => [what, weight]));

describe('a question to Copilot', () => {
  it('is one message as it was said, without the web', () => {
    expect(renderRequest(ask('Why is the sky blue?'))).toEqual({
      body: {
        message: { text: 'Why is the sky blue?' },
        locationHint: { timeZone: 'UTC' },
        contextualResources: { webContext: { isWebEnabled: false } },
      },
      losses: [],
    });
  });

  it('has the system text beside it', () => {
    const { body, losses } = renderRequest(talk(said('system', 'Be brief.'), said('user', 'Hello')));
    expect(at(body, 'message', 'text')).toBe('Hello');
    expect(at(body, 'additionalContext')).toEqual([{ text: 'Be brief.', description: expect.stringMatching(/^How/) }]);
    expect(losses).toEqual([]);
  });

  it('tells a history turn by turn, and whose each turn is', () => {
    const { body } = renderRequest(
      talk(said('user', 'My name is Ada.'), said('assistant', 'Hello Ada.'), said('user', 'Who am I?')),
    );
    const text = textAt(body, 'message', 'text');
    const turns = [...text.matchAll(/<turn of="(\w+)">\n(.*)\n<\/turn>/g)].map(([, who, what]) => [who, what]);
    expect(turns).toEqual([
      ['user', 'My name is Ada.'],
      ['assistant', 'Hello Ada.'],
      ['user', 'Who am I?'],
    ]);
    expect(text.indexOf('<turn')).toBeGreaterThan(0);
  });

  it('ends with the user, who asks to go on behind words that were put into the mouth of the assistant', () => {
    const prefilled = talk(said('user', 'A poem'), said('assistant', 'Roses are'));
    expect(textAt(renderRequest(prefilled).body, 'message', 'text')).toMatch(/<turn of="user">\nContinue\.\n<\/turn>$/);
    expect(weights(prefilled)).toEqual({ prefill: 'behavioural' });
  });

  it('keeps what the system says between the turns in its place', () => {
    const { body, losses } = renderRequest(
      talk(said('user', 'One'), said('system', 'Now in French'), said('user', 'Two')),
    );
    expect(textAt(body, 'message', 'text')).toMatch(/One[^]*<system-reminder>\nNow in French[^]*Two/);
    expect(at(body, 'additionalContext')).toBeUndefined();
    expect(losses).toEqual([{ what: 'system between turns', weight: 'behavioural' }]);
  });

  it('searches the web where the caller wants that', () => {
    const search = { allowedDomains: [], blockedDomains: ['a.example'] };
    const { body, losses } = renderRequest({ ...ask('News?'), webSearch: search });
    expect(at(body, 'contextualResources', 'webContext', 'isWebEnabled')).toBe(true);
    expect(losses).toEqual([{ what: 'web_search.domains', weight: 'behavioural' }]);
  });
});

describe('what Copilot cannot do', () => {
  const picture = {
    type: 'media',
    mediaType: 'image/png',
    source: { kind: 'base64', data: 'AA==' },
    name: '',
  } as const;
  const call = { type: 'tool-call', id: 'c1', name: 'look', input: {} } as const;
  const result = { type: 'tool-result', callId: 'c1', parts: [], failed: false } as const;

  it.each<[string, string, Partial<Conversation>]>([
    ['tools', 'tools', { tools: [tool] }],
    ['a forced tool', 'tools', { tools: [tool], toolChoice: { kind: 'tool', name: 'look' } }],
    [
      'a call of an earlier turn',
      'tools',
      {
        messages: [
          { role: 'assistant', parts: [call] },
          { role: 'user', parts: [result] },
        ],
      },
    ],
    ['pictures', 'images', { messages: [{ role: 'user', parts: [picture] }] }],
    ['files', 'files', { messages: [{ role: 'user', parts: [{ ...picture, mediaType: 'application/pdf' }] }] }],
    ['JSON', 'response_format', { output: { kind: 'json' } }],
    ['a schema', 'response_format', { output: { kind: 'schema', name: 'a', schema: {}, strict: true } }],
  ])('keeps a request with %s from it', (_, what, wish) => {
    expect(weights({ ...ask('Hello'), ...wish })).toEqual({ [what]: 'blocking' });
  });

  it('does not keep from it a request whose tools must not be called', () => {
    expect(weights({ ...ask('Hello'), tools: [tool], toolChoice: { kind: 'none' } })).toEqual({});
  });

  it('is named where it is a matter of degree', () => {
    const settings = {
      temperature: 0,
      topP: 1,
      topK: 5,
      maxTokens: 10,
      stop: ['END'],
      seed: 1,
      user: 'u',
      cacheKey: 'k',
    };
    const thought = { type: 'thinking', text: 'Hm', signature: '' } as const;
    const messages: readonly Message[] = [
      said('user', 'a'),
      { role: 'assistant', parts: [thought] },
      said('user', 'b'),
    ];
    const wish: Conversation = {
      ...talk(...messages),
      settings,
      thinking: { kind: 'on', effort: null, budgetTokens: null },
    };
    expect(weights(wish)).toEqual({
      temperature: 'behavioural',
      top_p: 'behavioural',
      top_k: 'behavioural',
      max_tokens: 'behavioural',
      stop: 'behavioural',
      thinking: 'behavioural',
      seed: 'cosmetic',
      user: 'cosmetic',
      prompt_cache_key: 'cosmetic',
      'thinking of earlier turns': 'cosmetic',
    });
    expect(textAt(renderRequest(wish).body, 'message', 'text')).not.toContain('Hm');
  });
});
