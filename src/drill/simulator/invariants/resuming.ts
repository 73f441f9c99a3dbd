import type { Exchange } from '../internet/exchange.ts';
import { isOfTheLine } from '../internet/kept-streams.ts';
import type { Run } from '../run.ts';
import { type Invariant, isCutOff, ofEach } from './invariant.ts';

/** With so many bytes of an answer its name has come for sure. */
const NAMED_BYTES = 6_000;

function originOf({ restOf }: Exchange, { exchanges }: Run): Exchange | null {
  return restOf === null ? null : (exchanges[restOf] ?? null);
}

const sameSource: Invariant['check'] = ({ run }) =>
  run.exchanges.flatMap((one) => {
    const origin = originOf(one, run);
    if (origin === null) return [];
    const { provider, key, config } = origin;
    const isSame = one.provider === provider && one.key === key && one.config === config;
    return isSame ? [] : [`the rest of ${origin.target} was asked of ${one.target} with key ${one.key}`];
  });

/** What is not waited for any more is ended where it is made. */
const endedThere: Invariant['check'] = ({ run }) =>
  run.exchanges.flatMap((one) => {
    if (!one.isKept || !isOfTheLine(one.fault) || one.bytes < NAMED_BYTES || one.end === 'ended') return [];
    const rests = run.exchanges.filter(({ restOf }) => restOf === one.number);
    // What another answer has said in the place of the rest may have been an end.
    if (
      rests.some(({ ends, fault }) => ends || !isOfTheLine(fault)) ||
      [one, ...rests].some(({ completeMs }) => completeMs !== null)
    )
      return [];
    return [`${one.target} went on with an answer that nobody waited for`];
  });

/** Where the rest has come, nothing is missing. */
const restIsEnough = ofEach((one, run) => {
  const { exchanges, entry, talk } = one;
  if (entry === undefined || entry.outcome === 'left' || talk.received.end === 'left' || isCutOff(one, run))
    return null;
  const rest = run.exchanges.find(
    ({ completeMs, restOf }) =>
      completeMs !== null &&
      completeMs <= talk.askedMs + entry.tookMs &&
      // Whoever does not go on where another one broke off is not listened to, however whole it is.
      exchanges.some(({ number, continuation }) => number === restOf && continuation === null),
  );
  return rest === undefined || entry.outcome === 'answered'
    ? null
    : `it was ${entry.outcome} although the rest of ${rest.target} had come`;
});

// oxfmt-ignore
export const RESUMING: readonly Invariant[] = [
  { id: 'L1', binds: 'all', check: sameSource, says: 'The rest of an answer whose line broke is asked of who has begun it, with the same key.' },
  { id: 'L2', binds: 'all', check: endedThere, says: 'An answer that its provider makes although nobody listens is ended there when nobody waits for it.' },
  { id: 'L3', binds: 'all', check: restIsEnough, says: 'Where the rest of an answer has come, it is answered.' },
];
