import type { Citation } from '../../model/conversation.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { joined } from '../lists.ts';
import { citationsIn, type Source } from './annotations.ts';

export type Kind = 'text' | 'thinking' | 'refusal';

/** The part that is being received, with our number of it; `call` is the number of the call that it is, or -1. */
export type Open = { readonly kind: Kind | 'sealed' | 'tool'; readonly part: number; readonly call: number };

/** One part after the other, numbered by us. */
export type OpenPart = {
  readonly now: () => Open | null;
  /** Begins a part, behind what the one before had left to say. */
  readonly enter: (
    kind: Open['kind'],
    call?: number,
  ) => { readonly before: readonly ReplyEvent[]; readonly part: number };
  /** Ends the part. Returns what it had left to say: its signature, or what it cites. */
  readonly leave: () => readonly ReplyEvent[];
  /** Goes on in the open part when it is of this kind. */
  readonly speak: (kind: Kind, text: string) => readonly ReplyEvent[];
  /** What the maker of the open thought knows it by. */
  readonly sign: (signature: string) => void;
  /** Places in the text of the whole answer. */
  readonly cite: (citations: readonly Citation[]) => void;
  readonly useSources: (sources: readonly Source[]) => void;
};

export function followOpenPart(): OpenPart {
  const texts = followTexts();
  let nextPart = 0;
  let open: Open | null = null;
  let signature = '';

  const leave = (): readonly ReplyEvent[] => {
    const left = open;
    open = null;
    if (left?.kind === 'text') return texts.leave(left.part);
    if (left?.kind !== 'thinking' || signature === '') return [];
    const signed = { type: 'signature', part: left.part, signature } as const;
    signature = '';
    return [signed];
  };

  const enter = (kind: Open['kind'], call = -1): { before: readonly ReplyEvent[]; part: number } => {
    const before = leave();
    const part = nextPart;
    open = { kind, part, call };
    nextPart += 1;
    return { before, part };
  };

  return {
    now: () => open,
    enter,
    leave,
    speak: (kind, text) => {
      const { before, part } = open?.kind === kind ? { before: [], part: open.part } : enter(kind);
      if (kind === 'text') texts.add(text);
      return joined<ReplyEvent>(before, [{ type: kind, part, text }]);
    },
    sign: (text) => {
      signature = text;
    },
    cite: texts.cite,
    useSources: texts.useSources,
  };
}

type Texts = Pick<OpenPart, 'cite' | 'useSources'> & {
  readonly add: (text: string) => void;
  /** The text that was open is over: what cites in it. */
  readonly leave: (part: number) => readonly ReplyEvent[];
};

/** Follows the words of an answer, to know what cites where. Citations without a place belong to the first text. */
function followTexts(): Texts {
  let start = 0;
  let text = '';
  let citations: readonly Citation[] = [];
  return {
    add: (words) => {
      text += words;
    },
    cite: (more) => {
      if (more.length > 0) citations = [...citations, ...more];
    },
    useSources: (sources) => {
      if (citations.length > 0 || sources.length === 0) return;
      citations = citationsIn(text, sources).map((citation) =>
        citation.end === 0 ? citation : { ...citation, start: citation.start + start, end: citation.end + start },
      );
    },
    leave: (part) => {
      const from = start;
      const to = start + text.length;
      start = to;
      text = '';
      const own = citations.filter((citation) => citation.start < to);
      citations = citations.filter((citation) => citation.start >= to);
      return own.map((citation) => ({ type: 'citation', part, citation: placed(citation, from, to) }));
    },
  };
}

function placed(citation: Citation, from: number, to: number): Citation {
  // One that began in an earlier text, which is over, cites this one as a whole.
  if (citation.end === 0 || citation.start < from) return { ...citation, start: 0, end: 0 };
  return { ...citation, start: citation.start - from, end: Math.min(citation.end, to) - from };
}
