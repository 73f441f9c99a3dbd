import type { CanonicalAnswer } from '../../src/drill/sandbox/answer/answer.ts';
import type { Heard } from '../fixtures/client.ts';
import type { Cell } from './cells.ts';
import { playOf, type PlayName, strikes } from './plays.ts';

/**
 * `saved`: all that a provider has sent for the question, letter for letter. `told`: an explicit error behind the beginning of it, or
 * because the question itself is refused. `wrong`: less than that.
 */
export type Judgement = { readonly outcome: 'saved' | 'told' | 'wrong'; readonly why: string };

/** Nobody has rescued what could still be. */
export const AN_ERROR = 'an error, although nothing had been shown';

/** What each provider has sent for the question, or would have sent; undefined when it was not asked. */
export type Sent = {
  readonly primary: CanonicalAnswer | undefined;
  readonly standby: CanonicalAnswer | undefined;
};

/** Compares what a caller heard with what the providers sent. */
export function judged(cell: Cell, heard: Heard, sent: Sent): Judgement {
  const { expects } = playOf(cell.play);
  const wrong = wrongIn(heard);
  // At Gemini a filter is a success that says no, and so it is passed on.
  if (expects === 'refused' && cell.primary === 'gemini' && heard.complete && heard.error === '' && !heard.broke)
    return isRefusal(heard) ? { outcome: 'told', why: heard.stop } : wrong('a refusal that is none any more');
  if (heard.complete) return ofSuccess(cell, heard, sent);
  if (heard.error === '') return wrong('neither complete nor an explicit error');
  if (expects === 'refused' || expects === 'invalid') {
    return heard.status >= 400
      ? { outcome: 'told', why: 'the request itself is refused' }
      : wrong('refused in a strange way');
  }
  return ofFailure(cell, heard, sent);
}

/** A caller was told that it has all of an answer. */
function ofSuccess(cell: Cell, heard: Heard, sent: Sent): Judgement {
  const wrong = wrongIn(heard);
  if (heard.error !== '' || heard.broke) return wrong('a success terminator and an error');
  const from = servedBy(heard, sent);
  const answer = from === 'primary' ? sent.primary : sent.standby;
  if (answer === undefined) return wrong(`complete, but ${from} said nothing`);
  const expected = spokenBy(answer);
  const got = spoken(heard.text, heard.tools);
  if (got !== expected) return wrong(`${from} said ${expected.slice(0, 200)}, the caller heard ${got.slice(0, 200)}`);
  if (isWell(cell) && from !== 'primary') return wrong(`no fault, yet served by ${from}`);
  return { outcome: 'saved', why: from };
}

/** A caller was told that it has not. Then it has the beginning of what was sent, and there was no other way. */
function ofFailure({ play, streamed }: Cell, heard: Heard, { primary }: Sent): Judgement {
  const wrong = wrongIn(heard);
  if (!streamed || playOf(play).when !== 'after' || heard.text === '') return wrong(AN_ERROR);
  if (heard.tools.length > 0) return wrong('half a call was shown');
  const isBeginning = SAID[play]?.test(heard.text) ?? primary?.text.startsWith(heard.text) === true;
  if (!isBeginning) return wrong(`the caller heard ${heard.text.slice(0, 200)}, which nobody said`);
  return { outcome: 'told', why: heard.error };
}

/** What is said by providers that say something else than they meant to. */
const SAID: Readonly<Partial<Record<PlayName, RegExp>>> = {
  'endless-spaces': /^\{"answer":\s*$/,
  'endless-repetition': /^Well\. (And so it goes, on and on, as was said before\. )*$/,
};

/** Does the first provider answer as it should, be it in an odd way? */
export function isWell({ play, streamed, primary }: Cell): boolean {
  return !strikes(play, streamed, primary) || playOf(play).expects === 'legal';
}

function wrongIn(heard: Heard): (why: string) => Judgement {
  const { status, raw } = heard;
  return (why) => ({ outcome: 'wrong', why: `${why}; status ${status}: ${raw.slice(0, 300)} … ${raw.slice(-200)}` });
}

const spokenBy = ({ text, toolCalls }: CanonicalAnswer): string =>
  spoken(
    text,
    toolCalls.map(({ name, input }) => ({ name, input: JSON.stringify(input) })),
  );

function spoken(text: string, tools: readonly Pick<Heard['tools'][number], 'name' | 'input'>[]): string {
  return JSON.stringify({ text, tools: tools.map(({ name, input }) => ({ name, input })) });
}

/**
 * Who answered, as the caller is told. When thinking of the first had gone out before it failed, the head is too early to say so, and
 * only streams of events have a place for it at the end.
 */
function servedBy({ raw, headers, thinking }: Heard, { standby }: Sent): string {
  const late = /^: x-failsoft-mode=(\w+)/m.exec(raw)?.[1];
  if (late !== undefined) return late;
  const early = String(headers['x-failsoft-mode'] ?? '');
  const isSse = String(headers['content-type'] ?? '').includes('event-stream');
  return early === 'primary' && thinking !== '' && !isSse && standby !== undefined ? 'standby' : early;
}

/** A refusal that is a success: said as why the answer ended, or in words where the dialect has no such reason. */
function isRefusal({ stop, text }: Heard): boolean {
  return /^(PROHIBITED_CONTENT|SAFETY|refusal|content_filter)$/.test(stop) || text !== '';
}
