import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { at, isObject, listAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';
import { parse as parseJson } from '../testing/look.ts';
import { dialectOf } from '../draft.ts';
import type { DialectId, Sender } from './dialect.ts';

/** Requests as real clients sent them, with what the real providers answered where one was asked. */
const DATA = new URL('../../../../../shared/data/', import.meta.url);
const there = existsSync(DATA);
if (!there && process.env['FAILSOFT_TEST_ALL'] !== '1') {
  console.warn('Skipped: recorded requests are not here (../shared/data).');
}

type Recorded = {
  readonly from: string;
  /** Behind the version, with the query. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: JsonObject;
};

function acceptedByProviders(): readonly Recorded[] {
  const rows = JSON.parse(readFileSync(new URL('recordings/manifest.json', DATA), 'utf8')) as Json;
  return listAt(rows)
    .map((row) => `${textAt(row, 'repo')}/${textAt(row, 'path')}`)
    .filter((file) => /ya?ml$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(new URL(`recordings/${encodeURI(file).replaceAll('#', '%23')}`, DATA), 'utf8');
      return listAt(parse(text, { logLevel: 'silent' }) as Json, 'interactions')
        .filter((one) => at(one, 'response', 'status', 'code') === 200)
        .flatMap((one) => {
          const [, path] = PATHS.exec(textAt(one, 'request', 'uri')) ?? [];
          const body = bodyOf(at(one, 'request') ?? null);
          if (path === undefined || body === null) return [];
          return [{ from: file, path, headers: { 'anthropic-version': '2023-06-01' }, body }];
        });
    });
}

const PATHS =
  /^(?:https:\/\/(?:api\.(?:anthropic|openai)\.com\/v1|generativelanguage\.googleapis\.com\/v1beta)|http:\/\/127\.0\.0\.1:11434)\/(messages|chat\/completions|responses|models\/[^/]+:(?:stream)?[gG]enerateContent(?:\?alt=sse)?|api\/chat)(?:\?beta=true)?$/;

function bodyOf(request: Json): JsonObject | null {
  const parsed = at(request, 'parsed_body');
  if (isObject(parsed)) return parsed;
  // A few bodies were damaged when secrets were taken out of them.
  const value = parseJson(textAt(request, 'body'));
  return isObject(value) ? value : null;
}

function sentByClients(): readonly Recorded[] {
  const root = new URL('clients/', DATA);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /POST__.*\.json$/.test(file))
    .flatMap((file) => {
      const capture = JSON.parse(
        readFileSync(new URL(file.split('/').map(encodeURIComponent).join('/'), root), 'utf8'),
      ) as Json;
      const [, path] = SENT.exec(textAt(capture, 'url')) ?? [];
      const body = at(capture, 'body');
      const value = typeof body === 'string' ? (JSON.parse(body) as Json) : body;
      if (path === undefined || !isObject(value)) return [];
      return [{ from: file, path, headers: (at(capture, 'headers') ?? {}) as Record<string, string>, body: value }];
    });
}

const SENT =
  /^\/(?:v1(?:beta)?\/)?(messages|chat\/completions|responses|models\/[^/]+:(?:stream)?[gG]enerateContent(?:\?alt=sse)?|api\/chat)(?:\?beta=true)?$/;

function senderOf({ path, headers }: Recorded): Sender {
  const [place = '', query = ''] = path.split('?');
  const nothing = (): readonly Json[] => [{ type: 'message', role: 'user', content: 'Something said before' }];
  return { path: place, query: new URLSearchParams(query), version: '', headers, provider: 'p', recall: nothing };
}

/** What only the real providers can know: what they have signed, sealed, cached or said before. */
const THEIRS =
  /Invalid `signature`|could not be verified|Corrupted thought signature|CachedContent not found|No tool call found for function call output/;

function complaints(requests: readonly Recorded[]): readonly string[] {
  return requests.flatMap((recorded) => {
    const sender = senderOf(recorded);
    const read = dialectOf(sender).read(recorded.body, sender);
    return read.ok || THEIRS.test(read.trouble.message) ? [] : [`${recorded.from}: ${read.trouble.message}`];
  });
}

/** Of every dialect so many were looked at. */
function expectAtLeast(requests: readonly Recorded[], counts: Readonly<Record<DialectId, number>>): void {
  const found = requests.map((recorded) => dialectOf(senderOf(recorded)).id);
  const few = Object.entries(counts).filter(
    ([dialect, count]) => found.filter((one) => one === dialect).length < count,
  );
  expect(few).toEqual([]);
}

describe.runIf(there || process.env['FAILSOFT_TEST_ALL'] === '1')('the strictness of the sandbox', () => {
  it('refuses nothing that the real providers accepted', () => {
    const requests = acceptedByProviders();
    expectAtLeast(requests, { anthropic: 300, 'openai-chat': 100, 'openai-responses': 240, gemini: 230, ollama: 16 });
    expect(complaints(requests)).toEqual([]);
  });

  it('refuses nothing that real clients send', () => {
    const requests = sentByClients();
    expectAtLeast(requests, { anthropic: 40, 'openai-chat': 11, 'openai-responses': 18, gemini: 13, ollama: 2 });
    expect(complaints(requests)).toEqual([]);
  });
});
