import { hash } from 'node:crypto';
import { isArray, isObject, type Json, type JsonObject, listAt } from '../model/json.ts';
import { canonical, canonicalWithoutMarks, inOrder, NotCanonical } from './canonical.ts';
import { type KeptDialect, verdictOf } from './fields.ts';

/** Counts up when another key is made of the same request: older entries are then found by nobody. */
const KEY_VERSION = 1;

/** To whom an answer may be given again. All of it is known here; nothing of it is said by a caller. */
export type Scope = {
  /** Who the client belongs to; empty where callers need no key. */
  readonly tenant: string;
  /** The route, and whom its data policy allows to be asked. */
  readonly route: string;
  readonly allow: readonly string[] | null;
  /** A digest of the credential that the caller sends to the provider itself; empty when it sends none. */
  readonly credential: string;
};

export type Request = {
  readonly dialect: KeptDialect;
  readonly body: JsonObject;
  /** As the path or the body says it. */
  readonly model: string;
  /** Those of the dialect that are passed on and say what is asked. */
  readonly headers: Readonly<Record<string, string>>;
  /** With its `?`, or empty. */
  readonly query: string;
};

/** `request`: the text that `id` is the digest of, so that a second look can prove that it is the same request. */
export type Key = { readonly kind: 'key'; readonly id: string; readonly request: Buffer };

/** No answer to this is ever kept, for this reason: a field, or a few words. */
export type Bypass = { readonly kind: 'bypass'; readonly why: string };

/**
 * The key of a request: everything that its answer may depend on, in one text, and the digest of that. Pure. One look at each field, one
 * canonical text, one hash.
 */
export function keyOf(request: Request, scope: Scope): Key | Bypass {
  const { dialect, body, model, headers, query } = request;
  try {
    let fields = '';
    for (const field of inOrder(Object.keys(body))) {
      const verdict = verdictOf(dialect, field);
      const value = body[field] ?? null;
      if (verdict === 'bypass' && saysSomething(value)) return { kind: 'bypass', why: field };
      if (verdict === 'bypass' || verdict === 'ignore') continue;
      const text = verdict === 'marked' ? canonicalWithoutMarks(value) : canonical(value);
      fields += `${fields === '' ? '' : ','}${JSON.stringify(field)}:${text}`;
    }
    const whose = canonical([scope.tenant, scope.route, scope.allow, scope.credential]);
    const how = canonical([dialect, model, headers, asked(query)]);
    const text = `[${KEY_VERSION},${whose},${how},{${fields}}]`;
    return keyOfText(text);
  } catch (error) {
    if (error instanceof NotCanonical) return { kind: 'bypass', why: error.message };
    throw error;
  }
}

function keyOfText(text: string): Key {
  const request = Buffer.from(text);
  return { kind: 'key', id: hash('sha256', request, 'hex'), request };
}

/** The key of a request of which the text is kept, with another body. */
export function keyWith(text: string, body: Json): Key {
  const [version = null, scope = null, request = null] = listAt(JSON.parse(text));
  return keyOfText(canonical([version, scope, request, body]));
}

/** What stands in the text of a key, for people; null when it is none of this version. */
export function readRequest(text: string): { readonly dialect: string; readonly body: Json } | null {
  try {
    const found: Json = JSON.parse(text);
    if (!isArray(found) || found[0] !== KEY_VERSION) return null;
    const [, , request, body = null] = found;
    return { dialect: isArray(request) && typeof request[0] === 'string' ? request[0] : '', body };
  } catch {
    return null;
  }
}

/** A field that is there without a wish: off, or empty. */
function saysSomething(value: Json): boolean {
  if (isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return value !== null && value !== false && value !== '';
}

/** How an answer is to be written, and with what it is paid for: no secret may be kept. */
const NOT_ASKED: readonly string[] = ['alt', 'key', 'access_token', 'oauth_token'];

function asked(query: string): Json {
  if (query === '') return [];
  const found = [...new URLSearchParams(query)].filter(([name]) => !NOT_ASKED.includes(name));
  return found.toSorted(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
