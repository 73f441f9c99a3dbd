import { FAULTS } from '../../../model/fault.ts';
import type { Exchange } from '../internet/exchange.ts';
import { type Case, notedAs } from './invariant.ts';

/** Asked again on a fresh connection or with another key, which is free: it is no second opinion. */
export function isMend(one: Exchange, all: readonly Exchange[]): boolean {
  return all.some(
    ({ tag, target, number, truth }) =>
      tag === one.tag &&
      target === one.target &&
      number < one.number &&
      (truth.kind === 'reset' || truth.against === 'key'),
  );
}

/** The same of the same target, which has failed before in a way that may have been but a moment. */
export function isHope(call: Exchange, one: Case): boolean {
  const before = beforeIn(one, call);
  if (before === undefined || before.truth.kind === null || hasOnlyLost(before, one)) return false;
  const { retry } = FAULTS[before.truth.kind];
  return retry === 'if-last' || retry === 'at-last';
}

/**
 * Was it only slower than another one, which then broke off, and is asked after all? A question has one such call of a target at most, and
 * never two of them under way at once.
 */
export function isAfterAll(call: Exchange, one: Case): boolean {
  const before = beforeIn(one, call);
  return before !== undefined && hasOnlyLost(before, one);
}

function beforeIn({ exchanges }: Case, call: Exchange): Exchange | undefined {
  return exchanges.findLast(({ target, number }) => target === call.target && number < call.number);
}

/**
 * Was it let go of while another one spoke? It has not failed, and is the next one when that breaks off behind its thoughts. Its line may be
 * kept for longer, until its name has come.
 */
export function hasOnlyLost(before: Exchange, one: Case): boolean {
  const noted = notedAs(before, one);
  if (before.end !== 'aborted' || noted?.fault !== 'cancelled') return false;
  const leftMs = before.startMs + noted.tookMs;
  return one.exchanges.some(
    (other) => other !== before && (other.byteMs ?? Infinity) <= leftMs && (other.endMs ?? Infinity) >= leftMs,
  );
}
