import { describe, expect, it } from 'vitest';
import { ask, type CacheTime, type Conversation, type Part, type Tool } from '../../model/conversation.ts';
import { at, type Json, type JsonObject } from '../../model/json.ts';
import type { Rendered } from '../protocol.ts';
import { anthropic } from './index.ts';

const RULES = { model: 'm', stream: false, maxOutputTokens: null, quirks: {} } as const;
const SHORT = { type: 'ephemeral' };
const LONG = { type: 'ephemeral', ttl: '1h' };
const text = (words: string, cache?: CacheTime): Part => ({ type: 'text', text: words, ...(cache && { cache }) });
const tool = (name: string, cache?: CacheTime): Tool => ({
  name,
  description: '',
  inputSchema: { type: 'object', properties: {} },
  strict: false,
  ...(cache && { cache }),
});

function written(changes: Partial<Conversation>): Rendered {
  return anthropic.renderRequest({ ...ask('hi'), ...changes }, RULES);
}

/** Every mark, in the order tools, system, messages. */
function marksIn({ body }: Rendered): readonly Json[] {
  const places = JSON.stringify([body['tools'] ?? [], body['system'] ?? [], body['messages']]);
  return [...places.matchAll(/"cache_control":(\{[^}]*\})/g)].map((match) => JSON.parse(match[1] ?? '') as Json);
}

describe('marks of what is worth keeping', () => {
  const body: JsonObject = {
    model: 'm',
    max_tokens: 9,
    tools: [{ name: 't', input_schema: { type: 'object', properties: {} }, cache_control: LONG }],
    system: [{ type: 'text', text: 's', cache_control: LONG }],
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'a' }] },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'x', name: 't', input: {} }] },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'x', content: 'r', cache_control: SHORT },
          {
            type: 'image',
            source: { type: 'base64', media_type: 'image/png', data: 'AA==' },
            cache_control: SHORT,
          },
        ],
      },
    ],
    stream: false,
  };

  it('are read and written where they stood, with their times', () => {
    const { conversation } = anthropic.parseRequest(body);
    expect(conversation.unsaid).toEqual([]);
    expect(anthropic.renderRequest(conversation, RULES)).toEqual({ body, losses: [] });
  });

  it('for the whole request mean its end', () => {
    const asked = { model: 'm', cache_control: SHORT, messages: [{ role: 'user', content: 'a' }] };
    const { messages, unsaid } = anthropic.parseRequest(asked).conversation;
    expect(messages).toEqual([{ role: 'user', parts: [text('a', '5m')] }]);
    expect(unsaid).toEqual([]);
  });

  it('are no more than four, the last ones', () => {
    const parts = ['a', 'b', 'c', 'd'].map((words) => text(words, '5m'));
    const rendered = written({ tools: [tool('t', '5m')], messages: [{ role: 'user', parts }] });
    expect(marksIn(rendered)).toEqual([SHORT, SHORT, SHORT, SHORT]);
    expect(at(rendered.body, 'tools', 0, 'cache_control')).toBeUndefined();
    expect(rendered.losses).toEqual([{ what: 'cache_control', weight: 'cosmetic' }]);
  });

  it('for an hour do not stand behind those for five minutes, which is refused', () => {
    const rendered = written({ messages: [{ role: 'user', parts: [text('a', '5m'), text('b', '1h')] }] });
    expect(marksIn(rendered)).toEqual([SHORT, SHORT]);
    const fine = written({ messages: [{ role: 'user', parts: [text('a', '1h'), text('b', '5m')] }] });
    expect(marksIn(fine)).toEqual([LONG, SHORT]);
    expect(fine.losses).toEqual([]);
  });

  it('stand behind what stays the same, and at the end, for callers who name a key', () => {
    const settings = { cacheKey: 'k' };
    const system = { role: 'system', parts: [text('s')] } as const;
    const messages = [system, ...ask('hi').messages];
    expect(written({ settings, messages, tools: [tool('t')] }).body).toMatchObject({
      tools: [{ name: 't', input_schema: {} }],
      system: [{ type: 'text', text: 's', cache_control: SHORT }],
      messages: [{ content: [{ text: 'hi', cache_control: SHORT }] }],
    });
    expect(written({ settings, tools: [tool('t')] }).body).toMatchObject({ tools: [{ cache_control: SHORT }] });
    const own = written({ settings, messages: [{ role: 'user', parts: [text('a', '1h'), text('b')] }] });
    expect(marksIn(own)).toEqual([LONG]);
    expect(marksIn(written({ messages }))).toEqual([]);
  });
});
