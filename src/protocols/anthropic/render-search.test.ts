import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Tool, type WebSearch } from '../../model/conversation.ts';
import type { Json } from '../../model/json.ts';
import type { Quirks, Rendered } from '../protocol.ts';
import { anthropic } from './index.ts';

function written(changes: Partial<Conversation>, quirks: Quirks = {}): Rendered {
  return anthropic.renderRequest(
    { ...ask('hi'), ...changes },
    { model: 'm', stream: false, maxOutputTokens: null, quirks },
  );
}

const free = (freeText: string): Tool => ({
  name: 'sql',
  description: 'Asks',
  inputSchema: {},
  strict: false,
  freeText,
});
const tool: Tool = { name: 't', description: '', inputSchema: { type: 'object', properties: {} }, strict: false };
const call = { type: 'tool-call', id: 'x', name: 't', input: {} } as const;
const ANY: WebSearch = { allowedDomains: [], blockedDomains: [] };
const SEARCH = { type: 'web_search_20250305', name: 'web_search' };

describe('a search of the web', () => {
  it.each<[string, WebSearch, Json]>([
    ['anywhere', ANY, SEARCH],
    ['in some places', { ...ANY, allowedDomains: ['a.org'] }, { ...SEARCH, allowed_domains: ['a.org'] }],
    ['but in some places', { ...ANY, blockedDomains: ['b.org'] }, { ...SEARCH, blocked_domains: ['b.org'] }],
  ])('is asked for, %s', (_, webSearch, wire) => {
    const rendered = written({ webSearch }, { webSearch: 'asked' });
    expect(rendered.body['tools']).toEqual([wire]);
    expect(rendered.losses).toEqual([]);
    const { conversation } = anthropic.parseRequest(rendered.body);
    expect(conversation.webSearch).toEqual(webSearch);
    expect(conversation.unsaid).toEqual([]);
  });

  it('with both kinds of places keeps to the narrower, because both at once are refused', () => {
    const webSearch = { allowedDomains: ['a.org'], blockedDomains: ['b.org'] };
    const { body, losses } = written({ webSearch, tools: [tool] }, { webSearch: 'asked' });
    expect(body['tools']).toEqual([expect.objectContaining({ name: 't' }), { ...SEARCH, allowed_domains: ['a.org'] }]);
    expect(losses).toEqual([{ what: 'web_search.domains', weight: 'cosmetic' }]);
  });

  it('blocks where nobody can search, or where a tool has its name', () => {
    const blocking = [{ what: 'web_search', weight: 'blocking' }];
    expect(written({ webSearch: ANY }).losses).toEqual(blocking);
    const named = { ...tool, name: 'web_search' };
    expect(written({ webSearch: ANY, tools: [named] }, { webSearch: 'asked' }).losses).toEqual(blocking);
    expect(written({ webSearch: ANY }, { webSearch: 'always' })).toEqual(written({}));
    const limited = { ...ANY, blockedDomains: ['b.org'] };
    expect(written({ webSearch: limited }, { webSearch: 'always' }).losses).toEqual([
      { what: 'web_search.domains', weight: 'behavioural' },
    ]);
  });

  it('stays possible behind a history with tools that are no longer offered', () => {
    const messages = [...ask('hi').messages, { role: 'assistant', parts: [call] } as const];
    expect(written({ webSearch: ANY, messages }, { webSearch: 'asked' }).body).not.toHaveProperty('tool_choice');
  });
});

describe('a tool that takes free text', () => {
  it('is offered with one text field, its grammar in words', () => {
    const { body, losses } = written({ tools: [free('start: "a"')] });
    expect(body['tools']).toEqual([
      {
        name: 'sql',
        description: 'Asks\n\nThe input has to fit this grammar:\nstart: "a"',
        input_schema: {
          type: 'object',
          properties: { input: { type: 'string' } },
          required: ['input'],
          additionalProperties: false,
        },
      },
    ]);
    expect(losses).toEqual([{ what: 'grammar of a tool', weight: 'behavioural' }]);
    expect(written({ tools: [free('')] }).losses).toEqual([]);
  });
});

describe('tools where there can be none', () => {
  const blocking = [{ what: 'tools', weight: 'blocking' }];

  it('block: an agent without them is useless, and so is a history of calls', () => {
    const messages = [...ask('hi').messages, { role: 'assistant', parts: [call] } as const, ...ask('?').messages];
    expect(written({ tools: [tool] }, { noTools: true }).losses).toEqual(blocking);
    expect(written({ messages }, { noTools: true }).losses).toContainEqual(blocking[0]);
  });

  it('are left out when they may not be called anyway', () => {
    const { body, losses } = written({ tools: [tool], toolChoice: { kind: 'none' } }, { noTools: true });
    expect(losses).toEqual([]);
    expect(body).not.toHaveProperty('tools');
  });
});
