/** Why a model will not come to an end by itself. */
export type Runaway = 'spaces' | 'loop';

export type RunawayWatch = {
  /** The next words. Null: nothing strange. */
  readonly feed: (words: string) => Runaway | null;
  /** Has enough been seen to say that nothing repeats itself at the moment? */
  readonly isCalm: () => boolean;
};

/** More white space in a row than this stands in no JSON that is meant for anybody, characters. */
const SPACES_MAX = 64;
/** Spaces alone may stand inside a string, and are laid out with: they need more. */
const PLAIN_SPACES_MAX = 1_024;
/** The shortest block that is looked for again, characters. */
const BLOCK = 40;
/** How often a block stands in a row when it is no answer any more. */
const REPEATS = 20;
/** A line of dashes or a row of zeros is an answer: what repeats within so few characters has to be as many times longer. */
const SHORT = 8;
const SHORT_FACTOR = 5;
/** How far back a block is looked for, characters. */
const REACH = 480;

/**
 * Watches words for what models do when they have lost their way: white space without end where JSON was asked for
 * (`json`), or the same again and again. It needs a few hundred characters of memory and no more time for longer answers.
 */
export function watchRunaway(json: () => boolean): RunawayWatch {
  let tail = '';
  let seen = 0;
  let unchecked = 0;
  let period = 0;
  let run = 0;
  let spaces = 0;
  let breaks = false;

  /** Counts how far what comes repeats what came `period` characters before. */
  const follow = (words: string): void => {
    for (let at = 0; at < words.length && period > 0; at += 1) {
      const before = at < period ? tail.charCodeAt(tail.length - period + at) : words.charCodeAt(at - period);
      if (before === words.charCodeAt(at)) run += 1;
      else period = run = 0;
    }
  };

  /** Looks whether the last block has stood here before. */
  const compare = (): void => {
    if (period > 0 || unchecked < BLOCK || tail.length < 2 * BLOCK) return;
    unchecked = 0;
    const at = tail.lastIndexOf(tail.slice(-BLOCK), tail.length - BLOCK - 1);
    if (at < 0) return;
    period = tail.length - BLOCK - at;
    run = BLOCK;
  };

  const countSpaces = (words: string): void => {
    const rest = words.trimEnd();
    if (rest !== '') {
      spaces = 0;
      breaks = false;
    }
    const white = words.slice(rest.length);
    spaces += white.length;
    breaks ||= /[\n\r\t]/.test(white);
  };

  return {
    feed: (words) => {
      seen += words.length;
      unchecked += words.length;
      countSpaces(words);
      if (spaces > (breaks ? SPACES_MAX : PLAIN_SPACES_MAX) && json()) return 'spaces';
      follow(words);
      tail = (tail + words).slice(-REACH - BLOCK);
      compare();
      const least = REPEATS * Math.max(period, BLOCK) * (period <= SHORT ? SHORT_FACTOR : 1);
      return period > 0 && run >= least ? 'loop' : null;
    },
    isCalm: () => seen > REACH && period === 0 && spaces <= SPACES_MAX / 4,
  };
}
