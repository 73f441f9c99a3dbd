import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DATA, readRecordings, recorded, skipped } from '../../../test/fixtures/anthropic-recordings.ts';
import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { anthropic } from '../anthropic/index.ts';
import type { RequestOptions } from '../protocol.ts';
import { same } from '../testing/recorded.ts';
import { openaiChat } from './index.ts';

const RULES: RequestOptions = { model: 'm', stream: false, maxOutputTokens: null, quirks: {} };
const recordings = recorded ? readRecordings(/^POST .*\/chat\/completions$/, /\/chat\/completions(\?|$)/) : [];

/** The messages as they mean: calls numbered instead of named, no thinking, no defaults, no choice of spelling; what one speaker says in a row as one. */
function meaning(request: JsonObject): readonly Json[] {
  const turns: { role: string; parts: Json[] }[] = [];
  const ids = new Map<string, number>();
  const numberOf = (id: string): number => {
    if (!ids.has(id)) ids.set(id, ids.size);
    return ids.get(id) ?? -1;
  };
  for (const message of listAt(request, 'messages')) {
    const role = textAt(message, 'role').replace('developer', 'system');
    const name = role === 'tool' ? ` ${numberOf(textAt(message, 'tool_call_id'))}` : '';
    const calls = listAt(message, 'tool_calls').map((call) => ({
      number: numberOf(textAt(call, 'id')),
      name: textAt(call, 'function', 'name'),
      input: JSON.parse(textAt(call, 'function', 'arguments') || '{}') as Json,
    }));
    const parts = [...partsOf(at(message, 'content'), role), ...calls];
    const last = turns.at(-1);
    if (last?.role === role + name) last.parts.push(...parts);
    else if (parts.length > 0 || role === 'tool') turns.push({ role: role + name, parts });
  }
  return turns.map(({ role, parts }) => ({
    role,
    parts: role === 'system' || role === 'assistant' ? joined(parts) : parts,
  }));
}

/** The functions among tools, with what is absent said. */
function functions(list: readonly Json[]): readonly Json[] {
  return list.map((tool) => ({
    name: textAt(tool, 'function', 'name'),
    description: textAt(tool, 'function', 'description'),
    parameters: at(tool, 'function', 'parameters') ?? null,
    strict: at(tool, 'function', 'strict') === true,
  }));
}

/** Several texts of the system, or of the assistant, become one. */
function joined(parts: readonly Json[]): readonly Json[] {
  const texts = parts.filter((part) => typeof part === 'string');
  return [texts.join('').replaceAll(/\s+/g, ' '), ...parts.filter((part) => typeof part !== 'string')];
}

function partsOf(content: Json | undefined, role: string): readonly Json[] {
  const blocks = isArray(content) ? content : [{ type: 'text', text: content ?? '' }];
  const parts = blocks.flatMap((block): readonly Json[] => {
    const type = textAt(block, 'type');
    if (type === 'text') return textAt(block, 'text') === '' ? [] : [textAt(block, 'text')];
    if (type === 'image_url') return [{ image: textAt(block, type, 'url') || textAt(block, type) }];
    if (type === 'document_url') return [{ file: textAt(block, type) }];
    if (type === 'file') return [{ file: textAt(block, type, 'file_data') }];
    return type === 'thinking' ? [] : [block];
  });
  return role === 'tool' && parts.length === 0 ? [''] : parts;
}

