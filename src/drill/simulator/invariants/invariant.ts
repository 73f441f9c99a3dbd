import type { RequestEntry } from '../../../model/journal.ts';
import type { Exchange } from '../exchange.ts';
import { type Ear, hear } from '../hearing/hear.ts';
import type { Run, Talk } from '../run.ts';
import type { Scenario } from '../scenario.ts';

/** What one question came to, from all three sides: its caller's, the providers' and the journal's. */
export type Case = {
  readonly talk: Talk;
  readonly ear: Ear;
  readonly entry: RequestEntry | undefined;
  /** Those that were made for it, in the order they began in. */
  readonly exchanges: readonly Exchange[];
  /** When the caller's side was over; far away while it is not. */
  readonly overMs: number;
};

export type Evidence = { readonly run: Run; readonly cases: readonly Case[] };

/**
 * A law. `binds`: which streams it is about; of a relayed one, which passes as it came, only what the provider itself got right
 * can be asked.
 */
export type Invariant = {
  readonly id: string;
  readonly says: string;
  readonly binds: 'all' | 'relayed' | 'translated' | 'none';
  /** Everything that is against it, as sentences. */
  readonly check: (evidence: Evidence) => readonly string[];
};

export function evidenceOf(run: Run): Evidence {
  const byTag = new Map<string, Exchange[]>();
  for (const exchange of run.exchanges) {
    const list = byTag.get(exchange.tag) ?? [];
    list.push(exchange);
    byTag.set(exchange.tag, list);
  }
  const entries = new Map(run.entries.map((entry) => [entry.id, entry]));
  const cases = run.talks.map((talk) => ({
    talk,
    ear: hear(talk.question.caller, talk.received),
    entry: entries.get(talk.id),
    exchanges: byTag.get(talk.question.tag) ?? [],
    overMs: talk.received.endMs ?? Number.POSITIVE_INFINITY,
  }));
  return { run, cases };
}

/** A law about one question at a time. */
export function ofEach(check: (one: Case, run: Run) => string | null): Invariant['check'] {
  return ({ cases, run }) =>
    cases.flatMap((one) => {
      const found = check(one, run);
      return found === null ? [] : [`${one.talk.question.tag} (${one.talk.question.caller}): ${found}`];
    });
}

/** Something came whose meaning nobody can tell from its bytes. */
export function isLoose({ exchanges }: Case): boolean {
  return exchanges.some(({ truth, bytes }) => truth.loose && bytes > 0);
}

/** The stream passed as it came. Only those that said something count. */
export function isRelayed({ talk, exchanges }: Case): boolean {
  return exchanges.some(({ dialect, bytes }) => bytes > 0 && dialect === talk.question.caller);
}

/** Are there only so many places at its provider? Then it may be passed over although it is well. */
export function isLimited(target: string, { providers }: Scenario): boolean {
  return providers.some(({ id, places }) => places !== null && target.startsWith(`${id}/`));
}

/** Did the process stand still while this was going on? Then no watch can be trusted. */
export function isFrozen({ talk, overMs }: Case, { scenario }: Run): boolean {
  return scenario.disturbances.some(
    ({ kind, atMs }) => kind === 'freeze' && atMs >= talk.askedMs - 10_000 && atMs <= overMs + 10_000,
  );
}
