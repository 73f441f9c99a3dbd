/** Something to look at in a text: where, why, and what could stand there. Places count from its beginning, UTF-16 units. */
export type Finding = {
  readonly from: number;
  readonly to: number;
  readonly words: string;
  readonly why: string;
  readonly instead: readonly string[];
};

export type Numbers = {
  readonly words: number;
  readonly characters: number;
  readonly sentences: number;
  readonly minutes: number;
  /** How easily it reads, in a word or two. */
  readonly ease: string;
};

export type Report = {
  readonly spelling: readonly Finding[];
  readonly style: readonly Finding[];
  readonly numbers: Numbers;
};
