import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DATA, readRecordings, recorded, skipped } from '../../../test/fixtures/anthropic-recordings.ts';
import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { RequestOptions } from '../protocol.ts';
import { same } from '../testing/recorded.ts';
import { gemini } from './index.ts';
import { camel } from './spelling.ts';
import { NO_SIGNATURE } from './terms.ts';

const recordings = recorded ? readRecordings(/generateContent/i, /:(generateContent|streamGenerateContent)/) : [];
const accepted = recordings.filter(({ status }) => status === 200);
const RULES: RequestOptions = {
  model: 'm',
  stream: false,
  maxOutputTokens: null,
  quirks: { webSearch: 'asked', mediaInResults: true },
};

/** A request as it means, without the code under test: one spelling, one alphabet of base64, and turns of one role joined. */
function meaning(request: JsonObject): Json {
  const turns: { role: string; parts: Json[] }[] = [];
  for (const content of listAt(request, 'contents')) {
    const role = textAt(content, 'role') || 'user';
    const parts = listAt(content, 'parts')
      .map(plain)
      .filter((part) => JSON.stringify(part) !== '{"text":""}');
    const last = turns.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else if (parts.length > 0) turns.push({ role, parts: [...parts] });
  }
  return turns;
}

const BYTES = new Set(['data', 'thoughtSignature']);

function plain(value: Json): Json {
  if (isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(camel(value)).flatMap(([key, inner]) => {
      // What stands for no signature may stand where it is not needed.
      if (key === 'thoughtSignature' && inner === NO_SIGNATURE) return [];
      return [entry(key, inner)];
    }),
  );
}

function entry(key: string, inner: Json): readonly [string, Json] {
  if (key === 'args' || key === 'parametersJsonSchema') return [key, inner];
  if (key === 'response' && isObject(inner)) return [key, outcome(inner)];
  if (BYTES.has(key) && typeof inner === 'string') return [key, Buffer.from(inner, 'base64').toString('base64')];
  return [key, plain(inner)];
}

const withoutIds = (value: Json): Json =>
  JSON.parse(JSON.stringify(value, (key, inner: Json) => (key === 'id' ? undefined : inner)));

/** What a result says, whatever it is called. */
function outcome(response: JsonObject): JsonObject {
  const [only, ...others] = Object.keys(response);
  if (only === undefined) return { output: '' };
  const inner = others.length === 0 && (only === 'output' || only === 'error') ? (response[only] ?? '') : response;
  const text = typeof inner === 'string' ? inner : JSON.stringify(inner);
  return only === 'error' ? { error: text } : { output: text };
}

const textsOf = (request: JsonObject): string =>
  listAt(request, 'systemInstruction', 'parts')
    .map((part) => textAt(part, 'text'))
    .join('|');

