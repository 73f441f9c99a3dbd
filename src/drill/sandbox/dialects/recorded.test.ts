import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { at, isObject, listAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';
import { parse as parseJson } from '../testing/look.ts';
import { anthropic } from './anthropic.ts';
import { openai } from './openai.ts';

/** Requests as real clients sent them, with what the real providers answered where one was asked. */
const DATA = new URL('../../../../../shared/data/', import.meta.url);
const there = existsSync(DATA);
if (!there && process.env['FAILSOFT_TEST_ALL'] !== '1') {
  console.warn('Skipped: recorded requests are not here (../shared/data).');
}

type Recorded = {
  readonly from: string;
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

const PATHS = /^https:\/\/api\.(?:anthropic|openai)\.com\/v1\/(messages|chat\/completions)(?:\?|$)/;

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
    .filter((file) => /POST__v1_(messages|chat_completions)\.json$/.test(file))
    .flatMap((file) => {
      const capture = JSON.parse(
        readFileSync(new URL(file.split('/').map(encodeURIComponent).join('/'), root), 'utf8'),
      ) as Json;
      const body = at(capture, 'body');
      const value = typeof body === 'string' ? (JSON.parse(body) as Json) : body;
      if (!isObject(value)) return [];
      const headers = (at(capture, 'headers') ?? {}) as Record<string, string>;
      const path = file.includes('messages') ? 'messages' : 'chat/completions';
      return [{ from: file, path, headers, body: value }];
    });
}

function complaints(requests: readonly Recorded[]): readonly string[] {
  return requests.flatMap(({ from, path, headers, body }) => {
    const read = (path === 'messages' ? anthropic : openai).read(body, { headers, provider: 'p' });
    // The sandbox cannot check the real providers' signatures of thinking; it accepts only its own.
    return read.ok || read.trouble.message.includes('Invalid `signature`') ? [] : [`${from}: ${read.trouble.message}`];
  });
}

describe.runIf(there || process.env['FAILSOFT_TEST_ALL'] === '1')('the strictness of the sandbox', () => {
  it('refuses nothing that the real providers accepted', () => {
    const requests = acceptedByProviders();
    expect(requests.length).toBeGreaterThan(300);
    expect(complaints(requests)).toEqual([]);
  });

  it('refuses nothing that real clients send', () => {
    const requests = sentByClients();
    expect(requests.length).toBeGreaterThan(30);
    expect(complaints(requests)).toEqual([]);
  });
});
