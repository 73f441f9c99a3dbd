import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';
import { judge, type Incoming } from '../draft.ts';
import { eventsOf } from '../testing/look.ts';
import type { DialectId, Dialect } from './dialect.ts';
import { gemini } from './gemini.ts';
import { ollama } from './ollama.ts';
import { openai } from './openai.ts';
import { anthropic } from './anthropic.ts';
import { responses } from './responses.ts';

/** What real providers answered, as a set of the fields that they wrote. */
const DATA = new URL('../../../../../shared/data/', import.meta.url);
const there = existsSync(DATA);
if (!there && process.env['FAILSOFT_TEST_ALL'] !== '1') {
  console.warn('Skipped: recorded answers are not here (../shared/data).');
}

const ADDRESSES: readonly (readonly [DialectId, RegExp])[] = [
  ['anthropic', /^https:\/\/api\.anthropic\.com\/v1\/messages(\?|$)/],
  ['openai-chat', /^https:\/\/api\.(openai|deepseek)\.com\/(v1\/)?chat\/completions$/],
  ['openai-responses', /^https:\/\/api\.openai\.com\/v1\/responses$/],
  ['gemini', /^https:\/\/generativelanguage\.googleapis\.com\/v1beta\/models\/[^/]+:(stream)?[gG]enerateContent/],
  ['ollama', /^http:\/\/127\.0\.0\.1:11434\/api\/chat$/],
];

/** Their names are not those of a provider. */
const OPAQUE = new Set(['args', 'arguments', 'input', 'tools', 'tool_choice', 'metadata', 'text.format', 'reasoning']);

/** How often a kind of object was seen, and each of its fields. */
type Notes = Map<string, number>;

/** Counts every object by the place or the type of the event or item that it is, and its fields. */
function note(value: Json, where: string, notes: Notes): void {
  if (isArray(value)) {
    for (const one of value) note(one, where, notes);
    return;
  }
  if (!isObject(value)) return;
  const type = textAt(value, 'type');
  const here = type === '' ? where : type;
  count(notes, `${here} itself`);
  for (const [name, inner] of Object.entries(value)) {
    count(notes, `${here}.${name}`);
    if (!OPAQUE.has(name)) note(inner, `${here}.${name}`, notes);
  }
}

function count(notes: Notes, name: string): void {
  notes.set(name, (notes.get(name) ?? 0) + 1);
}

function recorded(): ReadonlyMap<DialectId, Notes> {
  const seen = new Map<DialectId, Notes>(ADDRESSES.map(([dialect]) => [dialect, new Map()]));
  const rows = JSON.parse(readFileSync(new URL('recordings/manifest.json', DATA), 'utf8')) as Json;
  const files = listAt(rows).map((row) => `${textAt(row, 'repo')}/${textAt(row, 'path')}`);
  for (const file of files.filter((name) => /ya?ml$/.test(name))) {
    const text = readFileSync(new URL(`recordings/${encodeURI(file).replaceAll('#', '%23')}`, DATA), 'utf8');
    for (const one of listAt(parse(text, { logLevel: 'silent' }) as Json, 'interactions')) {
      const uri = textAt(one, 'request', 'uri');
      const dialect = ADDRESSES.find(([, pattern]) => pattern.test(uri))?.[0];
      if (dialect === undefined || at(one, 'response', 'status', 'code') !== 200) continue;
      for (const event of answersIn(at(one, 'response') ?? null, dialect))
        note(event, '', seen.get(dialect) ?? new Map());
    }
  }
  return seen;
}

