import { LRUCache } from 'lru-cache';
import { createHash } from 'node:crypto';
import type { Conversation, Message, Part } from '../../model/conversation.ts';
import type { Loss } from '../../model/loss.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { MINT_MARK } from '../../protocols/protocol.ts';
import type { Seal } from './seal.ts';
import { beginningOf } from './sessions.ts';

type Thinking = Extract<Part, { type: 'thinking' | 'sealed-thinking' }>;
type ToolCall = Extract<Part, { type: 'tool-call' }>;

/** What a model thought before it called a tool, for callers whose dialect has no place for it. */
type Behind = { readonly maker: string; readonly thoughts: readonly Thinking[]; readonly signature: string | null };

/**
 * What models thought, between the turns of a conversation. A thought goes back to its maker and to nobody else: it is sealed into
 * the caller's dialect on the way out, and remembered by the calls that followed it, for callers that drop it.
 */
export type Thoughts = {
  /** The events of one answer of `maker`, with its thoughts sealed for a caller of another dialect. A feed: one per answer. */
  readonly closing: (between: Between) => (event: ReplyEvent) => readonly ReplyEvent[];
  /** A caller's conversation as `maker` may read it: its own thoughts as they were, those of others taken out and named as unsaid. */
  readonly opened: (conversation: Conversation, between: Between) => Conversation;
};

/**
 * A model and a conversation with it. Ids of calls are unlike each other within one conversation at best (some models count from 0,
 * others take the name of the tool), so what is remembered by them is remembered for that conversation alone; see `whoseOf`.
 */
export type Between = { readonly maker: string; readonly whose: () => string };

/** A conversation of a client's, by its beginning: found out when somebody wants to know, as it may be a megabyte. */
export function whoseOf(client: string, { messages }: Conversation): () => string {
  let whose: string | null = null;
  return () =>
    (whose ??= createHash('sha256')
      .update(JSON.stringify([client, beginningOf(messages)]))
      .digest('base64'));
}

/** Calls whose thoughts are remembered, and what they may come to in all, UTF-16 units. */
const CALLS_MAX = 20_000;
const SIZE_MAX = 32 * 1024 * 1024;
/** A thought longer than this is not sealed: it would travel twice in every request that follows. UTF-16 units. */
const SEALED_MAX = 256 * 1024;

export function thoughts(seal: Seal): Thoughts {
  const behind = new LRUCache<string, Behind>({
    max: CALLS_MAX,
    maxSize: SIZE_MAX,
    sizeCalculation: ({ thoughts: kept, signature }) => 1 + sizeOf(kept) + (signature?.length ?? 0),
  });

  const closing = ({ maker, whose }: Between): ((event: ReplyEvent) => readonly ReplyEvent[]) => {
    const own: Thinking[] = [];
    let open: { part: number; text: string } | null = null;

    const sealed = (part: number, text: string, signature: string): readonly ReplyEvent[] => {
      own.push({ type: 'thinking', text, signature });
      if (text.length + signature.length > SEALED_MAX) return [];
      return [{ type: 'signature', part, signature: seal.close({ maker, kind: 'thinking', text, signature }) }];
    };
    const closed = (): readonly ReplyEvent[] => {
      if (open === null) return [];
      const { part, text } = open;
      open = null;
      return sealed(part, text, '');
    };

    return (event) => {
      if (event.type === 'thinking') {
        const before = open?.part === event.part ? [] : closed();
        open = { part: event.part, text: (open?.text ?? '') + event.text };
        return [...before, event];
      }
      if (event.type === 'signature') {
        const text = open?.part === event.part ? open.text : '';
        const before = open?.part === event.part ? [] : closed();
        open = null;
        return [...before, ...sealed(event.part, text, event.signature)];
      }
      if (!('part' in event) && event.type !== 'end') return [event];
      const before = closed();
      if (event.type === 'sealed-thinking') {
        own.push({ type: 'sealed-thinking', data: event.data });
        const data = seal.close({ maker, kind: 'sealed', text: '', signature: event.data });
        return [...before, ...(event.data.length > SEALED_MAX ? [] : [{ ...event, data }])];
      }
      if (event.type !== 'tool-call') return [...before, event];
      const { signature, ...call } = event;
      if (own.length > 0 || signature !== undefined)
        behind.set(keyOf(whose(), event.id), { maker, thoughts: [...own], signature: signature ?? null });
      return [...before, call];
    };
  };

  const openPart = (part: Part, { maker, whose }: Between): readonly Part[] => {
    switch (part.type) {
      case 'thinking':
      case 'sealed-thinking': {
        const signature = part.type === 'thinking' ? part.signature : part.data;
        // Unsigned thinking is text like any other; each dialect knows what to make of it.
        if (signature === '') return [part];
        if (!signature.startsWith(MINT_MARK)) return [];
        const thought = seal.open(signature);
        if (thought?.maker !== maker) return [];
        return thought.kind === 'sealed'
          ? [{ type: 'sealed-thinking', data: thought.signature }]
          : [{ type: 'thinking', text: thought.text, signature: thought.signature }];
      }
      case 'tool-call': {
        const { signature: _, ...call } = part;
        const known = behind.size === 0 ? undefined : behind.get(keyOf(whose(), part.id));
        return [known?.maker === maker && known.signature !== null ? { ...call, signature: known.signature } : call];
      }
      case 'text':
      case 'media':
      case 'tool-result':
      case 'refusal':
        return [part];
    }
  };

  const openMessage = (message: Message, between: Between): readonly Message[] => {
    if (message.role !== 'assistant') return [message];
    const parts = message.parts.flatMap((part) => openPart(part, between));
    const call = parts.find((part): part is ToolCall => part.type === 'tool-call');
    const known = call === undefined || behind.size === 0 ? undefined : behind.get(keyOf(between.whose(), call.id));
    const forgotten = known?.maker === between.maker && !parts.some(isThinking) ? known.thoughts : [];
    const all = [...forgotten, ...parts];
    // A turn that was nothing but thoughts of somebody else is no turn.
    return all.length === 0 && message.parts.length > 0 ? [] : [{ ...message, parts: all }];
  };

  return {
    closing,
    opened: (conversation, between) => {
      if (behind.size === 0 && !conversation.messages.some(({ parts }) => parts.some(isThought))) return conversation;
      const messages = conversation.messages.flatMap((message) => openMessage(message, between));
      const isLess = countOf(messages) < countOf(conversation.messages);
      return { ...conversation, messages, unsaid: isLess ? [...conversation.unsaid, TAKEN_OUT] : conversation.unsaid };
    },
  };
}

/** Of one length whatever the id, so that keys are no part of what is counted. */
function keyOf(whose: string, id: string): string {
  return createHash('sha256').update(`${whose} ${id}`).digest('base64');
}

/** What is said of thoughts that only somebody else can read. */
const TAKEN_OUT: Loss = { what: 'thinking of earlier turns', weight: 'cosmetic' };

/** How much of what is said was thought, or signed by whoever thought it. */
function countOf(messages: readonly Message[]): number {
  return messages.reduce((sum, { parts }) => sum + parts.filter(isThought).length, 0);
}

function isThought(part: Part): boolean {
  return isThinking(part) || (part.type === 'tool-call' && part.signature !== undefined);
}

function isThinking({ type }: Part): boolean {
  return type === 'thinking' || type === 'sealed-thinking';
}

function sizeOf(kept: readonly Thinking[]): number {
  return kept.reduce(
    (sum, part) => sum + (part.type === 'thinking' ? part.text.length + part.signature.length : part.data.length),
    0,
  );
}
