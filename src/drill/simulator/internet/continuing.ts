import type { CanonicalAnswer } from '../../sandbox/answer/answer.ts';
import { sentences } from '../../sandbox/answer/words.ts';
import type { Subject } from '../../sandbox/script/script.ts';
import type { Dice } from '../dice.ts';

/** What a model makes of the wish to go on with the answer of another one. */
export type Continuation = {
  readonly manner: Manner;
  /** What it says behind the seam, if it has kept to it. */
  readonly rest: string;
};

/**
 * Half of the models do as they are told; the others do what models have been seen to do. `spaced`: other spaces in the echo.
 * `preamble`: some words in front of it. `at-once`: no echo at all. `unmarked`: the echo without its marks. `empty-marks`: the marks
 * with nothing between them. `anew`: the answer from its beginning. `elsewhere`: an echo of something else.
 */
type Manner = 'obeys' | 'spaced' | 'preamble' | 'at-once' | 'unmarked' | 'empty-marks' | 'anew' | 'elsewhere';
const STRAYING = ['spaced', 'preamble', 'at-once', 'unmarked', 'empty-marks', 'anew', 'elsewhere'] as const;
/** Those of whom the rest may be taken. */
const FITTING: ReadonlySet<Manner> = new Set<Manner>(['obeys', 'spaced', 'preamble']);

export function fits({ manner }: Continuation): boolean {
  return FITTING.has(manner);
}

const WISH = /letter by letter:\n\n(⟦\w+⟧)([\s\S]*)(⟦\/\w+⟧)([\s\S]*)\n\nThen go straight on/;

/** The same subject, answered by a model that is asked to go on; null when it is not asked to. */
export function goingOn(
  subject: Subject,
  { luck, name }: { readonly luck: Dice; readonly name: string },
): { readonly subject: Subject; readonly continuation: Continuation } | null {
  if (subject.form === 'plain') return null;
  const [, open = '', echo = '', close = '', tail = ''] = WISH.exec(subject.telling.asked.text) ?? [];
  if (open === '') return null;
  const manner = luck.hits(0.5) ? 'obeys' : luck.pick(STRAYING);
  const rest = ` and so ${name} goes on. ${sentences(luck, 1)}`;
  const text = SAID[manner]({ open, echo, close, tail, rest, whole: `From the beginning: ${sentences(luck, 2)}` });
  const said: CanonicalAnswer = {
    ...subject.telling.answer,
    text,
    thinking: '',
    toolCalls: [],
    stop: 'done',
    stopSequence: '',
  };
  return {
    subject: { ...subject, telling: { ...subject.telling, answer: said } },
    continuation: { manner, rest },
  };
}

type Seam = Readonly<Record<'open' | 'echo' | 'close' | 'tail' | 'rest' | 'whole', string>>;

const SAID: Readonly<Record<Manner, (seam: Seam) => string>> = {
  obeys: ({ open, echo, close, tail, rest }) => open + echo + close + tail + rest,
  spaced: ({ open, echo, close, tail, rest }) => `${open} ${echo.replaceAll(' ', '  ')}\n${close}\n${tail}${rest}`,
  preamble: ({ open, echo, close, tail, rest }) => `Sure, here is the rest.\n\n${open}${echo}${close}${tail}${rest}`,
  'at-once': ({ rest }) => rest,
  unmarked: ({ echo, tail, rest }) => echo + tail + rest,
  'empty-marks': ({ open, close, rest }) => open + close + rest,
  anew: ({ whole }) => whole,
  elsewhere: ({ open, close, tail, rest }) => `${open}something that nobody has said here${close}${tail}${rest}`,
};
