import { describe, expect, it } from 'vitest';
import { ask, type CacheTime, type Conversation, type Effort, type Part } from '../../model/conversation.ts';
import { at, type JsonObject } from '../../model/json.ts';
import type { Quirks, Rendered } from '../protocol.ts';
import { openaiChat } from './index.ts';

const text = (words: string, cache?: CacheTime): Part => ({ type: 'text', text: words, ...(cache && { cache }) });
const EPHEMERAL = { type: 'ephemeral' };

function written(changes: Partial<Conversation>, quirks: Quirks = {}): Rendered {
  return openaiChat.renderRequest(
    { ...ask('hi'), ...changes },
    { model: 'm', stream: false, maxOutputTokens: null, quirks },
  );
}

const TOOLS: Conversation['tools'] = [
  { name: 't', description: '', inputSchema: { type: 'object', properties: {} }, strict: false, cache: '5m' },
];

const said: Partial<Conversation> = {
  tools: TOOLS,
  messages: [
    { role: 'system', parts: [text('s', '1h')] },
    { role: 'user', parts: [text('a')] },
    { role: 'assistant', parts: [{ type: 'tool-call', id: 'x', name: 't', input: {} }] },
    { role: 'user', parts: [{ type: 'tool-result', callId: 'x', parts: [text('r')], failed: false, cache: '5m' }] },
    { role: 'assistant', parts: [text('b', '5m')] },
    { role: 'user', parts: [text('c')] },
  ],
};

describe('hints about what to keep', () => {
  it('are written as OpenRouter takes them, and read again', () => {
    const { body, losses } = written(said, { cacheHints: 'control' });
    expect(losses).toEqual([]);
    const part = (words: string, cache_control: JsonObject) => [{ type: 'text', text: words, cache_control }];
    expect(body).toMatchObject({
      tools: [{ type: 'function', cache_control: EPHEMERAL }],
      messages: [
        { content: part('s', { type: 'ephemeral', ttl: '1h' }) },
        { content: 'a' },
        {},
        { role: 'tool', content: part('r', EPHEMERAL) },
        { content: part('b', EPHEMERAL) },
        { content: 'c' },
      ],
    });
    const heard = openaiChat.parseRequest(body).conversation;
    expect({ tools: heard.tools, messages: heard.messages, unsaid: heard.unsaid }).toEqual({ ...said, unsaid: [] });
  });

  it('are written as OpenAI takes them, which has no place behind tools and no hour', () => {
    const { body, losses } = written(said, { cacheHints: 'breakpoint' });
    expect(at(body, 'messages', 0, 'content')).toEqual([
      { type: 'text', text: 's', prompt_cache_breakpoint: { mode: 'explicit' } },
    ]);
    expect(JSON.stringify(body)).not.toContain('cache_control');
    expect(losses).toEqual([{ what: 'cache_control.ttl', weight: 'cosmetic' }]);
    const heard = openaiChat.parseRequest(body).conversation;
    expect(heard.messages[0]?.parts).toEqual([text('s', '5m')]);
  });

  it('are left out where nobody understands them, and named', () => {
    const { body, losses } = written(said);
    expect(JSON.stringify(body)).not.toMatch(/cache/);
    expect(losses).toEqual([{ what: 'cache_control', weight: 'cosmetic' }]);
  });

  it('are no more than four, the last ones', () => {
    const parts = ['a', 'b', 'c', 'd', 'e'].map((words) => text(words, '5m'));
    const { body, losses } = written({ messages: [{ role: 'user', parts }] }, { cacheHints: 'control' });
    expect(JSON.stringify(body).match(/cache_control/g)).toHaveLength(4);
    expect(at(body, 'messages', 0, 'content', 0)).toEqual({ type: 'text', text: 'a' });
    expect(losses).toEqual([{ what: 'cache_control', weight: 'cosmetic' }]);
  });

  it('of a standby that does not know them are taken out of a body', () => {
    const { body } = written(said, { cacheHints: 'control' });
    const options = { model: 'm', stream: false, maxOutputTokens: null, quirks: {} };
    const foreign = openaiChat.adapt(body, { ...options, foreign: true });
    expect(JSON.stringify(foreign.body)).not.toMatch(/cache_control/);
    expect(foreign.losses).toEqual([{ what: 'cache_control', weight: 'cosmetic' }]);
    expect(openaiChat.adapt(body, { ...options, foreign: false }).body).toEqual(body);
  });

  it('may be a key, for those who know hints', () => {
    const settings = { cacheKey: 'k' };
    expect(written({ settings }, { cacheHints: 'breakpoint' })).toMatchObject({
      body: { prompt_cache_key: 'k' },
      losses: [],
    });
    const { body, losses } = written({ settings });
    expect(body).not.toHaveProperty('prompt_cache_key');
    expect(losses).toEqual([{ what: 'prompt_cache_key', weight: 'cosmetic' }]);
  });
});

