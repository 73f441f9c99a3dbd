import { wordsOf } from '../cache/words.ts';
import { Fault } from '../model/fault.ts';
import { at, isObject, type Json, numberAt, textAt } from '../model/json.ts';
import type { KeptAnswer, KeptQuery } from '../model/kept-answer.ts';
import type { Gateway } from './gateway.ts';
import type { Incoming } from './handle.ts';
import { decoded } from './paths.ts';
import { numberIn } from './query.ts';

/** Where administrators look at kept answers, and forget some. */
export const KEPT = '/admin/cache';

const LIMIT = 50;
const LIMIT_MAX = 1_000;

/** Kept answers, or one with its words. Rejects with `busy`, and with `no-such-path` where there is none. */
export async function keptAt({ live }: Gateway, { path, query }: Pick<Incoming, 'path' | 'query'>): Promise<object> {
  const { answers, world } = live().engine;
  const parameters = new URLSearchParams(query);
  if (path !== KEPT) {
    const found = answers.show(decoded(path.slice(KEPT.length + 1)));
    if (found === null) throw new Fault('no-such-path', 'No such answer is kept');
    const { request, answer, ...told } = found;
    return { ...told, ...wordsOf({ request, answer }) };
  }
  const limit = Math.min(numberIn(parameters, 'limit') ?? LIMIT, LIMIT_MAX);
  const wanted = meant((name) => parameters.get(name), numberIn(parameters, 'older_ms'), world.wallMs());
  const found: readonly KeptAnswer[] = await answers.list(wanted, limit);
  return { answers: found, counts: answers.counts() };
}

/** Forgets those that the body means. Rejects with `bad-request` for a body that means nothing, and with `busy`. */
export async function purgeKept({ live }: Gateway, body: Json): Promise<{ readonly purged: number }> {
  const { answers, world } = live().engine;
  const age = at(body, 'olderMs');
  const olderMs = age === undefined ? null : numberAt(body, 'olderMs');
  if (!isObject(body) || (olderMs !== null && !(olderMs >= 0)))
    throw new Fault('bad-request', 'A JSON object was expected, with `olderMs` in milliseconds');
  const wanted = meant((name) => (at(body, name) === undefined ? null : textAt(body, name)), olderMs, world.wallMs());
  if (Object.keys(wanted).length === 0 && at(body, 'all') !== true)
    throw new Fault('bad-request', 'Say which: tenant, route, model, id, olderMs; or "all": true');
  return { purged: await answers.purge(wanted) };
}

function meant(text: (name: string) => string | null, olderMs: number | null, nowMs: number): KeptQuery {
  // As `key`, callers send credentials.
  const [key, tenant, route, model] = ['id', 'tenant', 'route', 'model'].map(text);
  return {
    ...(typeof key === 'string' && { key }),
    ...(typeof tenant === 'string' && { tenant }),
    ...(typeof route === 'string' && { route }),
    ...(typeof model === 'string' && { model }),
    ...(olderMs !== null && { beforeMs: nowMs - olderMs }),
  };
}
