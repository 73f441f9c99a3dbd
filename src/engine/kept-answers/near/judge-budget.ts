/** What judging whether two questions are one may cost, tokens, all routes together. */
export type JudgeBudget = {
  /** Takes so much, if there is so much. */
  readonly take: (tokens: number) => boolean;
  /** Gives back what was not needed; less than 0: more was needed. */
  readonly settle: (tokens: number) => void;
  /** A model has answered somebody with so many. */
  readonly earn: (tokens: number) => void;
};

/** One for every twenty tokens that models read and write anyway. */
const SHARE = 0.05;
/** About twenty judgements at once. */
const TOKENS_MAX = 40_000;

export function judgeBudget(): JudgeBudget {
  let left = TOKENS_MAX;
  const add = (tokens: number): void => {
    left = Math.min(TOKENS_MAX, left + tokens);
  };
  return {
    take: (tokens) => {
      if (left < tokens) return false;
      left -= tokens;
      return true;
    },
    settle: add,
    earn: (tokens) => add(tokens * SHARE),
  };
}
