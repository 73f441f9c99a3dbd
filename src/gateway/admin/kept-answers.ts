import { wordsOf } from '../../cache/words.ts';
import { Fault } from '../../model/fault.ts';
import { at, isObject, numberAt, textAt } from '../../model/json.ts';
import type { KeptAnswer, KeptQuery } from '../../model/kept-answer.ts';
import { decoded } from '../paths.ts';
import { numberIn } from '../query.ts';
import { type Answers, type Question, well } from './question.ts';

/** Where administrators look at kept answers, and forget some. */
const KEPT = '/admin/cache';

const LIMIT = 50;
const LIMIT_MAX = 1_000;

export const KEPT_READS: Answers = {
  [KEPT]: async ({ gateway, parameters }) => {
    const { answers, world } = gateway.live().engine;
    const limit = Math.min(numberIn(parameters, 'limit') ?? LIMIT, LIMIT_MAX);
    const wanted = meant((name) => parameters.get(name), numberIn(parameters, 'older_ms'), world.wallMs());
    const found: readonly KeptAnswer[] = await answers.list(wanted, limit);
    return well({ answers: found, counts: answers.counts() });
  },
  [`${KEPT}/`]: ({ gateway, path }) => {
    const found = gateway.live().engine.answers.show(decoded(path.slice(KEPT.length + 1)));
    if (found === null) throw new Fault('no-such-path', 'No such answer is kept');
    const { request, answer, ...told } = found;
    return well({ ...told, ...wordsOf({ request, answer }) });
  },
};

export const KEPT_ORDERS: Answers = {
  [`${KEPT}/purge`]: async (question) => well({ purged: await purgeKept(question) }),
};

/** Forgets those that the body means. Rejects with `bad-request` for a body that means nothing, and with `busy`. */
async function purgeKept({ gateway, body: read }: Question): Promise<number> {
  const { answers, world } = gateway.live().engine;
  const body = read();
  const age = at(body, 'olderMs');
  const olderMs = age === undefined ? null : numberAt(body, 'olderMs');
  if (!isObject(body) || (olderMs !== null && !(olderMs >= 0)))
    throw new Fault('bad-request', 'A JSON object was expected, with `olderMs` in milliseconds');
  const wanted = meant((name) => (at(body, name) === undefined ? null : textAt(body, name)), olderMs, world.wallMs());
  if (Object.keys(wanted).length === 0 && at(body, 'all') !== true)
    throw new Fault('bad-request', 'Say which: tenant, route, model, id, olderMs; or "all": true');
  return answers.purge(wanted);
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
