import { beginningOf, lookForSeam, type Seam, seamBehind, type Sewn } from '../seam.ts';

/** A source of numbers, 0 ≤ x < 1. */
type Random = () => number;

/** Numbers that are the same for the same seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pick = <One>(list: readonly [One, ...One[]], random: Random): One =>
  list[Math.floor(random() * list.length)] ?? list[0];

const times = (count: number, make: (index: number) => string, between = ''): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(between);

const WORDS = [
  'the',
  'lamp',
  'was',
  'lit',
  'by',
  '“someone”',
  'who',
  'couldn’t',
  'sleep,',
  'so',
  'it',
  'burned.',
] as const;
const SIGNS = ['数は少ない', '文字は多い', '🚦 красный', 'café', 'naïve ☕', '👩‍👩‍👧 family', '«да»', 'Straße'] as const;

/** Kinds of texts that answers consist of. */
const KINDS = {
  prose: (random) => `So ${times(60, () => pick([...WORDS, '\n\n'], random), ' ')}`,
  code: (random) =>
    times(
      20,
      (line) => `${'  '.repeat(line % 4)}if (a${line % 3} === '${pick(WORDS, random)}') {\n\t\treturn "x";\n  }\n`,
    ),
  table: (random) =>
    `| name | value |\n| --- | --- |\n${times(24, () => `| ${pick(['a', 'b', 'ab'], random)} | ${Math.floor(random() * 3)} |\n`)}`,
  log: (random) => times(20, () => `2026-11-25 12:00:0${Math.floor(random() * 3)} INFO ready, ready, ready\n`),
  refrain: (random) =>
    times(40, () => pick(['ha ha ha', 'ha ha ha', 'la la'], random), pick([' ', '\n', ', '], random)),
  signs: (random) => times(50, () => pick(SIGNS, random), pick([' ', '', '\n'], random)),
} as const satisfies Readonly<Record<string, (random: Random) => string>>;

type Kind = keyof typeof KINDS;
export const KIND_NAMES: readonly Kind[] = Object.keys(KINDS).filter((name): name is Kind =>
  Object.hasOwn(KINDS, name),
);

function requoted(text: string): string {
  return text.replaceAll(/[“”]/g, '"').replaceAll('’', "'").replaceAll("'", '’');
}

function reworded(text: string): string {
  return text.replace(/\S+(?=\s*$)/, '#else');
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[“”]/g, '"').replaceAll('’', "'").trim();
}

/** What a model has been asked: to go on behind `shown`, whose rest would have been `rest`. */
type Asked = { readonly shown: string; readonly rest: string; readonly seam: Seam; readonly random: Random };

/** What models do that are asked to begin with something. */
const BEHAVIOURS = {
  obeys: ({ seam, rest }) => beginningOf(seam) + rest,
  'changes spaces': ({ seam, rest, random }) => {
    const changed = (text: string): string => text.replaceAll(/\s+/g, () => pick([' ', '\n', '  '], random));
    const core = seam.tail.trimEnd();
    return seam.open + changed(seam.echo) + seam.close + changed(core) + seam.tail.slice(core.length) + rest;
  },
  'changes quotes': ({ seam, rest }) => {
    return seam.open + requoted(seam.echo) + seam.close + requoted(seam.tail) + rest;
  },
  'says a few words first': ({ seam, rest }) => `Sure – here is the rest of it:\n\n${beginningOf(seam)}${rest}`,
  'wraps it up': ({ seam, rest, random }) =>
    `${pick(['```\n', '`', '**', '"', '> “'], random)}${beginningOf(seam)}${pick(['`', '**', '"', '\n```\n'], random)}${rest}`,
  'begins anew': ({ shown, rest }) => shown + rest,
  'goes on without a mark': ({ rest, random }) => (random() < 0.5 ? rest : rest.trimStart()),
  'repeats a little, without a mark': ({ shown, rest, random }) =>
    shown.slice(Math.max(0, shown.length - 1 - Math.floor(random() * 80))) + rest,
  'breaks the line behind the mark': ({ seam, rest, random }) =>
    seam.open + seam.echo + seam.close + pick(['\n', '\n\n', ' ', ''], random) + seam.tail.trimStart() + rest,
  'loses the spaces at the end': ({ seam, rest }) =>
    // With more of them behind, it has lost some of many, and nobody can say which.
    seam.open + seam.echo + seam.close + (/^\s/.test(rest) ? seam.tail : seam.tail.trimEnd()) + rest,
  'changes a word': ({ seam, rest, random }) => {
    return random() < 0.5
      ? seam.open + reworded(seam.echo) + seam.close + seam.tail + rest
      : seam.open + seam.echo + seam.close + reworded(seam.tail) + rest;
  },
  'repeats too little': ({ seam, rest }) => seam.open + seam.echo.slice(-3) + seam.close + seam.tail.slice(-3) + rest,
  'takes another mark': ({ seam, rest }) => `⟦n⟧${seam.echo}⟦/n⟧${seam.tail}${rest}`,
} as const satisfies Readonly<Record<string, (asked: Asked) => string>>;

