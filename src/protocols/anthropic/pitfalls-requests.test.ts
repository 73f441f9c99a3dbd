import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Message, type Part } from '../../model/conversation.ts';
import { at, listAt, textAt, type Json } from '../../model/json.ts';
import type { Quirks, Rendered } from '../protocol.ts';
import { text } from '../testing/parts.ts';
import { anthropic } from './index.ts';

// What went wrong in other gateways between Claude, its clients and everybody else. The numbers are those of docs/reference/pitfalls.md.

const said = (role: Message['role'], ...parts: readonly Part[]): Message => ({ role, parts });
const call: Part = { type: 'tool-call', id: 'x', name: 't', input: {} };
const result: Part = { type: 'tool-result', callId: 'x', parts: [text('r')], failed: false };

function asked(messages: readonly Message[], quirks: Quirks = {}, more: Partial<Conversation> = {}): Rendered {
  const rules = { model: 'm', stream: false, maxOutputTokens: 32_000, quirks };
  return anthropic.renderRequest({ ...ask(''), ...more, messages }, rules);
}

const turns = (messages: readonly Message[], quirks: Quirks = {}): readonly Json[] =>
  listAt(asked(messages, quirks).body, 'messages');

describe('thinking of earlier turns', () => {
  const own: Part = { type: 'thinking', text: 'Hm', signature: 'EqQB' };

  it('#28 #30 #37 that Claude has not signed is left out, and with it the turn that was nothing else', () => {
    const unsigned: readonly Part[] = [
      { type: 'thinking', text: 'Hm', signature: '' },
      { type: 'thinking', text: 'Hm', signature: 'failsoft.1.x.y' },
      { type: 'thinking', text: 'Hm', signature: '{"type":"reasoning.text"}' },
      { type: 'sealed-thinking', data: 'failsoft.1.x.y' },
    ];
    expect(turns([said('user', text('a')), said('assistant', ...unsigned), said('user', text('b'))])).toEqual([
      { role: 'user', content: [text('a'), text('b')] },
    ]);
  });

  it('#38 that is sealed stays as it is', () => {
    const content = [
      { type: 'redacted_thinking', data: 'EmwK' },
      { type: 'text', text: 'b' },
    ];
    const { conversation } = anthropic.parseRequest({ model: 'm', messages: [{ role: 'assistant', content }] });
    expect(turns([said('user', text('a')), ...conversation.messages, said('user', text('c'))])[1]).toEqual({
      role: 'assistant',
      content,
    });
  });

  it('#39 stays between the calls where it stood', () => {
    const again: Part = { type: 'thinking', text: 'So', signature: 'XyZ' };
    const other: Part = { ...call, id: 'y' };
    const [, turn] = turns([said('user', text('a')), said('assistant', own, call, again, other)]);
    expect(listAt(turn, 'content').map((block) => textAt(block, 'type'))).toEqual([
      'thinking',
      'tool_use',
      'thinking',
      'tool_use',
    ]);
  });

  it('#42 that is switched off stays off', () => {
    const off = asked(ask('hi').messages, {}, { thinking: { kind: 'off' } });
    expect(off.body['thinking']).toEqual({ type: 'disabled' });
    expect(anthropic.parseRequest(off.body).conversation.thinking).toEqual({ kind: 'off' });
  });
});

