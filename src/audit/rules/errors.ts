import type { OnError } from '../../model/audit.ts';
import type { Check } from './rule.ts';

const whenIs =
  (what: OnError, message: string): Check =>
  ({ site }) =>
    site.onError.value === what ? message : null;

export const empty = whenIs('empty', 'Its error becomes an empty value, which looks like an answer.');
export const fabricated = whenIs('fabricated', 'Its error becomes numbers that no model has said.');
export const asOutput = whenIs('error-as-output', 'The text of its error is returned in place of an answer.');
export const letsThrough = whenIs('allowed', 'When the check cannot be made, it counts as passed.');

export const flattened: Check = ({ outcome, site }) =>
  outcome.isFlattened && site.onError.value === 'status-to-caller'
    ? 'Whatever the provider says, the caller is told 500.'
    : null;

export const uncaughtStream: Check = ({ site, found, around }) => {
  const { keptIn, symbol } = found.call;
  if (site.streaming.value !== true || keptIn === null || !around.some(({ is }) => is === 'try')) return null;
  const loop = found.facts.loops.find((one) => one.symbol === symbol && one.over === keptIn && one.line >= site.line);
  return loop !== undefined && !loop.isCaught
    ? `The stream is read in line ${loop.line}, outside of the try that the call stands in.`
    : null;
};

export const notSafe: Check = ({ site, found }) => {
  const name = site.symbol.slice(site.symbol.lastIndexOf('.') + 1);
  if (!/^(?:safe|try)[A-Z_]|[a-z]Safe(?:ly)?$|_safe(?:ly)?$|Gracefully$|_gracefully$/.test(name)) return null;
  return site.onError.value === 'rethrown' && found.call.around.some(({ is }) => is === 'try')
    ? `${name} throws what it catches.`
    : null;
};