export type Behaviour = keyof typeof BEHAVIOURS;
export const BEHAVIOUR_NAMES: readonly Behaviour[] = Object.keys(BEHAVIOURS).filter((name): name is Behaviour =>
  Object.hasOwn(BEHAVIOURS, name),
);

/** `right`: joined, and the text is what it would have been. `rejected`: thrown away. `corrupt`: joined, and it is not. */
export type Verdict = 'right' | 'rejected' | 'corrupt';

/** A rule for joining: what is asked for, and what of an answer is put behind what was shown; null when nothing is. */
type Rule = {
  readonly seam: (shown: string, nonce: string) => Seam;
  readonly join: (said: string, seam: Seam, random: Random) => string | null;
};

/** Breaks a text off somewhere, has it gone on with, and compares. */
export function trial(kind: Kind, behaviour: Behaviour, random: Random, { seam, join }: Rule = OURS): Verdict {
  const text = KINDS[kind](random);
  const shown = text.slice(0, placeIn(text, random));
  const rest = text.slice(shown.length);
  const sewn = seam(
    shown,
    times(6, () => Math.floor(random() * 36).toString(36)),
  );
  const found = join(BEHAVIOURS[behaviour]({ shown, rest, seam: sewn, random }), sewn, random);
  if (found === null) return 'rejected';
  return shown + found === text ? 'right' : 'corrupt';
}

/** Ours. The answer comes in pieces of any size. */
const OURS: Rule = {
  seam: seamBehind,
  join: (said, seam, random) => {
    let end = 0;
    let sewn: Sewn = { is: 'unknown' };
    while (sewn.is === 'unknown') {
      const over = end >= said.length;
      end = Math.min(said.length, end + 1 + Math.floor(random() * 40));
      sewn = lookForSeam(said.slice(0, end), seam, over);
      if (sewn.is === 'right') return sewn.rest + said.slice(end);
    }
    return null;
  },
};

/** The simpler one: all of the last words stand between the marks, and the cut is right behind the second one. */
export const AT_THE_MARK: Rule = {
  seam: (shown, nonce) => {
    const seam = seamBehind(shown, nonce);
    return { ...seam, echo: seam.echo + seam.tail, tail: '' };
  },
  join: (said, { open, close, echo }) => {
    const from = said.indexOf(open);
    const end = said.indexOf(close, from);
    if (from < 0 || end < 0 || plain(said.slice(from + open.length, end)) !== plain(echo)) return null;
    return said.slice(end + close.length);
  },
};

/** A place in the middle of a text, never in half a character. */
function placeIn(text: string, random: Random): number {
  const at = 1 + Math.floor(random() * (text.length - 1));
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 || 2 : at;
}
