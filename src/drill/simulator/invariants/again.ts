import { FAULTS } from '../../../model/fault.ts';
import type { Exchange } from '../exchange.ts';

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
export function isHope(one: Exchange, exchanges: readonly Exchange[]): boolean {
  const before = exchanges.findLast(({ target, number }) => target === one.target && number < one.number);
  if (before === undefined || before.truth.kind === null || hasOnlyLost(before, exchanges)) return false;
  const { retry } = FAULTS[before.truth.kind];
  return retry === 'if-last' || retry === 'at-last';
}

/** Was it let go of while another one spoke? It has not failed, and is the next one when that breaks off behind its thoughts. */
function hasOnlyLost({ number, end, endMs }: Exchange, exchanges: readonly Exchange[]): boolean {
  if (end !== 'aborted' || endMs === null) return false;
  return exchanges.some(
    (other) => other.number !== number && (other.byteMs ?? Infinity) <= endMs && (other.endMs ?? Infinity) >= endMs,
  );
}
