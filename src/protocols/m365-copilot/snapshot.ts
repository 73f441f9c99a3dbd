import type { Citation } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { isObject, listAt, numberAt, textAt, type Json } from '../../model/json.ts';
import { isError, parseErrorEvent } from './error.ts';

/** A conversation as it stands: every frame of a stream holds the whole of it, and so does an answer that comes in one piece. */
export type Snapshot = {
  readonly id: string;
  /** What the answer says so far. */
  readonly text: string;
  /** The messages that it stands in. */
  readonly answers: readonly Json[];
  /** Microsoft's rules have ended the conversation. */
  readonly refused: boolean;
  /**
   * Will nothing more come? `sure`: the question stands before its answer, as it does in the last frame only. `likely`: it is not
   * called intermediate, but does not hold the question.
   */
  readonly whole: 'sure' | 'likely' | 'no';
};

/** What is remembered from frame to frame: the ids of messages that are questions, and of those that are answers. */
export type Known = { readonly questions: Set<string>; readonly answers: Set<string> };

export const nothingKnown = (): Known => ({ questions: new Set(), answers: new Set() });

/** How every frame is called but the last one. Its `turnCount` says nothing: some early frames count the turn, too. */
const INTERMEDIATE = 'Intermediate Conversation Update';

/** Reads a conversation. Throws the error that stands in its place, and `garbled` when it is none. */
export function readSnapshot(body: Json, known: Known): Snapshot {
  if (isError(body)) throw parseErrorEvent(body);
  if (!isObject(body) || textAt(body, 'id') === '')
    throw new Fault('garbled', 'The answer is no conversation of Copilot');
  const messages = listAt(body, 'messages');
  const answers = answersAmong(messages, known);
  const text = answers
    .map((message) => textAt(message, 'text'))
    .filter((one) => one !== '')
    .join('\n\n');
  const isLast = textAt(body, 'displayName') !== INTERMEDIATE && numberAt(body, 'turnCount') > 0 && text !== '';
  return {
    id: textAt(body, 'id'),
    text,
    answers,
    refused: textAt(body, 'state') === 'disengagedForRai',
    whole: !isLast ? 'no' : messages.length > answers.length ? 'sure' : 'likely',
  };
}

/**
 * Questions and answers look alike, down to their type. Frames leave the question out until the last one: so the first of several
 * messages is the question, unless it was seen as an answer before.
 */
function answersAmong(messages: readonly Json[], known: Known): readonly Json[] {
  const [first, ...others] = messages;
  const id = textAt(first, 'id');
  if (others.length > 0 && !known.answers.has(id)) known.questions.add(id);
  const answers = messages.filter((message) => !known.questions.has(textAt(message, 'id')));
  for (const message of answers) known.answers.add(textAt(message, 'id'));
  return answers;
}

type Source = Omit<Citation, 'start' | 'end'>;

/**
 * Where an answer comes from. `[^2^]` in it, which stays where it is, points at the second attribution that is called a citation.
 * Those that nothing points at, and the links to people, files and meetings that it names, are about the text as a whole; each
 * address counts once.
 */
export function citationsOf({ text, answers }: Pick<Snapshot, 'text' | 'answers'>): readonly Citation[] {
  const attributions = answers.flatMap((message) => listAt(message, 'attributions'));
  const numbered = attributions.filter((one) => textAt(one, 'attributionType') === 'citation').map(sourceOf);
  const placed = [...text.matchAll(/\[\^(\d{1,3})\^\]/g)].flatMap((mark): readonly Citation[] => {
    const source = numbered[Number(mark[1]) - 1];
    return source === undefined || source.url === ''
      ? []
      : [{ ...source, start: mark.index, end: mark.index + mark[0].length }];
  });
  const seen = new Set(placed.map(({ url }) => url));
  const others = [...numbered, ...attributions.map(sourceOf)].flatMap((source): readonly Citation[] => {
    if (source.url === '' || seen.has(source.url)) return [];
    seen.add(source.url);
    return [{ ...source, start: 0, end: 0 }];
  });
  return [...placed, ...others];
}

function sourceOf(attribution: Json): Source {
  return { url: textAt(attribution, 'seeMoreWebUrl'), title: textAt(attribution, 'providerDisplayName'), quote: '' };
}
