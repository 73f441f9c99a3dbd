import { createHash } from 'node:crypto';
import { isConversation, isPlain, whyNotKept } from '../../cache/class.ts';
import { type Directives, directivesOf } from '../../cache/directives.ts';
import { isInKey, isKeptDialect, type KeptDialect } from '../../cache/fields.ts';
import { type Key, keyOf } from '../../cache/key.ts';
import { type NearQuestion, nearQuestion } from '../../cache/near/question.ts';
import type { JsonObject } from '../../model/json.ts';
import type { RouteCache } from '../../model/route.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import { type Asked, tenantOf } from '../asked.ts';
import { objectOf } from '../prepare/body.ts';
import { isNamed } from '../prepare/headers.ts';

/** A request as one that may have been answered before. */
export type Question = {
  readonly kind: 'question';
  readonly dialect: KeptDialect;
  readonly cache: RouteCache;
  readonly wants: Directives;
  readonly tenant: string;
  readonly key: Key;
  /** Has a model spoken before in it? */
  readonly isConversation: boolean;
  /** The same as one whose words may be others; null where only its own are the same, or nobody wants others. Read when it is needed. */
  readonly near: () => NearQuestion | null;
};

/** One whose answer is nobody else's, and why. */
export type OwnQuestion = { readonly kind: 'own'; readonly wants: Directives; readonly why: string };

export function questionOf(asked: Asked, cache: RouteCache): Question | OwnQuestion {
  const { caller, headers, scan, query } = asked;
  const wants = directivesOf(headers['cache-control']);
  const own = (why: string): OwnQuestion => ({ kind: 'own', wants, why });
  if (wants.noStore) return own('no-store');
  // What is kept may be the answer of one that is not wanted.
  if (headers['x-failsoft-not'] !== undefined) return own('x-failsoft-not');
  if (headers['x-failsoft-data'] === 'personal') return own('personal');
  const dialect = caller.id;
  if (!isKeptDialect(dialect)) return own('dialect');
  const body = bodyOf(asked);
  if (body === null) return own('no JSON');
  const why = whyNotKept(dialect, body, cache);
  if (why !== null) return own(why);
  const tenant = tenantOf(asked);
  const request = { dialect, body, model: scan.model, headers: headersOf(asked, dialect), query };
  const scope = { tenant, route: asked.route.name, allow: asked.route.allow, credential: digestOf(asked) };
  const key = keyOf(request, scope);
  if (key.kind === 'bypass') return own(key.why);
  const mayBeNear = cache.near !== undefined && headers['x-failsoft-match'] !== 'exact' && isPlain(dialect, body);
  const near = mayBeNear ? once(() => nearQuestion(request, scope, key)) : nothing;
  return { kind: 'question', dialect, cache, wants, tenant, key, isConversation: isConversation(dialect, body), near };
}

const nothing = (): null => null;

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function bodyOf({ body }: Asked): JsonObject | null {
  try {
    return objectOf(body);
  } catch {
    return null;
  }
}

/** What the headers ask for, where the provider gets to see them. */
function headersOf({ headers }: Asked, dialect: KeptDialect): Readonly<Record<string, string>> {
  const { requestHeaders } = PROTOCOLS[dialect];
  const asking: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && isNamed(requestHeaders, name) && isInKey(name)) asking[name] = value;
  }
  return asking;
}

/** A provider may answer each account otherwise, and nobody here knows whose credential it is. */
function digestOf({ credential }: Asked): string {
  return credential === null ? '' : createHash('sha256').update(credential.value).digest('base64url');
}
