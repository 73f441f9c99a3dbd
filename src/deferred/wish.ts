import { type Asked, tenantOf } from '../engine/asked.ts';
import { Fault } from '../model/fault.ts';
import { PRIORITY } from '../model/job.ts';
import type { Sealing } from '../store/sealing.ts';
import { packQuestion, questionOf } from './question.ts';
import type { Wish } from './queue.ts';

/** What the operator says of a wish where the caller says nothing. */
export type Terms = { readonly expiresMs: number; readonly priority: number };

/** Names that callers choose, characters. */
const NAME_LENGTH_MAX = 255;
/** The shortest time that may be asked for, s. */
const EXPIRES_S_MIN = 1;

/**
 * A request as something to be answered later. What its headers say, as far as that is less than the terms: `x-failsoft-expires` (seconds),
 * `x-failsoft-priority` (0 to 7; the terms are the first that may be had), `idempotency-key`, `x-failsoft-order`. Throws `bad-request`.
 */
export function wishOf(asked: Asked, terms: Terms, hook: string | null): Wish {
  const { headers, caller, route, scan, client, workflow } = asked;
  if (asked.embedding !== null) throw new Fault('bad-request', 'Vectors are not made later');
  const key = nameIn(headers['idempotency-key'], 'idempotency-key');
  return {
    tenant: tenantOf(asked),
    client,
    protocol: caller.id,
    route: route.name,
    model: scan.model,
    workflow,
    priority: Math.max(terms.priority, numberIn(headers['x-failsoft-priority'], PRIORITY_RANGE) ?? PRIORITY.first),
    expiresMs: Math.min(terms.expiresMs, (numberIn(headers['x-failsoft-expires'], EXPIRES_RANGE) ?? Infinity) * 1_000),
    idempotencyKey: key === null ? null : `=${key}`,
    orderKey: nameIn(headers['x-failsoft-order'], 'x-failsoft-order'),
    question: questionOf(asked),
    hook,
  };
}

/**
 * The same for one that nobody has given a key: who asks the same again while it waits, as clients do by themselves, gets the same promise.
 */
export function onceOnly(wish: Wish, sealing: Sealing): Wish {
  if (wish.idempotencyKey !== null) return wish;
  const { route, model } = wish;
  const same = Buffer.concat([Buffer.from(JSON.stringify([route, model])), packQuestion(wish.question)]);
  return { ...wish, idempotencyKey: `~${sealing.mark(same)}` };
}

const PRIORITY_RANGE = { name: 'x-failsoft-priority', least: PRIORITY.first, most: PRIORITY.last };
const EXPIRES_RANGE = { name: 'x-failsoft-expires', least: EXPIRES_S_MIN, most: 10 ** 9 };

function numberIn(
  text: string | undefined,
  { name, least, most }: { readonly name: string; readonly least: number; readonly most: number },
): number | null {
  if (text === undefined) return null;
  const number = Number(text);
  if (/^\d{1,10}$/.test(text) && number >= least && number <= most) return number;
  throw new Fault('bad-request', `${name} must be a whole number from ${least} to ${most}`);
}

function nameIn(text: string | undefined, name: string): string | null {
  if (text === undefined) return null;
  if (text !== '' && text.length <= NAME_LENGTH_MAX && text.isWellFormed()) return text;
  throw new Fault('bad-request', `${name} must have 1 to ${NAME_LENGTH_MAX} characters`);
}