describe.skipIf(skipped)('recorded requests (skipped without ../shared/data)', () => {
  it('keep all that Google accepted when they are read and written again', () => {
    let exact = 0;
    for (const { path, request } of accepted) {
      const { conversation } = gemini.parseRequest(request);
      const { body, losses } = gemini.renderRequest(conversation, RULES);
      same(path, textsOf(body), textsOf(request));
      const lost = [...conversation.unsaid, ...losses].filter(({ weight }) => weight !== 'cosmetic');
      // What lies at Google, its own tools, and settings that only it knows.
      if (lost.some(({ what }) => /^(fileData|parts\.|tools\.|cachedContent|modelArmor|videoMetadata)/.test(what)))
        continue;
      exact += 1;
      // Calls without ids, as older clients send them, get some.
      const hasIds =
        !/"name":/.test(JSON.stringify(request['contents'])) || /"id":/.test(JSON.stringify(request['contents']));
      const found = meaning(body);
      same(path, hasIds ? found : withoutIds(found), meaning(request));
      for (const content of listAt(body, 'contents')) {
        const call = listAt(content, 'parts').find((part) => at(part, 'functionCall') !== undefined);
        if (call !== undefined) same(path, textAt(call, 'thoughtSignature') === '', false);
      }
      const config = camel((request['generationConfig'] ?? {}) as JsonObject);
      for (const key of ['temperature', 'topP', 'topK', 'maxOutputTokens', 'stopSequences', 'responseMimeType']) {
        same(path, at(body, 'generationConfig', key), config[key]);
      }
    }
    expect(exact).toBeGreaterThan(260);
  });

  it('keep their tools, which of them is wanted, and the schemas that Google enforced', () => {
    let tools = 0;
    let schemas = 0;
    for (const { path, request } of accepted) {
      const { conversation } = gemini.parseRequest(request);
      const { body } = gemini.renderRequest(conversation, RULES);
      const asked = isArray(request['tools']) ? request['tools'] : [request['tools'] ?? {}];
      const declared = asked.flatMap((tool) => listAt(camel(tool as JsonObject), 'functionDeclarations'));
      const wanted = declared.map((tool) => textAt(tool, 'name'));
      const offered = listAt(body, 'tools', 0, 'functionDeclarations');
      same(
        path,
        offered.map((tool) => textAt(tool, 'name')),
        wanted,
      );
      for (const [index, tool] of declared.entries()) {
        const schema = camel(tool as JsonObject)['parametersJsonSchema'];
        if (!isObject(schema)) continue;
        same(path, at(offered[index], 'parametersJsonSchema'), schema);
        tools += 1;
      }
      const mode = textAt(request, 'toolConfig', 'functionCallingConfig', 'mode');
      if (wanted.length > 0 && mode !== '' && mode !== 'AUTO') {
        same(path, textAt(body, 'toolConfig', 'functionCallingConfig', 'mode'), mode);
      }
      const schema = at(request, 'generationConfig', 'responseJsonSchema');
      if (schema === undefined) continue;
      same(path, at(body, 'generationConfig', 'responseJsonSchema'), schema);
      schemas += 1;
    }
    expect(tools).toBeGreaterThan(200);
    expect(schemas).toBeGreaterThan(20);
  });
});

describe.skipIf(skipped)('requests of real clients (skipped without ../shared/data)', () => {
  const clients = recorded ? readdirSync(new URL('clients/', DATA), { recursive: true, encoding: 'utf8' }) : [];
  const bodies = clients
    .filter((file) => /models_.*(generate|Generate)Content\.json$/.test(file))
    .map((file) => ({
      file,
      body: at(
        JSON.parse(
          readFileSync(new URL(encodeURIComponent(file).replaceAll('%2F', '/'), new URL('clients/', DATA)), 'utf8'),
        ) as Json,
        'body',
      ) as JsonObject,
    }));

  it('are read without losing anything, and can be written again', () => {
    expect(bodies.length).toBeGreaterThanOrEqual(13);
    for (const { file, body } of bodies) {
      const { conversation } = gemini.parseRequest(body);
      same(file, conversation.unsaid, []);
      const rendered = gemini.renderRequest(conversation, RULES);
      same(file, rendered.losses, []);
      same(file, meaning(rendered.body), meaning(body));
      same(file, conversation.tools.length, listAt(body, 'tools', 0, 'functionDeclarations').length);
      same(file, at(rendered.body, 'generationConfig', 'temperature'), at(body, 'generationConfig', 'temperature'));
    }
  });

  it('of Gemini CLI keep their calls, the signatures on them and the router’s schema', () => {
    const tool = bodies.find(({ file }) => file.startsWith('gemini-cli-tool/003'));
    const { conversation } = gemini.parseRequest(tool?.body ?? {});
    expect(conversation.messages.at(-2)?.parts).toEqual([
      { type: 'tool-call', id: 'fc1', name: 'run_shell_command', input: { command: 'echo hi' }, signature: 'c2ln' },
    ]);
    expect(conversation.messages.at(-1)?.parts).toMatchObject([{ type: 'tool-result', callId: 'fc1', failed: false }]);
    expect(conversation.thinking).toEqual({ kind: 'on', effort: 'high', budgetTokens: null });
    const router = bodies.find(({ file }) => file.startsWith('gemini-cli-plain/001'));
    expect(gemini.parseRequest(router?.body ?? {}).conversation.output).toMatchObject({
      kind: 'schema',
      schema: { type: 'object', properties: { complexity_score: { type: 'integer' } } },
    });
  });
});
