import type { AttemptEntry, RequestEntry } from '../../../model/journal.ts';
import { type Ear, hear } from '../hearing/hear.ts';
import type { Exchange } from '../internet/exchange.ts';
import type { Run, Talk } from '../run.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** What one question came to, from all three sides: its caller's, the providers' and the journal's. */
export type Case = {
  readonly talk: Talk;
  readonly ear: Ear;
  readonly entry: RequestEntry | undefined;
  /** Those that were made for it, in the order they began in, without those that only fetch a rest. */
  readonly exchanges: readonly Exchange[];
  /** Those whose words it may be told: its own, and where answers are kept all that were made for the same words. */
  readonly sources: readonly Exchange[];
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
  const taken = new Set<Exchange>();
  const cases = run.talks.map((talk): Case => {
    const entry = entries.get(talk.id);
    const sources = byTag.get(talk.question.asks) ?? [];
    const questions = sources.filter(({ restOf }) => restOf === null);
    return {
      talk,
      ear: hear(talk.question.caller, talk.received),
      entry,
      // Where one call answers many, the journal says for whom it was made; that it says so of each once, and of all, is law B4.
      exchanges: talk.route.keeps === null ? questions : notedOf(questions, { talk, entry, taken }),
      sources,
      overMs: talk.received.endMs ?? Number.POSITIVE_INFINITY,
    };
  });
  return { run, cases };
}

type Noted = { readonly talk: Talk; readonly entry: RequestEntry | undefined; readonly taken: Set<Exchange> };

/** Those that stand in the journal as made for this question. Each is given away once. */
function notedOf(sources: readonly Exchange[], { talk, entry, taken }: Noted): readonly Exchange[] {
  // Two may ask the same of the same at the same moment.
  const likely = sources.toSorted(
    (one, other) => Number(other.asker === talk.question.tag) - Number(one.asker === talk.question.tag),
  );
  const found = (entry?.attempts ?? []).flatMap(({ target, key, startedMs }) => {
    const one = likely.find(
      (exchange) =>
        !taken.has(exchange) &&
        exchange.target === target &&
        exchange.key === key &&
        Math.abs(talk.askedMs + startedMs - exchange.startMs) < 1,
    );
    if (one !== undefined) taken.add(one);
    return one ?? [];
  });
  return found.toSorted((one, other) => one.number - other.number);
}

/** What the journal says of a call. */
export function notedAs({ target, key, startMs }: Exchange, { talk, entry }: Case): AttemptEntry | undefined {
  return entry?.attempts.find(
    (one) => one.target === target && one.key === key && Math.abs(talk.askedMs + one.startedMs - startMs) < 1,
  );
}

/** A law about one question at a time. */
export function ofEach(check: (one: Case, run: Run) => string | null): Invariant['check'] {
  return ({ cases, run }) =>
    cases.flatMap((one) => {
      const found = check(one, run);
      return found === null ? [] : [`${one.talk.question.tag} (${one.talk.question.caller}): ${found}`];
    });
}

/** So much before its end a request may have no time left for anybody, ms. */
const SHORT_MS = 1_000;

/** Was there no time left for it? */
export function isOutOfTime({ talk, overMs }: Case): boolean {
  return overMs > talk.untilMs - SHORT_MS;
}

/** Was it asked although its operator lets it be asked only once? Whoever leaves it for being late cannot come back to it. */
export function isUsedUp(target: string, { talk, exchanges }: Case): boolean {
  const rung = talk.route.ladder.find(({ provider }) => target.startsWith(`${provider}/`));
  return rung?.tries === 1 && exchanges.some((one) => one.target === target);
}

/** Something came whose meaning nobody can tell from its bytes. */
export function isLoose({ sources }: Case): boolean {
  return sources.some(({ truth, bytes }) => truth.loose && bytes > 0);
}

/** The stream passed as it came. Only those that said something count. */
export function isRelayed({ talk, sources }: Case): boolean {
  return sources.some(({ dialect, bytes }) => bytes > 0 && dialect === talk.question.caller);
}

/** Are there only so many places at its provider? Then it may be passed over although it is well. */
export function isLimited(target: string, { providers }: Scenario): boolean {
  return providers.some(({ id, places }) => places !== null && target.startsWith(`${id}/`));
}

/** Did the gateway end before this was over? */
export function isCutOff({ talk, overMs }: Case, { scenario }: Run): boolean {
  return scenario.disturbances.some(({ kind, atMs }) => kind === 'end' && atMs >= talk.askedMs && atMs <= overMs);
}

/** Did the process stand still while this was going on? Then no watch can be trusted. */
export function isFrozen({ talk, overMs }: Case, { scenario }: Run): boolean {
  return scenario.disturbances.some(
    ({ kind, atMs }) => kind === 'freeze' && atMs >= talk.askedMs - 10_000 && atMs <= overMs + 10_000,
  );
}