describe.skipIf(skipped)('recorded requests (skipped without ../shared/data)', () => {
  const accepted = recordings.filter(({ status }) => status === 200);

  it('keep all that the servers accepted when they are read and written again', () => {
    let exact = 0;
    for (const { path, request } of accepted) {
      const { conversation, model, stream, usage } = openaiChat.parseRequest(request);
      same(path, [model, stream], [request['model'], request['stream'] === true]);
      same(path, usage, at(request, 'stream_options', 'include_usage') === true);
      const { body, losses } = openaiChat.renderRequest(conversation, { ...RULES, model });
      const lost = [...conversation.unsaid, ...losses].filter(
        ({ weight, what }) => weight === 'blocking' || what === 'media in a tool result',
      );
      if (lost.length > 0) continue;
      exact += 1;
      same(path, meaning(body), meaning(request));
      for (const key of ['temperature', 'top_p', 'seed', 'frequency_penalty', 'presence_penalty', 'user']) {
        if (request[key] !== null) same(path, body[key], request[key]);
      }
      same(path, body['max_completion_tokens'], request['max_completion_tokens'] ?? request['max_tokens']);
    }
    expect(exact).toBeGreaterThan(350);
  });

  it('keep their tools, and their schemas where they were enforced', () => {
    const withTools = accepted.filter(({ request }) => listAt(request, 'tools').length > 0);
    expect(withTools.length).toBeGreaterThan(100);
    for (const { path, request } of withTools) {
      const { conversation } = openaiChat.parseRequest(request);
      const { body, losses } = openaiChat.renderRequest(conversation, RULES);
      if ([...losses, ...conversation.unsaid].some(({ what }) => what.startsWith('tools.'))) continue;
      same(path, functions(listAt(body, 'tools')), functions(listAt(request, 'tools')));
    }
    for (const { path, request } of accepted) {
      if (textAt(request, 'response_format', 'type') !== 'json_schema') continue;
      const { body } = openaiChat.renderRequest(openaiChat.parseRequest(request).conversation, RULES);
      same(
        path,
        at(body, 'response_format', 'json_schema', 'schema'),
        at(request, 'response_format', 'json_schema', 'schema'),
      );
    }
  });

  it('can be asked of an Anthropic model, unless something blocks that', () => {
    let asked = 0;
    for (const { path, request } of accepted) {
      const { conversation } = openaiChat.parseRequest(request);
      const { body, losses } = anthropic.renderRequest(conversation, RULES);
      if ([...conversation.unsaid, ...losses].some(({ weight }) => weight === 'blocking')) continue;
      asked += 1;
      const blocks = listAt(body, 'messages').flatMap((message) => listAt(message, 'content'));
      const calls = blocks.filter((block) => textAt(block, 'type') === 'tool_use');
      const wanted = listAt(request, 'messages').flatMap((message) => listAt(message, 'tool_calls'));
      same(
        path,
        calls.map((call) => textAt(call, 'name')),
        wanted.map((call) => textAt(call, 'function', 'name')),
      );
      const results = blocks.filter((block) => textAt(block, 'type') === 'tool_result');
      same(path, results.length, calls.length);
    }
    expect(asked).toBeGreaterThan(330);
  });
});

describe.skipIf(skipped)('requests of real clients (skipped without ../shared/data)', () => {
  const files = recorded ? readdirSync(new URL('clients/', DATA), { recursive: true, encoding: 'utf8' }) : [];
  const bodies = files
    .filter((file) => file.endsWith('_POST__v1_chat_completions.json'))
    .map((file) => ({
      file,
      body: at(JSON.parse(readFileSync(new URL(`clients/${file}`, DATA), 'utf8')) as Json, 'body') as JsonObject,
    }));

  it('are read, and can be answered by any server', () => {
    expect(bodies.length).toBeGreaterThan(8);
    for (const { file, body } of bodies) {
      const { conversation, stream } = openaiChat.parseRequest(body);
      same(file, stream, body['stream'] === true);
      for (const protocol of [openaiChat, anthropic]) {
        const { losses } = protocol.renderRequest(conversation, RULES);
        const blocking = [...conversation.unsaid, ...losses].filter(({ weight }) => weight === 'blocking');
        same(file, blocking, []);
      }
      const rendered = openaiChat.renderRequest(conversation, RULES).body;
      same(file, meaning(rendered), meaning(body));
      same(file, listAt(rendered, 'tools').length, listAt(body, 'tools').length);
    }
  });

  it('replay the thinking of earlier answers, which only its maker may read again', () => {
    const replayed = bodies.filter(({ body }) => JSON.stringify(body).includes('"reasoning_content"'));
    expect(replayed.length).toBeGreaterThan(0);
    for (const { body } of replayed) {
      const { conversation } = openaiChat.parseRequest(body);
      const parts = conversation.messages.flatMap(({ parts }) => parts);
      expect(parts.some((part) => part.type === 'thinking' && part.text !== '')).toBe(true);
      const { body: sent, losses } = openaiChat.renderRequest(conversation, RULES);
      expect(JSON.stringify(sent)).not.toContain('reasoning_content');
      expect(losses).toContainEqual({ what: 'thinking of earlier turns', weight: 'cosmetic' });
    }
  });

  it('are objects, each of them', () => {
    for (const { body } of bodies) expect(isObject(body)).toBe(true);
  });
});
