import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DATA, readRecordings, recorded, skipped } from '../../../test/fixtures/anthropic-recordings.ts';
import type { Conversation } from '../../model/conversation.ts';
import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { Loss } from '../../model/loss.ts';
import { PROTOCOLS } from '../index.ts';
import type { RequestOptions } from '../protocol.ts';
import { same } from '../testing/recorded.ts';
import { openaiResponses } from './index.ts';

const RULES: RequestOptions = {
  model: 'm',
  stream: false,
  maxOutputTokens: null,
  quirks: { webSearch: 'asked', freeText: true, cacheHints: 'breakpoint', efforts: ['none', 'low', 'medium', 'high'] },
};
const recordings = recorded ? readRecordings(/^POST .*\/responses$/, /\/responses(\?|$)/) : [];
const accepted = recordings.filter(({ status }) => status === 200);

const weighing = (losses: readonly Loss[], weight: Loss['weight']): readonly string[] =>
  losses.filter((loss) => loss.weight === weight).map(({ what }) => what);

/** The items as they mean: calls numbered instead of named, no ids, no choice of spelling, flat names, no thoughts, what one says in a row as one. */
function meaning(request: JsonObject): readonly Json[] {
  const said: { who: string; parts: Json[] }[] = [];
  const say = (who: string, parts: readonly Json[]): void => {
    const last = said.at(-1);
    if (last?.who === who && who !== 'call') last.parts.push(...parts);
    else if (parts.length > 0) said.push({ who, parts: [...parts] });
  };
  const ids: string[] = [];
  const numberOf = (id: string): number => (ids.includes(id) ? ids.indexOf(id) : ids.push(id) - 1);
  const { input, instructions } = request;
  if (typeof instructions === 'string' && instructions !== '') say('system', [instructions]);
  if (typeof input === 'string') say('user', [input]);
  for (const item of isArray(input) ? input : []) {
    const role = textAt(item, 'role').replace('developer', 'system');
    const type = textAt(item, 'type');
    if (type === 'additional_tools' || type === 'reasoning' || /^(tool_search|web_search)/.test(type)) continue;
    const names = [textAt(item, 'namespace'), textAt(item, 'name')].filter(Boolean).join('__');
    if (type === 'function_call')
      say('call', [
        {
          names,
          number: numberOf(textAt(item, 'call_id')),
          input: JSON.parse(textAt(item, 'arguments') || '{}') as Json,
        },
      ]);
    else if (type === 'function_call_output')
      say('result', [numberOf(textAt(item, 'call_id')), ...partsOf(at(item, 'output'))]);
    else if (type === 'custom_tool_call') say('call', [{ names, text: textAt(item, 'input') }]);
    else if (type === 'message' || type === '') say(role, partsOf(at(item, 'content')));
    else say(type, [item]);
  }
  // What the system says first becomes one text.
  return said.map(({ who, parts }) => ({
    who,
    parts:
      who === 'system'
        ? [parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join('\n\n')]
        : parts,
  }));
}

function partsOf(content: Json | undefined): readonly Json[] {
  const blocks: readonly Json[] = isArray(content) ? content : [{ type: 'input_text', text: content ?? '' }];
  return blocks.flatMap((block): readonly Json[] => {
    if (!isObject(block)) return [block];
    const { type, text, image_url: image, file_data: data, file_url: url, prompt_cache_breakpoint: mark } = block;
    if (typeof text === 'string') return text === '' ? [] : [mark === undefined ? text : { text, mark }];
    const plain = /^data:text\/plain;base64,(.*)$/.exec(typeof data === 'string' ? data : '')?.[1];
    // A file that is nothing but text is told as text.
    if (plain !== undefined) return [`${textAt(block, 'filename')}:\n${Buffer.from(plain, 'base64').toString()}`];
    return [{ type: type ?? '', at: image ?? data ?? url ?? '' }];
  });
}

