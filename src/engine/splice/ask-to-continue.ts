import type { Conversation, Message, Part } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import type { ReplyEvent, Usage } from '../../model/reply.ts';
import type { Resumed } from '../../protocols/protocol.ts';
import { beginningOf, lookForSeam, lookForSpaces, type Seam, seamBehind, type Sewn } from '../../resilience/seam.ts';
import type { Change } from '../readers/translate.ts';

/** How an attempt goes on with what another one has said. */
export type Going = {
  /** All words that the caller has seen. */
  readonly text: string;
  readonly resumed: Resumed;
  /** Letters and digits by chance, for marks that stand in no text. */
  readonly nonce: string;
  /** What the attempts before cost. */
  readonly usage: Usage;
  /** Told once whether the model went on where the answer broke off, if it said anything. */
  readonly judged: (fits: boolean) => void;
};

/**
 * How a model is told where to go on. `echo`: it is asked to say the last words once more. `prefill`: they are put into its mouth,
 * where models still take that.
 */
export type Manner = 'echo' | 'prefill';

/** About how many letters make a token. */
export const LETTERS_PER_TOKEN = 4;
/** What the rest of an answer may have at least, however long its beginning was, tokens. The echo is in it. */
const REST_TOKENS_MIN = 256;

/**
 * The same conversation with what was said so far, and the wish to hear the rest. In a user's ordinary words: what looks like a notice
 * of some machine in between is taken for an injection.
 */
export function askedToGoOn(conversation: Conversation, { text, nonce }: Going, manner: Manner): Conversation {
  const { messages, toolChoice, thinking, settings } = conversation;
  const said = begun(messages, text);
  const wish: Message = { role: 'user', parts: [{ type: 'text', text: wishFor(seamBehind(text, nonce)) }] };
  const forced = toolChoice.kind === 'required' || toolChoice.kind === 'tool';
  const { maxTokens } = settings;
  const left = (maxTokens ?? 0) - Math.floor(text.length / LETTERS_PER_TOKEN);
  return {
    ...conversation,
    messages: manner === 'prefill' ? said : [...said, wish],
    toolChoice: forced ? { kind: 'auto' } : toolChoice,
    // The words that are asked for are no JSON. What comes of them is looked at as a whole.
    output: { kind: 'text' },
    thinking: manner === 'prefill' ? { kind: 'off' } : thinking,
    settings: maxTokens === undefined ? settings : { ...settings, maxTokens: Math.max(left, REST_TOKENS_MIN) },
  };
}

/** The turns with the words so far as the model's own, behind those that the caller may have put into its mouth. */
function begun(messages: readonly Message[], text: string): readonly Message[] {
  const last = messages.at(-1);
  const words: Part = { type: 'text', text };
  if (last?.role !== 'assistant') return [...messages, { role: 'assistant', parts: [words] }];
  return [...messages.slice(0, -1), { ...last, parts: [...last.parts, words] }];
}

function wishFor(seam: Seam): string {
  return [
    'Your last message broke off in the middle. Please write the rest of it.',
    'So that I can put the two together, begin with exactly this, letter by letter:',
    beginningOf(seam),
    'Then go straight on from its last letter to the end of your message, with nothing in between and not a word about this.',
  ].join('\n\n');
}

/**
 * Lets through what comes behind the seam, as part of the text that is open, and nothing before it: no thought, and no call. Throws
 * `garbled` when there is no seam.
 */
export function behindSeam({ text, nonce, resumed, usage, judged }: Going, manner: Manner): Change {
  const look = lookerFor(text, nonce, manner);
  const number = numbering(resumed);
  const behind = manner === 'echo' ? withoutMark(`⟦${nonce}⟧`, `⟦/${nonce}⟧`) : plainly;
  let said: string | null = '';
  let last = 0;

  const words = (shown: string): readonly ReplyEvent[] =>
    shown === '' ? [] : [{ type: 'text', part: last, text: shown }];

  const sewn = (part: number, over: boolean): readonly ReplyEvent[] => {
    if (said === null) return [];
    const found = look(said, over);
    if (found.is === 'unknown') return [];
    said = null;
    judged(found.is === 'right');
    if (found.is === 'wrong') throw new Fault('garbled', 'The model did not go on where the answer broke off');
    return found.rest === '' ? [] : more(part, found.rest);
  };
  const more = (part: number, piece: string): readonly ReplyEvent[] => {
    last = number('text', part);
    return words(behind(piece));
  };
  /** What might have become a mark, and has not. */
  const rest = (): readonly ReplyEvent[] => words(behind(null));

  return (event) => {
    switch (event.type) {
      case 'start':
      case 'fault':
        return [event];
      case 'usage':
        return [{ type: 'usage', usage: sumOf(usage, event.usage) }];
      case 'thinking':
      case 'signature':
      case 'sealed-thinking':
        return [];
      case 'text':
        if (said === null)
          return [...(number('text', event.part) === last ? [] : rest()), ...more(event.part, event.text)];
        said += event.text;
        return sewn(event.part, false);
      case 'end':
        return [...sewn(0, true), ...rest(), event];
      case 'citation':
        // It counts its places in another text.
        if (said !== null) return [];
        return [
          ...rest(),
          { ...event, part: number('text', event.part), citation: { ...event.citation, start: 0, end: 0 } },
        ];
      case 'refusal':
      case 'tool-call':
      case 'tool-input':
        return [...sewn(event.part, true), ...rest(), { ...event, part: number(event.type, event.part) }];
    }
  };
}

/** Gives the words that may be shown by now; null: nothing more will come. */
type Showing = (text: string | null) => string;

const plainly: Showing = (text) => text ?? '';

/**
 * Text in which none of these marks may stand: nobody writes them but a model that says the seam once more, or takes it for a part of the
 * answer. What may be the beginning of one waits. Throws `garbled`.
 */
function withoutMark(...marks: readonly string[]): Showing {
  let held = '';
  return (text) => {
    const all = held + (text ?? '');
    if (marks.some((mark) => all.includes(mark))) {
      throw new Fault('garbled', 'The model says the place where the answer broke off once more');
    }
    const at = text === null ? -1 : all.lastIndexOf('⟦');
    const waits = at >= 0 && marks.some((mark) => mark.startsWith(all.slice(at)));
    held = waits ? all.slice(at) : '';
    return waits ? all.slice(0, at) : all;
  };
}

function lookerFor(text: string, nonce: string, manner: Manner): (said: string, over: boolean) => Sewn {
  if (manner === 'prefill') {
    const spaces = text.slice(text.trimEnd().length);
    return (said, over) => lookForSpaces(said, spaces, over);
  }
  const seam = seamBehind(text, nonce);
  return (said, over) => lookForSeam(said, seam, over);
}

/** Numbers parts anew, without those that are left out. The first words go on in the open part, if there is one. */
function numbering({ nextPart, openPart }: Resumed): (type: ReplyEvent['type'], part: number) => number {
  const numbers = new Map<number, number>();
  return (type, part) => {
    // Whatever is no text stands behind the one that is open.
    const first = nextPart === openPart && type !== 'text' ? 1 : 0;
    const number = numbers.get(part) ?? Math.max(first, ...[...numbers.values()].map((used) => used + 1));
    numbers.set(part, number);
    return number;
  };
}

export function sumOf(one: Usage, other: Usage): Usage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    cacheReadTokens: one.cacheReadTokens + other.cacheReadTokens,
    cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    thinkingTokens: one.thinkingTokens + other.thinkingTokens,
  };
}