describe('tools', () => {
  const tool = { name: 't', description: '', inputSchema: { type: 'object', properties: {} }, strict: false };

  it('#44 #51 are not forced on models that refuse to be forced', () => {
    for (const toolChoice of [{ kind: 'required' }, { kind: 'tool', name: 't' }] as const) {
      const { body } = asked(ask('hi').messages, { noForcedTools: true }, { tools: [tool], toolChoice });
      expect(body['tool_choice']).toEqual({ type: 'auto' });
      expect(body['system']).toMatch(/calling/);
    }
  });

  it('#45 that may not be called are still offered, because the history needs them', () => {
    const { body } = asked(ask('hi').messages, {}, { tools: [tool], toolChoice: { kind: 'none' } });
    expect(body).toMatchObject({ tools: [{ name: 't' }], tool_choice: { type: 'none' } });
  });

  it('#50 are named for a history with calls, and no list is sent that is empty', () => {
    const history = [said('user', text('a')), said('assistant', call), said('user', result)];
    expect(asked(history).body['tools']).toEqual([{ name: 't', input_schema: { type: 'object', properties: {} } }]);
    expect(asked(ask('hi').messages).body).not.toHaveProperty('tools');
  });

  it('#46 #48 have all their results at the beginning of the next turn, and one for every call', () => {
    const other: Part = { ...call, id: 'y' };
    const [, , turn] = turns([
      said('user', text('a')),
      said('assistant', call, other),
      said('user', text('b'), result),
    ]);
    expect(turn).toMatchObject({
      content: [{ tool_use_id: 'x' }, { tool_use_id: 'y', is_error: true }, { type: 'text' }],
    });
  });

  it('#52 of Anthropic have no schema, and are none the worse for it', () => {
    const tools = [
      { type: 'bash_20250124', name: 'bash' },
      { type: 'text_editor_20250728', name: 'str_replace_based_edit_tool' },
    ];
    const { unsaid } = anthropic.parseRequest({
      model: 'm',
      tools,
      messages: [{ role: 'user', content: 'a' }],
    }).conversation;
    expect(unsaid.map(({ what }) => what)).toEqual(['tools.bash', 'tools.text_editor']);
  });

  it('#53 #68 keep what may be left out, and say limits in words, however strictly they are held', () => {
    const inputSchema = {
      type: 'object',
      properties: { pages: { type: 'string', minLength: 1 }, path: { type: 'string' } },
      required: ['path'],
    };
    const { body } = asked(ask('hi').messages, {}, { tools: [{ ...tool, inputSchema, strict: true }] });
    expect(at(body, 'tools', 0, 'input_schema')).toEqual({
      type: 'object',
      properties: { pages: { type: 'string', description: '{minLength: 1}' }, path: { type: 'string' } },
      required: ['path'],
      additionalProperties: false,
    });
  });

  it('#55 keep calls whose arguments are no object, and stay conversations', () => {
    const block = { type: 'tool_use', id: 'x', name: 't', input: '{"a":' };
    expect(() => anthropic.parseRequest({ model: 'm', messages: [{ role: 'assistant', content: [block] }] })).toThrow(
      /messages\.0\.content\.0\.input/,
    );
    const broken: Part = { ...call, input: { arguments: '{"a":' } };
    expect(turns([said('user', text('a')), said('assistant', broken), said('user', result)])[1]).toMatchObject({
      content: [{ input: { arguments: '{"a":' } }],
    });
  });

  it('#61 that failed are flagged', () => {
    const failed: Part = { type: 'tool-result', callId: 'x', parts: [text('no')], failed: true };
    expect(turns([said('user', text('a')), said('assistant', call), said('user', failed)])[2]).toMatchObject({
      content: [{ is_error: true, content: 'no' }],
    });
  });

  it('#62 get their arguments in the order in which the model wrote them', () => {
    const ordered: Part = { ...call, input: { z: 1, a: { y: 2, b: 3 }, m: [] } };
    const [, turn] = turns([said('user', text('a')), said('assistant', ordered), said('user', result)]);
    expect(JSON.stringify(at(turn, 'content', 0, 'input'))).toBe('{"z":1,"a":{"y":2,"b":3},"m":[]}');
  });

  it('#66 whose schema refers to itself are offered without being held to it', () => {
    const node = { type: 'object', properties: { next: { $ref: '#/$defs/node' } }, additionalProperties: false };
    const inputSchema = { type: 'object', properties: { node: { $ref: '#/$defs/node' } }, $defs: { node } };
    const { body } = asked(ask('hi').messages, {}, { tools: [{ ...tool, inputSchema, strict: true }] });
    expect(body['tools']).toEqual([{ name: 't', input_schema: inputSchema }]);
  });
});