/** The tools, those in namespaces and in items included, under their flat names. */
function toolsOf(request: JsonObject): readonly Json[] {
  const found = new Map<string, Json>();
  const read = (tool: Json, namespace: string): void => {
    const name = [namespace, textAt(tool, 'name')].filter(Boolean).join('__');
    for (const inner of listAt(tool, 'tools')) read(inner, name);
    if (textAt(tool, 'type') === 'function')
      found.set(name, {
        description: textAt(tool, 'description'),
        parameters: at(tool, 'parameters') ?? null,
        strict: at(tool, 'strict') === true,
      });
  };
  for (const tool of listAt(request, 'tools')) read(tool, '');
  for (const item of listAt(request, 'input')) for (const tool of listAt(item, 'tools')) read(tool, '');
  return [...found].toSorted(([one], [other]) => one.localeCompare(other));
}

/** What cannot be written as it was: an answer that is to be continued, results of searches among tools. */
const REARRANGED = new Set(['prefill', 'result without a call']);

describe.skipIf(skipped)('recorded requests (skipped without ../shared/data)', () => {
  it('keep all that the servers accepted when they are read and written again', () => {
    let exact = 0;
    for (const { path, request } of accepted) {
      const { conversation, model, stream } = openaiResponses.parseRequest(request);
      same(path, [model, stream], [request['model'], request['stream'] === true]);
      const { body, losses } = openaiResponses.renderRequest(conversation, { ...RULES, model });
      const all = [...conversation.unsaid, ...losses];
      if (weighing(all, 'blocking').length > 0 || all.some(({ what }) => REARRANGED.has(what))) continue;
      exact += 1;
      same(path, meaning(body), meaning(request));
      for (const key of ['temperature', 'top_p', 'max_output_tokens', 'prompt_cache_key'])
        same(path, body[key], request[key]);
    }
    expect(exact).toBeGreaterThan(225);
  });

  it('keep their tools, and their schemas where they were enforced', () => {
    let seen = 0;
    for (const { path, request } of accepted) {
      const { conversation } = openaiResponses.parseRequest(request);
      const { body, losses } = openaiResponses.renderRequest(conversation, RULES);
      if (conversation.unsaid.some(({ what }) => what === 'tool_choice.allowed_tools')) continue;
      const isChanged = losses.some(({ what }) => what.startsWith('tools.'));
      if (!isChanged) same(path, toolsOf(body), toolsOf(request));
      seen += toolsOf(request).length > 0 ? 1 : 0;
      same(path, at(body, 'text', 'format', 'schema'), at(request, 'text', 'format', 'schema'));
    }
    expect(seen).toBeGreaterThan(120);
  });

  it('lose nothing that is not named, and what would make the answer wrong blocks', () => {
    const blocking = new Set<string>();
    const behavioural = new Set<string>();
    for (const { request } of accepted) {
      const { conversation } = openaiResponses.parseRequest(request);
      for (const what of weighing(conversation.unsaid, 'blocking')) blocking.add(what);
      for (const what of weighing(conversation.unsaid, 'behavioural')) behavioural.add(what);
    }
    expect([...blocking].toSorted()).toEqual([
      'background',
      'input.compaction',
      'input_file.file_id',
      'input_image.file_id',
      'tools.code_interpreter',
      'tools.file_search',
      'tools.mcp',
    ]);
    expect([...behavioural].toSorted()).toEqual([
      'context_management',
      'include.message.output_text.logprobs',
      'input.code_interpreter_call',
      'input.mcp_call',
      'input.mcp_list_tools',
      'provider',
      'reasoning.mode',
      'text.verbosity',
      'tools.image_generation',
      'tools.tool_search',
      'truncation',
      'web_search.external_web_access',
    ]);
  });

  it('name the answer that they go on from', () => {
    for (const { path, request } of accepted) {
      const { previous } = openaiResponses.parseRequest(request);
      same(path, previous ?? null, request['previous_response_id'] ?? request['conversation'] ?? null);
    }
  });

  it('can be asked of any other dialect, unless something blocks that', () => {
    const asked = new Map<string, number>();
    for (const { path, request } of accepted) {
      const { conversation } = openaiResponses.parseRequest(request);
      for (const to of Object.values(PROTOCOLS)) {
        const { body, losses } = to.renderRequest(conversation, RULES);
        if (weighing([...conversation.unsaid, ...losses], 'blocking').length > 0) continue;
        asked.set(to.id, (asked.get(to.id) ?? 0) + 1);
        const heard = to.parseRequest(JSON.parse(JSON.stringify(body)) as Json).conversation;
        same(`${path} to ${to.id}`, callsIn(heard), callsIn(conversation));
      }
    }
    for (const id of Object.keys(PROTOCOLS)) expect([id, (asked.get(id) ?? 0) > 200]).toEqual([id, true]);
  });
});

