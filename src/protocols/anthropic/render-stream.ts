import type { JsonObject } from '../../model/json.ts';
import { NO_USAGE, type ReplyEvent, type Usage } from '../../model/reply.ts';
import type { Feed, Frame, Resumed, StreamOptions } from '../protocol.ts';
import { isWhole, renderCitation } from './citations.ts';
import { errorOf } from './error.ts';
import { messageId, MINTED_SIGNATURE, renderStop, renderUsage, validId } from './terms.ts';

type PartEvent = Extract<ReplyEvent, { readonly part: number }>;
type Open = { readonly index: number; readonly kind: 'thinking' | 'other' };

/**
 * Writes Anthropic's server-sent events in their strict order: each block is opened, filled and closed before the next.
 * Behind a beginning that another attempt wrote, its open block is closed first and no second start is written. A fault
 * ends the stream with an `error` event, never with a success.
 */
export function renderStream({ model, after }: StreamOptions): Feed<ReplyEvent, Frame> {
  let offset = after?.nextPart ?? 0;
  let open = opened(after);
  const cut = cutter();
  let signed = false;
  let usage: Usage = NO_USAGE;
  let over = false;

  const close = (): readonly Frame[] => {
    if (open === null) return [];
    const { index, kind } = open;
    open = null;
    const stop = frame('content_block_stop', { index });
    // Clients send thinking back, and one without a signature would make Anthropic refuse their whole conversation.
    return kind === 'thinking' && !signed ? [delta(index, signatureDelta(MINTED_SIGNATURE)), stop] : [stop];
  };

  const enter = (index: number, event: PartEvent): readonly Frame[] => {
    if (open?.index === index) return [];
    const { kind, block } = blockOf(event);
    const frames = [...close(), frame('content_block_start', { index, content_block: block })];
    open = { index, kind };
    signed = false;
    return frames;
  };

  const render = (event: ReplyEvent): readonly Frame[] => {
    switch (event.type) {
      case 'start':
        return after === null ? [start(event.id, model, usage)] : [];
      case 'usage':
        ({ usage } = event);
        return [];
      case 'end': {
        over = true;
        const stop = { delta: renderStop(event.stop, event.stopSequence), usage: renderUsage(usage) };
        return [...close(), frame('message_delta', stop), frame('message_stop', {})];
      }
      case 'fault':
        over = true;
        return [frame('error', { error: errorOf(event.fault) })];
      case 'text':
      case 'refusal':
      case 'citation':
      case 'thinking':
      case 'signature':
      case 'sealed-thinking':
      case 'tool-call':
      case 'tool-input': {
        if (cut(event)) offset += 1;
        const index = offset + event.part;
        const entering = enter(index, event);
        const piece = pieceOf(event);
        if (event.type === 'signature') signed = piece !== null;
        return piece === null ? entering : [...entering, delta(index, piece)];
      }
    }
  };

  return (event) => (event === null || over ? [] : render(event));
}

/**
 * Says before which words a new block begins. A citation speaks of a whole block, so behind words that are cited while the answer is
 * still being written the next ones stand in a block of their own. Blank ones stay where they are: a block of nothing else would be
 * refused when it comes back.
 */
function cutter(): (event: PartEvent) => boolean {
  let part = -1;
  let text = '';
  let isCited = false;
  return (event) => {
    if (event.part !== part) {
      ({ part } = event);
      text = '';
      isCited = false;
    }
    if (event.type === 'citation') {
      const { citation } = event;
      isCited ||= text !== '' && citation.end >= text.trimEnd().length && !isWhole(text, citation);
    }
    if (event.type !== 'text') return false;
    const isNew = isCited && event.text.trim() !== '';
    if (isNew) isCited = false;
    text += event.text;
    return isNew;
  };
}

function opened(after: Resumed | null): Open | null {
  if (after === null || after.openPart < 0) return null;
  return { index: after.openPart, kind: after.openText === true ? 'other' : 'thinking' };
}

/** The empty block that a part begins with. */
function blockOf(event: PartEvent): { readonly kind: Open['kind']; readonly block: JsonObject } {
  switch (event.type) {
    case 'thinking':
    case 'signature':
      return { kind: 'thinking', block: { type: 'thinking', thinking: '', signature: '' } };
    case 'sealed-thinking':
      return { kind: 'other', block: { type: 'redacted_thinking', data: event.data } };
    case 'tool-call':
      return { kind: 'other', block: { type: 'tool_use', id: validId(event.id), name: event.name, input: {} } };
    case 'text':
    case 'refusal':
    case 'citation':
    case 'tool-input':
      return { kind: 'other', block: { type: 'text', text: '' } };
  }
}

/** What an event adds to its block; null when it is nothing. */
function pieceOf(event: PartEvent): JsonObject | null {
  switch (event.type) {
    case 'text':
    case 'refusal':
      return event.text === '' ? null : { type: 'text_delta', text: event.text };
    case 'citation':
      return { type: 'citations_delta', citation: renderCitation(event.citation) };
    case 'thinking':
      return event.text === '' ? null : { type: 'thinking_delta', thinking: event.text };
    case 'signature':
      return event.signature === '' ? null : signatureDelta(event.signature);
    case 'tool-input':
      return event.json === '' ? null : { type: 'input_json_delta', partial_json: event.json };
    case 'sealed-thinking':
    case 'tool-call':
      return null;
  }
}

function start(id: string, model: string, usage: Usage): Frame {
  return frame('message_start', {
    message: {
      id: messageId(id),
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: renderUsage(usage),
    },
  });
}

function signatureDelta(signature: string): JsonObject {
  return { type: 'signature_delta', signature };
}

function delta(index: number, piece: JsonObject): Frame {
  // Nearly all events of an answer are this one, and printing only what differs takes half the time.
  const data = `{"type":"content_block_delta","index":${index},"delta":${JSON.stringify(piece)}}`;
  return { event: 'content_block_delta', data };
}

function frame(type: string, body: JsonObject): Frame {
  return { event: type, data: JSON.stringify({ type, ...body }) };
}