describe('turns', () => {
  it('#70 #73 of the system are read where they stand, and are never moved to the front', () => {
    const messages = [
      { role: 'user', content: 'a' },
      { role: 'system', content: [{ type: 'text', text: 'b' }] },
      { role: 'user', content: 'c' },
    ];
    const { conversation } = anthropic.parseRequest({ model: 'm', system: 's', messages });
    expect(conversation.messages.map(({ role }) => role)).toEqual(['system', 'user', 'system', 'user']);
    const { body } = asked(conversation.messages);
    expect(body['system']).toBe('s');
    expect(JSON.stringify(body['messages'])).toContain('system-reminder>\\nb');
  });

  it('#71 never begin with one of the system', () => {
    const { body } = asked([said('system', text('s')), said('user', text('a'))]);
    expect(body).toMatchObject({ system: 's', messages: [{ role: 'user' }] });
  });

  it('#72 of the system are never refused, so Claude Code has nothing to fall back from; a refusal keeps its words', () => {
    const message = "messages.1: role 'system' is not supported on this model";
    const fault = anthropic.parseError(400, {}, { type: 'error', error: { type: 'invalid_request_error', message } });
    expect(anthropic.renderError(fault, 'r')).toMatchObject({ error: { type: 'invalid_request_error', message } });
    expect(anthropic.statusOf(fault)).toBe(400);
  });

  it('#75 alternate although the system speaks between them', () => {
    const roles = turns([
      said('user', text('a')),
      said('system', text('s')),
      said('user', text('b')),
      said('assistant', text('c')),
      said('system', text('t')),
      said('user', text('d')),
    ]).map((turn) => textAt(turn, 'role'));
    expect(roles).toEqual(['user', 'assistant', 'user']);
  });

  it('#76 are there even where only the system spoke', () => {
    expect(turns([said('system', text('s'))])).toEqual([{ role: 'user', content: [text('Continue.')] }]);
  });

  it('#92 #107 #108 hold no empty text, no space at their end to go on from, and each text once', () => {
    const said2 = turns([
      said('user', text('a'), text(' ')),
      said('assistant', text('')),
      said('assistant', text('b \n')),
    ]);
    expect(said2).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'a' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'b' }] },
    ]);
  });

  it('#93 that refuse say so in words, and why they ended', () => {
    const body = { content: [], stop_reason: 'refusal', stop_details: { explanation: 'No.' } };
    const reply = anthropic.parseResponse(body);
    expect(reply).toMatchObject({ stop: 'refused', parts: [{ type: 'refusal', text: 'No.' }] });
    expect(anthropic.renderResponse(reply)).toMatchObject({ stop_reason: 'refusal', content: [{ text: 'No.' }] });
  });

  it('#49 show the pictures and documents of results inside the results', () => {
    const picture: Part = { type: 'media', mediaType: 'image/png', source: { kind: 'base64', data: 'AA==' }, name: '' };
    const shown: Part = { type: 'tool-result', callId: 'x', parts: [text('See'), picture], failed: false };
    expect(turns([said('user', text('a')), said('assistant', call), said('user', shown)])[2]).toMatchObject({
      content: [{ type: 'tool_result', content: [{ type: 'text' }, { type: 'image' }] }],
    });
  });
});

describe('a body for another place of the same dialect', () => {
  const search = [
    { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'q' } },
    { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [{ encrypted_content: 'Eo' }] },
    { type: 'code_execution_tool_result', tool_use_id: 'srvtoolu_2', content: { stdout: '1', return_code: 0 } },
    { type: 'text', text: 'So it is.', citations: [{ type: 'web_search_result_location', encrypted_index: 'Eo' }] },
  ];

  it('#95 #97 keeps what the provider’s own tools did, letter by letter; others hear only what was made of it', () => {
    const body = { model: 'm', messages: [{ role: 'assistant', content: search }] };
    const rules = { model: 'm', stream: false, maxOutputTokens: null, quirks: {}, foreign: false };
    expect(anthropic.adapt(body, rules).body).toEqual(body);
    const { messages } = anthropic.parseRequest(body).conversation;
    expect(messages[0]?.parts).toMatchObject([{ type: 'text', text: 'So it is.' }]);
  });

  it('#105 #106 keeps the hints of its parts as they are, and the headers that they need', () => {
    const hint = { type: 'ephemeral', ttl: '1h', scope: 'global' };
    const body = { model: 'm', system: [{ type: 'text', text: 's', cache_control: hint }], messages: [] };
    const rules = { model: 'm', stream: false, maxOutputTokens: null, quirks: {}, foreign: true };
    expect(anthropic.adapt(body, rules).body).toEqual(body);
    for (const name of ['anthropic-beta', 'anthropic-version']) {
      expect(anthropic.requestHeaders.some((beginning) => name.startsWith(beginning))).toBe(true);
    }
  });
});

describe('settings', () => {
  it('#79 of sampling are left out where a model refuses them', () => {
    const settings = { temperature: 0.3, topP: 0.5, topK: 3 };
    const { body } = asked(ask('hi').messages, { noSampling: true }, { settings });
    for (const key of ['temperature', 'top_p', 'top_k']) expect(body).not.toHaveProperty(key);
  });

  it('#83 ask for no longer answer than the model can give', () => {
    expect(asked(ask('hi').messages, {}, { settings: { maxTokens: 128_000 } }).body['max_tokens']).toBe(32_000);
  });

  it('#98 of caches show in the counts, apart from what was not in them', () => {
    const usage = { inputTokens: 10, cacheReadTokens: 6, cacheWriteTokens: 1, outputTokens: 2, thinkingTokens: 0 };
    const reply = { id: 'i', model: 'm', parts: [], stop: 'done', stopSequence: '', usage } as const;
    expect(anthropic.renderResponse(reply)).toMatchObject({
      usage: { input_tokens: 3, cache_read_input_tokens: 6, cache_creation_input_tokens: 1 },
    });
    expect(anthropic.parseResponse(anthropic.renderResponse(reply)).usage).toEqual(usage);
  });

  it('#26 that were exceeded by spending are about money, and not worth another try', () => {
    const details = { error_code: 'enforced_spend_limit_reached' };
    const fault = anthropic.parseError(429, {}, { error: { type: 'rate_limit_error', message: 'x', details } });
    expect(fault.kind).toBe('no-credit');
  });
});
