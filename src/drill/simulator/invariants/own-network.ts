import type { Exchange } from '../internet/exchange.ts';
import type { Run } from '../run.ts';
import type { Invariant } from './invariant.ts';

/** A look at our own network is over when nobody has answered a knock for so long, ms. */
const SIGN_MS = 3_000;
/** What came of it in the time before it was found out is taken back, ms. */
const BEFORE_MS = 5_000;

/** Looks at our own network: knocks at everybody at the same moment. They have neither a question nor anything else in them. */
function looksIn({ exchanges }: Run): readonly (readonly Exchange[])[] {
  const knocks = exchanges.filter(({ tag, body }) => tag === '' && body === '');
  return [...Map.groupBy(knocks, ({ startMs }) => startMs).values()];
}

/** With the first answer the others are let go of. */
function isInVain(look: readonly Exchange[]): boolean {
  return look.every(({ end, startMs, endMs }) => end === 'broke' || (endMs ?? Infinity) >= startMs + SIGN_MS);
}

function endOf(look: readonly Exchange[]): number {
  return Math.max(...look.map(({ startMs, endMs }) => Math.min(endMs ?? Infinity, startMs + SIGN_MS)));
}

/**
 * While nobody can be reached: from the end of a look in vain to the first sign of anybody. An answer that had begun and still goes on is one
 * as well.
 */
export function spellsIn(run: Run): readonly { readonly fromMs: number; readonly toMs: number }[] {
  // Behind a sleep all clocks strike at once.
  if (run.scenario.disturbances.some(({ kind }) => kind === 'freeze')) return [];
  const looks = looksIn(run);
  const seen = looks.filter((look) => !isInVain(look)).map(endOf);
  return looks.filter(isInVain).map((look) => {
    const fromMs = endOf(look);
    const heard = run.exchanges.flatMap(({ byteMs, endMs }) =>
      byteMs === null || (endMs ?? Infinity) < fromMs ? [] : [Math.max(byteMs, fromMs)],
    );
    return { fromMs, toMs: Math.min(...heard, ...seen.filter((ms) => ms >= fromMs)) };
  });
}

/** Nobody rests for what our own network does. */
const nobodyIsBlamed: Invariant['check'] = ({ run }) =>
  spellsIn(run).flatMap(({ fromMs, toMs }) =>
    run.changes.flatMap(({ target, to, atMs, exchange }, index) => {
      if (to !== 'open') return [];
      if (atMs > fromMs && atMs < toMs) return [`${target} came to rest while nobody could be reached`];
      if (atMs > fromMs || atMs < fromMs - BEFORE_MS || exchange?.truth.kind !== 'unreachable') return [];
      const isTakenBack = run.changes.slice(index + 1).some((later) => later.target === target && later.atMs <= fromMs);
      return isTakenBack ? [] : [`${target} rests on, for what our own network did`];
    }),
  );

// oxfmt-ignore
export const OWN_NETWORK: readonly Invariant[] = [
  { id: 'R16', binds: 'none', check: nobodyIsBlamed, says: 'Nobody comes to rest while nobody at all can be reached, and who did in the five seconds before that was found out rests no more.' },
];
