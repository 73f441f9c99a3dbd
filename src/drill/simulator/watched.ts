import type { Engine } from '../../engine/engine.ts';
import type { Exchange } from './internet/exchange.ts';

/** A breaker changed its state. */
export type Change = {
  readonly atMs: number;
  readonly target: string;
  readonly from: string;
  readonly to: string;
  /** The exchange that had something to say just then; null when it was a timer. */
  readonly exchange: Exchange | null;
};

export type Observations = {
  readonly changes: readonly Change[];
  /** A report from before the last change that changed a breaker all the same. */
  readonly staleReports: readonly string[];
};

type Book = Engine['book'];

/** The health book with somebody who looks over its shoulder. `speaker`: whose words are being heard. */
export function watched(
  book: Book,
  { nowMs, speaker }: { readonly nowMs: () => number; readonly speaker: () => Exchange | null },
): { readonly book: Book } & Observations {
  const changes: Change[] = [];
  const staleReports: string[] = [];
  const states = new Map<string, string>();
  const look = (): void => {
    for (const target of book.known('')) {
      const from = states.get(target) ?? 'closed';
      const to = book.of(target).breaker.state;
      states.set(target, to);
      if (from !== to) changes.push({ atMs: nowMs(), target, from, to, exchange: speaker() });
    }
  };
  const seen = <Given extends readonly unknown[], Result>(move: (...given: Given) => Result) => {
    return (...given: Given): Result => {
      const result = move(...given);
      look();
      return result;
    };
  };
  const ended: Book['ended'] = (target, generation, fault, wholeMs) => {
    const before = book.of(target).breaker;
    book.ended(target, generation, fault, wholeMs);
    const after = book.of(target).breaker;
    if (before.generation === generation || JSON.stringify(before) === JSON.stringify(after)) return;
    staleReports.push(`${target}: ${JSON.stringify(before)} became ${JSON.stringify(after)} by ${generation}`);
  };
  return {
    changes,
    staleReports,
    book: {
      ...book,
      started: seen(book.started),
      late: seen(book.late),
      content: seen(book.content),
      ended: seen(ended),
      dripped: seen(book.dripped),
      network: seen(book.network),
      probing: seen(book.probing),
      probed: seen(book.probed),
    },
  };
}