/** The inputs of calls, in order; names are each dialect's own. */
function callsIn({ messages }: Conversation): readonly Json[] {
  return messages.flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'tool-call' ? [part.input] : [])));
}

describe.skipIf(skipped)('requests of real clients (skipped without ../shared/data)', () => {
  const files = recorded ? readdirSync(new URL('clients/', DATA), { recursive: true, encoding: 'utf8' }) : [];
  const bodies = files
    .filter((file) => file.endsWith('_POST__v1_responses.json'))
    .map((file) => ({
      file,
      body: at(JSON.parse(readFileSync(new URL(`clients/${file}`, DATA), 'utf8')) as Json, 'body') as JsonObject,
    }));
  const codex = bodies.filter(({ file }) => file.startsWith('codex'));

  it('are read, and can be answered by any server that has tools', () => {
    expect(bodies.length).toBeGreaterThan(15);
    for (const { file, body } of bodies) {
      const { conversation, stream, previous } = openaiResponses.parseRequest(body);
      same(file, [stream, previous], [body['stream'] === true, undefined]);
      same(file, weighing(conversation.unsaid, 'blocking'), []);
      const { body: again, losses } = openaiResponses.renderRequest(conversation, { ...RULES, quirks: {} });
      same(file, weighing(losses, 'blocking'), []);
      same(file, meaning(again), meaning(body));
      same(file, toolsOf(again).length, conversation.tools.length);
    }
  });

  it('lose what Codex says to its own server only, by name', () => {
    const lost = new Set(
      codex
        .flatMap(({ body }) => openaiResponses.parseRequest(body).conversation.unsaid)
        .map(({ what, weight }) => `${what} ${weight}`),
    );
    expect([...lost].toSorted()).toEqual([
      'client_metadata cosmetic',
      'place of tools cosmetic',
      'reasoning.context cosmetic',
      'text.verbosity behavioural',
      'web_search.external_web_access behavioural',
    ]);
  });

  it('#60 have their namespaces, free texts and tools between the items flattened for others', () => {
    const lite = codex.find(({ body }) => JSON.stringify(body).includes('"additional_tools"'));
    const { conversation } = openaiResponses.parseRequest(lite?.body ?? null);
    const exec = conversation.tools.find(({ name }) => name === 'functions__exec');
    expect(exec).toMatchObject({ origin: { namespace: 'functions', name: 'exec' }, strict: false });
    expect(exec?.freeText).toMatch(/^\s*start: pragma_source/);
    const { body, reshaped } = openaiResponses.adapt(lite?.body ?? {}, { ...RULES, quirks: {}, foreign: true });
    expect(reshaped).toBe(true);
    expect(listAt(body, 'tools').map((tool) => textAt(tool, 'type'))).toEqual(conversation.tools.map(() => 'function'));
    expect(listAt(body, 'tools').map((tool) => textAt(tool, 'name'))).toContain('functions__exec');
    expect(JSON.stringify(body['input'])).not.toContain('additional_tools');
    for (const key of ['client_metadata', 'prompt_cache_key']) expect(body).not.toHaveProperty(key);
  });

  it('replay the sealed thoughts of others, which are taken out before OpenAI sees them', () => {
    const replayed = codex.filter(({ body }) => JSON.stringify(body).includes('ENVELOPE'));
    expect(replayed.length).toBeGreaterThan(0);
    for (const { body } of replayed) {
      const parts = openaiResponses.parseRequest(body).conversation.messages.flatMap((message) => message.parts);
      const thought = parts.find(({ type }) => type === 'thinking');
      expect(thought).toEqual({ type: 'thinking', text: 'foreign reasoning', signature: 'gw1.claude.ENVELOPE==' });
      const minted = JSON.parse(JSON.stringify(body).replace('gw1.claude.', 'failsoft.1.')) as JsonObject;
      expect(JSON.stringify(openaiResponses.scrub(minted))).not.toContain('ENVELOPE');
      expect(listAt(openaiResponses.scrub(minted), 'input').length).toBe(listAt(body, 'input').length - 1);
      expect(JSON.stringify(openaiResponses.forget(body))).not.toContain('"reasoning","id"');
    }
  });
});