function answersIn(response: Json, dialect: DialectId): readonly Json[] {
  const whole = at(response, 'parsed_body');
  if (isObject(whole)) return [whole];
  const text = textAt(response, 'body', 'string');
  return /^\s*\{[^\n]*\}\s*$|^\s*\{\s*\n/.test(text)
    ? eventsOf(text, dialect, 'whole')
    : eventsOf(text, dialect, 'stream');
}

const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const CALL = { name: 'weather', description: 'The weather', parameters: SCHEMA };
const SAID = { messages: [{ role: 'user', content: 'Think and [tool]' }] };

/** A question in every dialect that makes the model think, speak and call a tool. */
const QUESTIONS: Readonly<
  Record<DialectId, { readonly dialect: Dialect; readonly path: string; readonly body: JsonObject }>
> = {
  anthropic: {
    dialect: anthropic,
    path: 'messages',
    body: {
      ...SAID,
      model: 'claude-sonnet-5-5',
      max_tokens: 4_000,
      thinking: { type: 'adaptive' },
      tools: [{ name: 'weather', description: 'The weather', input_schema: SCHEMA }],
    },
  },
  'openai-chat': {
    dialect: openai,
    path: 'chat/completions',
    body: { ...SAID, model: 'gpt-5.6', reasoning_effort: 'low', tools: [{ type: 'function', function: CALL }] },
  },
  'openai-responses': {
    dialect: responses,
    path: 'responses',
    body: {
      model: 'gpt-5.6',
      input: 'Think and [tool]',
      reasoning: { effort: 'low', summary: 'auto' },
      include: ['reasoning.encrypted_content'],
      tools: [{ type: 'function', ...CALL, strict: true }],
    },
  },
  gemini: {
    dialect: gemini,
    path: 'models/gemini-3.8-flash:generateContent',
    body: {
      contents: [{ role: 'user', parts: [{ text: 'Think and [tool]' }] }],
      generationConfig: { thinkingConfig: { includeThoughts: true } },
      tools: [{ functionDeclarations: [{ name: 'weather', parametersJsonSchema: SCHEMA }] }],
    },
  },
  ollama: {
    dialect: ollama,
    path: 'api/chat',
    body: { ...SAID, model: 'llama3.2', think: true, tools: [{ type: 'function', function: CALL }] },
  },
};

/** The fields that the sandbox writes, whole and streamed, with words and with a call. */
function written(id: DialectId): ReadonlyMap<string, number> {
  const { dialect, path, body } = QUESTIONS[id];
  const seen: Notes = new Map();
  for (const seed of [1, 2, 3, 4, 5]) {
    const headers = {
      'anthropic-version': '2023-06-01',
      'x-api-key': 'k',
      'x-goog-api-key': 'k',
      authorization: 'Bearer k',
    };
    const incoming: Incoming = {
      method: 'POST',
      path,
      version: 'v1',
      query: new URLSearchParams(),
      headers,
      body,
      provider: 'p',
    };
    const judged = judge(incoming, {
      seed,
      number: seed,
      nowMs: 0,
      cached: () => false,
      recall: () => null,
      keep: () => undefined,
    });
    if (!judged.ok || judged.subject.form === 'plain') throw new Error(JSON.stringify(judged));
    const { telling } = judged.subject;
    note(dialect.whole(telling), '', seen);
    for (const { data } of dialect.frames(telling)) if (data !== '[DONE]') note(JSON.parse(data) as Json, '', seen);
  }
  return seen;
}

/** Fields that are younger than the recordings; they stand in the server's source. */
const YOUNGER: Readonly<Partial<Record<DialectId, RegExp>>> = { ollama: /^\.message\.(thinking|tool_calls)/ };

/** So many objects of a kind have to be known before it counts what all of them have. */
const ENOUGH = 8;

describe.runIf(there || process.env['FAILSOFT_TEST_ALL'] === '1')('the answers of the sandbox', () => {
  const seen = there ? recorded() : new Map<DialectId, Notes>();
  const ids = Object.keys(QUESTIONS) as DialectId[];

  it.each(ids)('hold nothing that real ones do not hold: %s', (id) => {
    const known = seen.get(id) ?? new Map<string, number>();
    const invented = [...written(id).keys()].filter((field) => !known.has(field) && !YOUNGER[id]?.test(field));
    expect(invented).toEqual([]);
  });

  it.each(ids)('hold everything that all real ones hold: %s', (id) => {
    const ours = written(id);
    const always = [...(seen.get(id) ?? [])].filter(([field, times]) => {
      const whole = seen.get(id)?.get(`${field.slice(0, field.lastIndexOf('.'))} itself`) ?? 0;
      return whole >= ENOUGH && times === whole && ours.has(`${field.slice(0, field.lastIndexOf('.'))} itself`);
    });
    expect(always.length).toBeGreaterThan(5);
    expect(always.map(([field]) => field).filter((field) => !ours.has(field))).toEqual([]);
  });
});
