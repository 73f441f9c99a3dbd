/**
 * Where two answers are joined: one that broke off, and one by somebody else that goes on with it. Nobody can guess where the second
 * one begins: a model that is told to go on repeats a little, leaves out a space, begins anew or says a few words first. So it is
 * asked to begin with a mark that stands in no text, and with the last words once more, and what does not is thrown away.
 * Nothing is ever put behind a text just so.
 */
export type Seam = {
  /** What it is asked to begin with: some of the last words between two marks, and behind them the very last. */
  readonly open: string;
  readonly echo: string;
  readonly close: string;
  readonly tail: string;
  /** All that was shown before the tail, as `plain` has it. */
  readonly before: string;
};

/** What an answer says of the seam so far. `rest`: what comes behind the seam; there may be more of it later. */
export type Sewn =
  | { readonly is: 'unknown' }
  | { readonly is: 'wrong' }
  | { readonly is: 'right'; readonly rest: string };

/** How much of what was shown is asked for once more, UTF-16 units. */
const ECHO_MAX = 120;
/** How much of that stands behind the marks. It is checked letter by letter, so that a mark may lose its space or gain a line. */
const TAIL_MAX = 32;
/** Fewer letters than these between the marks prove nothing, unless they are all there is. */
const ECHO_MIN = 8;
/** Some say a few words first. They are left out, up to this many letters. */
const PREAMBLE_MAX = 200;
/** Letters by which an echo may be longer than what was asked for: spaces, mostly. */
const SLACK = 64;

const UNKNOWN: Sewn = { is: 'unknown' };
const WRONG: Sewn = { is: 'wrong' };

/** The seam behind a text. `nonce`: letters and digits by chance, so that the marks stand in no text. */
export function seamBehind(shown: string, nonce: string): Seam {
  const window = shown.slice(startOf(shown, shown.length - ECHO_MAX));
  // Its last words, however much space is behind them.
  const end = window.trimEnd().length;
  const cut = startOf(window.slice(0, end), Math.max(end - TAIL_MAX, Math.floor(end / 2)));
  return {
    open: `⟦${nonce}⟧`,
    echo: window.slice(0, cut),
    close: `⟦/${nonce}⟧`,
    tail: window.slice(cut),
    before: plain(shown.slice(0, shown.length - (window.length - cut))),
  };
}

/** What an answer has to begin with. */
export function beginningOf({ open, echo, close, tail }: Seam): string {
  return open + echo + close + tail;
}

/**
 * Looks for the seam in the beginning of an answer. `over`: nothing more will come. It is right only when both marks are there, what
 * stands between them is the end of what was shown before the tail (spaces and quotes aside), and the tail stands behind them,
 * its last spaces and all.
 */
export function lookForSeam(said: string, seam: Seam, over: boolean): Sewn {
  const more = over ? WRONG : UNKNOWN;
  const at = said.indexOf(seam.open);
  if (at < 0) return said.length > PREAMBLE_MAX + seam.open.length ? WRONG : more;
  // What was opened here would be closed somewhere behind the seam.
  if (at > PREAMBLE_MAX || /[`"'“‘«*_~([{<]\s*$/.test(said.slice(0, at))) return WRONG;
  const from = at + seam.open.length;
  const end = said.indexOf(seam.close, from);
  if (end < 0) return said.length - from > 2 * seam.echo.length + seam.close.length + SLACK ? WRONG : more;
  if (!isEcho(plain(said.slice(from, end)), seam)) return WRONG;
  return behindTail(said.slice(end + seam.close.length), seam.tail, over);
}

/**
 * The same for a model that goes on from words that were put into its mouth: it begins right behind them. Only spaces at their end
 * could not be put there (`spaces`), so it has to say them itself.
 */
export function lookForSpaces(said: string, spaces: string, over: boolean): Sewn {
  if (said.startsWith(spaces)) return { is: 'right', rest: said.slice(spaces.length) };
  if (!spaces.startsWith(said)) return WRONG;
  return over ? { is: 'right', rest: '' } : UNKNOWN;
}

function isEcho(said: string, { echo, before }: Seam): boolean {
  const wanted = plain(echo);
  if (said.length < Math.min(ECHO_MIN, wanted.length)) return false;
  return before.endsWith(said);
}

/** Text without what models change when they repeat it: the kinds of spaces and quotes. */
function plain(text: string): string {
  return unquoted(text).replaceAll(/\s+/g, ' ').trim();
}

function unquoted(text: string): string {
  return text.replaceAll(/[“”„«»]/g, '"').replaceAll(/[‘’‚]/g, "'");
}

const SPACE = /\s/;

/** What comes behind the tail; `wrong` when it is not there. Spaces within it may differ, those at its end may not. */
function behindTail(said: string, tail: string, over: boolean): Sewn {
  const core = unquoted(tail.trimEnd());
  // Space alone can be told from no other.
  if (core === '') return WRONG;
  const text = unquoted(said);
  let at = skipSpaces(text, 0);
  for (let place = skipSpaces(core, 0); place < core.length; place += 1) {
    if (SPACE.test(core.charAt(place))) {
      const next = skipSpaces(text, at);
      if (next === at && at < text.length) return WRONG;
      at = next;
      place = skipSpaces(core, place) - 1;
    } else if (at >= text.length) {
      return over ? WRONG : UNKNOWN;
    } else if (text.charAt(at) === core.charAt(place)) {
      at += 1;
    } else return WRONG;
  }
  return lookForSpaces(said.slice(at), tail.slice(core.length), over);
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (at < text.length && SPACE.test(text.charAt(at))) at += 1;
  return at;
}

/** The first place from here on where a word begins, with the space before it; this place when none is near. Never half a character. */
function startOf(text: string, from: number): number {
  if (from <= 0) return 0;
  const word = text.slice(from, from + 16).search(SPACE);
  const at = word < 0 ? from : from + word;
  return isLow(text.charCodeAt(at)) ? at - 1 : at;
}

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
