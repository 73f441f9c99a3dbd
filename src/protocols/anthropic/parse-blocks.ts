import type { Citation } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { at, isObject, textAt, type Json } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { isTooDeep } from '../fields.ts';
import { citationsOf, parseCitation } from './citations.ts';
import { blockType, indexAt } from './terms.ts';

export type BlockEvent = 'content_block_start' | 'content_block_delta' | 'content_block_stop';

/** The content block that is being received. */
type Block = {
  readonly index: number;
  readonly kind: 'text' | 'thinking' | 'tool' | 'other';
  /** Our number of it; -1 until it has said something. */
  readonly part: number;
  /** What the start already contained, for servers that send a block whole. It counts only when no delta follows. */
  readonly whole: string;
  readonly signature: string;
  readonly citations: readonly Citation[];
};

export type Blocks = {
  /** One of the three events of a block. `spareId` is for calls without an id. */
  readonly read: (type: BlockEvent, data: Json, spareId: string) => readonly ReplyEvent[];
  readonly close: () => readonly ReplyEvent[];
  /** A refusal's explanation, as a part of its own. */
  readonly refuse: (text: string) => readonly ReplyEvent[];
};

/** The blocks of one answer, numbered by us in the order in which they say something. */
export function readBlocks(): Blocks {
  let open: Block | null = null;
  let lastIndex = -1;
  let nextPart = 0;

  /** The block with its number. */
  const numbered = (block: Block): Block => {
    if (block.part >= 0) return block;
    nextPart += 1;
    return { ...block, part: nextPart - 1 };
  };

  const close = (): readonly ReplyEvent[] => {
    if (open === null) return [];
    const block = isSilent(open) ? open : numbered(open);
    open = null;
    return rest(block);
  };

  const start = (data: Json, spareId: string): readonly ReplyEvent[] => {
    const index = indexAt(data);
    if (index <= lastIndex) throw new Fault('garbled', 'A part of the answer begins twice');
    lastIndex = index;
    // A server that never closes a block means: the next one has begun.
    const before = close();
    const content = at(data, 'content_block');
    const first = opening(content, nextPart, spareId);
    open = first.length === 0 ? blockOf(index, content) : numbered(blockOf(index, content));
    return [...before, ...first];
  };

  const delta = (data: Json): readonly ReplyEvent[] => {
    const block = openAt(open, data);
    if (textAt(data, 'delta', 'type') === 'citations_delta') return citation(block, data);
    const { kind, text } = pieceOf(data);
    if (kind === 'other' || block.kind === 'other' || text === '') return [];
    if (kind !== (block.kind === 'thinking' && kind === 'signature' ? 'signature' : block.kind)) {
      throw new Fault('garbled', `A piece of ${kind} came in a part that is ${block.kind}`);
    }
    if (kind === 'signature') {
      open = { ...block, signature: text };
      return [];
    }
    if (block.part < 0 || block.whole !== '') open = { ...numbered(block), whole: '' };
    return say(open ?? block, text);
  };

  /** It may come before the words that it belongs to. */
  const citation = (block: Block, data: Json): readonly ReplyEvent[] => {
    const cited = at(data, 'delta', 'citation');
    if (block.kind !== 'text' || cited === undefined) return [];
    open = numbered(block);
    return cite(open, [parseCitation(cited)]);
  };

  const stop = (data: Json): readonly ReplyEvent[] => {
    if (open === null) return [];
    openAt(open, data);
    return close();
  };

  return {
    read: (type, data, spareId) => {
      if (type === 'content_block_start') return start(data, spareId);
      return type === 'content_block_delta' ? delta(data) : stop(data);
    },
    close,
    refuse: (text) => (text === '' ? [] : [{ type: 'refusal', part: nextPart, text }]),
  };
}

function isSilent({ whole, signature, citations }: Block): boolean {
  return whole === '' && signature === '' && citations.length === 0;
}

/** What a block says when it ends. */
function rest(block: Block): readonly ReplyEvent[] {
  const { part, whole, signature, citations } = block;
  const signed = signature === '' ? [] : [{ type: 'signature', part, signature } as const];
  return [...say(block, whole), ...cite(block, citations), ...signed];
}

function openAt(open: Block | null, data: Json): Block {
  if (open !== null && indexAt(data) === open.index) return open;
  throw new Fault('garbled', 'A piece of the answer belongs to no open part');
}

/** What is said as soon as a block begins: calls are named, and sealed thinking comes whole. */
function opening(content: Json | undefined, part: number, spareId: string): readonly ReplyEvent[] {
  switch (blockType(content)) {
    case 'redacted_thinking':
      return [{ type: 'sealed-thinking', part, data: textAt(content, 'data') }];
    case 'tool_use': {
      const name = textAt(content, 'name');
      if (name === '') throw new Fault('garbled', 'A tool call has no name');
      return [{ type: 'tool-call', part, id: textAt(content, 'id') || `toolu_${spareId}_${part}`, name }];
    }
    default:
      return [];
  }
}

type Piece = { readonly kind: Block['kind'] | 'signature'; readonly text: string };

function pieceOf(data: Json): Piece {
  switch (textAt(data, 'delta', 'type')) {
    case 'text_delta':
      return { kind: 'text', text: textAt(data, 'delta', 'text') };
    case 'thinking_delta':
      return { kind: 'thinking', text: textAt(data, 'delta', 'thinking') };
    case 'input_json_delta':
      return { kind: 'tool', text: textAt(data, 'delta', 'partial_json') };
    case 'signature_delta':
      return { kind: 'signature', text: textAt(data, 'delta', 'signature') };
    default:
      // Whatever comes in future.
      return { kind: 'other', text: '' };
  }
}

function cite({ part }: Block, citations: readonly Citation[]): readonly ReplyEvent[] {
  return citations.map((citation) => ({ type: 'citation', part, citation }));
}

function say(block: Block, text: string): readonly ReplyEvent[] {
  if (text === '') return [];
  switch (block.kind) {
    case 'text':
      return [{ type: 'text', part: block.part, text }];
    case 'thinking':
      return [{ type: 'thinking', part: block.part, text }];
    case 'tool':
      return [{ type: 'tool-input', part: block.part, json: text }];
    case 'other':
      return [];
  }
}

function blockOf(index: number, content: Json | undefined): Block {
  const block = { index, part: -1, signature: '', citations: [] };
  switch (blockType(content)) {
    case 'text':
      return { ...block, kind: 'text', whole: textAt(content, 'text'), ...citationsOf(content) };
    case 'thinking':
      return {
        ...block,
        kind: 'thinking',
        whole: textAt(content, 'thinking'),
        signature: textAt(content, 'signature'),
      };
    case 'tool_use': {
      const input = at(content, 'input');
      if (isObject(input) && isTooDeep(input))
        throw new Fault('garbled', 'The input of a tool call is nested too deeply');
      const whole = isObject(input) && Object.keys(input).length > 0 ? JSON.stringify(input) : '';
      return { ...block, kind: 'tool', whole };
    }
    default:
      return { ...block, kind: 'other', whole: '' };
  }
}