const many = Array.from({ length: 21 }, (_, index) => `${index}.org`);

describe('a search of the web', () => {
  const webSearch = { allowedDomains: [], blockedDomains: [] };

  it.each([
    [['a.org'], [], ['a.org'], []],
    [[], ['b.org', 'c.org'], ['-b.org', '-c.org'], []],
    // Both at once are refused.
    [['a.org'], ['b.org'], ['a.org'], ['web_search.domains']],
    [many, [], many.slice(0, 20), ['web_search.domains']],
  ])(
    'in %j and not in %j is the filter %j of Perplexity, without %j',
    (allowedDomains, blockedDomains, filter, lost) => {
      const { body, losses } = written({ webSearch: { allowedDomains, blockedDomains } }, { webSearch: 'always' });
      expect(body['search_domain_filter']).toEqual(filter);
      expect(body).not.toHaveProperty('web_search_options');
      expect(losses).toEqual(lost.map((what) => ({ what, weight: 'behavioural' })));
      const { webSearch: heard } = openaiChat.parseRequest(body).conversation;
      expect([...(heard?.allowedDomains ?? []), ...(heard?.blockedDomains ?? []).map((one) => `-${one}`)]).toEqual(
        filter,
      );
    },
  );

  it('is asked for, goes without saying, or blocks', () => {
    expect(written({ webSearch }, { webSearch: 'asked' })).toMatchObject({
      body: { web_search_options: {} },
      losses: [],
    });
    expect(written({ webSearch }, { webSearch: 'always' })).toEqual(written({}));
    expect(written({ webSearch }).losses).toEqual([{ what: 'web_search', weight: 'blocking' }]);
    const { losses } = written({ webSearch: { ...webSearch, allowedDomains: ['a.org'] } }, { webSearch: 'asked' });
    expect(losses).toEqual([{ what: 'web_search.domains', weight: 'behavioural' }]);
  });
});

describe('an effort', () => {
  const on = (effort: Effort): Conversation['thinking'] => ({ kind: 'on', effort, budgetTokens: null });

  it.each<[Conversation['thinking'], readonly Effort[], string | undefined, string]>([
    [on('xhigh'), ['low', 'high', 'max'], 'high', 'cosmetic'],
    [on('minimal'), ['medium', 'high'], 'medium', 'cosmetic'],
    [on('high'), ['low', 'high'], 'high', ''],
    [on('low'), ['none'], undefined, 'cosmetic'],
    [{ kind: 'off' }, ['none', 'low'], 'none', ''],
    [{ kind: 'off' }, ['low', 'high'], 'low', 'behavioural'],
  ])('%j of %j is %s', (thinking, efforts, effort, weight) => {
    const { body, losses } = written({ thinking }, { efforts });
    expect(body['reasoning_effort']).toBe(effort);
    expect(losses.map((loss) => loss.weight)).toEqual(weight === '' ? [] : [weight]);
  });
});

describe('tools and documents where there can be none', () => {
  it('block', () => {
    expect(written(said, { noTools: true }).losses).toContainEqual({ what: 'tools', weight: 'blocking' });
    expect(written({ tools: TOOLS, toolChoice: { kind: 'none' } }, { noTools: true })).toEqual(written({}));
    const pdf: Part = { type: 'media', mediaType: 'application/pdf', source: { kind: 'base64', data: '' }, name: '' };
    expect(written({ messages: [{ role: 'user', parts: [pdf] }] }, { noPdf: true }).losses).toEqual([
      { what: 'PDF', weight: 'blocking' },
    ]);
  });
});
