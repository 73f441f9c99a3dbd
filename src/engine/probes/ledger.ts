import type { Target } from '../../model/route.ts';
import { DAY_MS, isBudgeted, type Question } from '../../resilience/next-probe.ts';
import type { Setup } from '../access.ts';

/** The ledger of the questions that we have asked by ourselves, whatever for. Outlives reloads. Times are monotonic ms. */
export type Questions = {
  /** Since when it is kept. */
  readonly sinceMs: number;
  readonly note: (question: Question) => void;
  /** When a target was asked one last; null: never. */
  readonly askedMs: (target: string) => number | null;
  /** Those of the last day that have a budget, oldest first. */
  readonly lately: (nowMs: number) => readonly Question[];
};

const TARGETS_MAX = 1_000;
/** What a question counts where its price is not known: ten tokens in and a few out are cheaper at all prices that we know of. */
const UNPRICED_USD = 0.0005;

export function questions(sinceMs: number): Questions {
  const askedMs = new Map<string, number>();
  let budgeted: readonly Question[] = [];
  const lately = (nowMs: number): readonly Question[] =>
    (budgeted = budgeted.filter(({ atMs }) => nowMs - atMs < DAY_MS));
  return {
    sinceMs,
    note: (question) => {
      if (askedMs.size >= TARGETS_MAX) askedMs.clear();
      askedMs.set(question.target, question.atMs);
      if (isBudgeted(question.why)) budgeted = [...lately(question.atMs), question];
    },
    askedMs: (target) => askedMs.get(target) ?? null,
    lately,
  };
}

/** What a question to it is taken to cost, US dollars. */
export function usdOf({ access }: Setup, { provider }: Target): number {
  return access.get(provider)?.account.provider.probeCostUsd ?? UNPRICED_USD;
}
