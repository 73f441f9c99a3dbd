import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DATA, readAnthropic, recorded, skipped } from '../../../test/fixtures/anthropic-recordings.ts';
import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { RequestOptions } from '../protocol.ts';
import { same } from '../testing/recorded.ts';
import { anthropic } from './index.ts';

const recordings = recorded ? readAnthropic() : [];
const RULES: RequestOptions = { model: 'm', stream: false, maxOutputTokens: null, quirks: {} };

/** A request as it means: same roles joined, defaults left out, nothing that only steers caches. */
function meaning(request: JsonObject): readonly Json[] {
  const turns: { role: string; content: Json[] }[] = [];
  for (const message of listAt(request, 'messages')) {
    const content = at(message, 'content');
    const blocks = (isArray(content) ? content : [{ type: 'text', text: content ?? '' }])
      .filter((block) => textAt(block, 'type') !== 'text' || textAt(block, 'text').trim() !== '')
      .map(plain);
    const role = textAt(message, 'role');
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else turns.push({ role, content: [...blocks] });
  }
  return turns;
}

function plain(value: Json): Json {
  if (isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  const { cache_control: _, is_error, citations: _citations, caller: _caller, ...rest } = value;
  const flags = is_error === true ? { is_error } : {};
  const content = rest['content'];
  const [only] = isArray(content) ? content : [];
  if (
    textAt(value, 'type') === 'tool_result' &&
    isArray(content) &&
    content.length === 1 &&
    textAt(only, 'type') === 'text'
  ) {
    return { ...rest, ...flags, content: textAt(only, 'text') };
  }
  return Object.fromEntries(Object.entries({ ...rest, ...flags }).map(([key, inner]) => [key, plain(inner)]));
}

const idsOf = (request: JsonObject): readonly string[] =>
  [...JSON.stringify(request['messages']).matchAll(/"(?:id|tool_use_id)":"(toolu_[^"]+)"/g)].map(
    (match) => match[1] ?? '',
  );

describe.skipIf(skipped)('recorded requests (skipped without ../shared/data)', () => {
  const accepted = recordings.filter(({ status }) => status === 200);

  it('keep all that the provider accepted when they are read and written again', () => {
    let exact = 0;
    for (const { path, request } of accepted) {
      const { conversation, model } = anthropic.parseRequest(request);
      const { body, losses } = anthropic.renderRequest(conversation, { ...RULES, model });
      same(path, body['model'], request['model']);
      same(path, [...idsOf(body)].sort(), [...idsOf(request)].sort());
      if ('max_tokens' in request) same(path, body['max_tokens'], request['max_tokens']);
      const lost = [...conversation.unsaid, ...losses].filter(
        ({ weight, what }) => weight !== 'cosmetic' || what === 'tool_reference',
      );
      if (lost.length > 0) continue;
      exact += 1;
      same(path, meaning(body), meaning(request));
      // 1 is the default, and the only temperature that may stand beside thinking.
      const asked: JsonObject = {
        ...request,
        ...(request['temperature'] === 1 && { temperature: body['temperature'] }),
      };
      for (const key of ['temperature', 'stop_sequences', 'top_k']) same(path, body[key], asked[key]);
      if (textAt(request, 'thinking', 'type') === 'enabled') {
        same(path, at(body, 'thinking', 'budget_tokens'), at(request, 'thinking', 'budget_tokens'));
      }
    }
    expect(exact).toBeGreaterThan(170);
  });

  it('keep their schemas where the provider enforced them', () => {
    const enforced = accepted.filter(({ request }) => at(request, 'output_config', 'format') !== undefined);
    expect(enforced.length).toBeGreaterThan(10);
    for (const { path, request } of enforced) {
      const { conversation } = anthropic.parseRequest(request);
      const { body } = anthropic.renderRequest(conversation, RULES);
      same(path, at(body, 'output_config', 'format'), at(request, 'output_config', 'format'));
    }
  });
});

describe.skipIf(skipped)('requests of real clients (skipped without ../shared/data)', () => {
  const clients = recorded ? readdirSync(new URL('clients/', DATA), { recursive: true, encoding: 'utf8' }) : [];
  const bodies = clients
    .filter((file) => file.endsWith('_POST__v1_messages.json'))
    .map((file) => ({
      file,
      body: at(JSON.parse(readFileSync(new URL(`clients/${file}`, DATA), 'utf8')) as Json, 'body') as JsonObject,
    }));

  it('are read, and can be answered by any Claude', () => {
    expect(bodies.length).toBeGreaterThan(30);
    for (const { file, body } of bodies) {
      const { conversation, stream } = anthropic.parseRequest(body);
      same(file, stream, body['stream'] === true);
      const rendered = anthropic.renderRequest(conversation, RULES);
      const lost = [...conversation.unsaid, ...rendered.losses];
      const blocking = lost.filter(({ weight }) => weight === 'blocking');
      same(file, blocking, []);
      const roles = listAt(rendered.body, 'messages').map((message) => textAt(message, 'role'));
      same(file, roles.at(-1), 'user');
      roles.forEach((role, index) => same(file, role, index % 2 === 0 ? 'user' : 'assistant'));
      same(file, [...idsOf(rendered.body)].sort(), [...idsOf(body)].sort());
    }
  });

  it('show a model only the deferred tools that were loaded', () => {
    const loading = bodies.find(({ file }) => file.startsWith('claude-code-toolsearch/003'));
    const { conversation } = anthropic.parseRequest(loading?.body ?? {});
    const names = conversation.tools.map(({ name }) => name);
    expect(names).toContain('WebFetch');
    expect(names).not.toContain('DeferredToolPlaceholder');
  });

  it('keep the results of calls in any order, with pictures, documents and failures', () => {
    const parallel = bodies.find(({ file }) => file.startsWith('claude-code-parallel-image-pdf/003'));
    const { conversation } = anthropic.parseRequest(parallel?.body ?? {});
    const results = conversation.messages.at(-1)?.parts ?? [];
    expect(
      results.map(
        (part) => part.type === 'tool-result' && [part.callId, part.failed, part.parts.map(({ type }) => type)],
      ),
    ).toEqual([
      ['toolu_01T2', true, ['text']],
      ['toolu_01T0', false, ['media']],
      ['toolu_01T1', false, ['text', 'media']],
      ['toolu_01T3', true, ['text']],
    ]);
  });
});
