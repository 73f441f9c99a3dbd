import type { Citation } from '../../model/conversation.ts';
import { parseInput } from '../../model/gather.ts';
import { Fault } from '../../model/fault.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ReplyEvent, Usage } from '../../model/reply.ts';
import type { Feed, Frame, StreamOptions } from '../protocol.ts';
import { renderGrounding } from './citations.ts';
import { renderError } from './error.ts';
import { carrier } from './response.ts';
import { renderStop, renderUsage, writeSignature } from './terms.ts';

/** Writes the pieces of an answer as server-sent events without names. */
export function renderStream(options: StreamOptions): Feed<ReplyEvent, Frame> {
  const render = renderChunks(options);
  return (event) => render(event).map((chunk) => ({ event: '', data: JSON.stringify(chunk) }));
}

/**
 * The same for callers who did not ask for server-sent events: one JSON list of pieces, closed behind its last one. Behind a beginning
 * that another attempt wrote, the list is open already.
 */
export function renderArray(options: StreamOptions): Feed<ReplyEvent, Frame> {
  const render = renderChunks(options);
  let isOpen = options.after !== null;
  return (event) => {
    const frames: Frame[] = [];
    for (const chunk of render(event)) {
      frames.push({ event: '', data: `${isOpen ? ',\r\n' : '['}${JSON.stringify(chunk)}` });
      isOpen = true;
    }
    if (frames.length > 0 && (event?.type === 'end' || event?.type === 'fault')) frames.push({ event: '', data: ']' });
    return frames;
  };
}

type Call = { readonly id: string; readonly name: string; readonly signature: string; readonly json: string };
type Said = { readonly before: string; readonly text: string; readonly citations: readonly Citation[] };

/**
 * The pieces of an answer, each of which looks like a whole one. Calls are said when all of their input is there; the last piece says
 * why the answer ended and what it cost. A fault ends the answer with an error in the place of a piece.
 */
function renderChunks({ model }: StreamOptions): Feed<ReplyEvent, JsonObject> {
  let id = '';
  let usage: Usage | null = null;
  let call: Call | null = null;
  let over = false;
  let textPart = -1;
  const said: Said[] = [];

  const chunk = (part: JsonObject, ended: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
    candidates: [{ content: { parts: [part], role: 'model' }, ...ended, index: 0 }],
    ...more,
    modelVersion: model,
    ...(id !== '' && { responseId: id }),
  });

  const grounding = (): JsonObject => {
    const found = renderGrounding(said);
    return found === null ? {} : { groundingMetadata: found };
  };

  /** Says the call that was held back. Half a call is none. */
  const callOut = (): readonly JsonObject[] => {
    if (call === null) return [];
    const { id: callId, name, signature, json } = call;
    call = null;
    const args = inputOf(json);
    return args === null ? [] : [chunk({ functionCall: { id: callId, name, args }, ...writeSignature(signature) })];
  };

  /** What has to be said before the next part: a call, or where the words so far come from. */
  const leave = (part: number): readonly JsonObject[] => {
    const isCited = textPart >= 0 && textPart !== part && (said.at(-1)?.citations.length ?? 0) > 0;
    if (textPart !== part) textPart = -1;
    return [...callOut(), ...(isCited ? [chunk({ text: '' }, grounding())] : [])];
  };

  const speak = (part: number, text: string): readonly JsonObject[] => {
    if (text === '') return [];
    const before = leave(part);
    const last = said.at(-1);
    if (textPart === part && last !== undefined) said[said.length - 1] = { ...last, text: last.text + text };
    else said.push({ before: last === undefined ? '' : last.before + last.text, text, citations: [] });
    textPart = part;
    return [...before, chunk({ text })];
  };

  const cite = (citation: Citation): readonly JsonObject[] => {
    const last = said.at(-1);
    if (last !== undefined) said[said.length - 1] = { ...last, citations: [...last.citations, citation] };
    return [];
  };

  const render = (event: ReplyEvent): readonly JsonObject[] => {
    switch (event.type) {
      case 'start':
        ({ id } = event);
        return [];
      case 'text':
      case 'refusal':
        return speak(event.part, event.text);
      case 'citation':
        return cite(event.citation);
      case 'thinking':
        return event.text === '' ? [] : [...leave(event.part), chunk({ text: event.text, thought: true })];
      case 'signature':
        return event.signature === '' ? [] : [...leave(event.part), chunk(carrier(event.signature))];
      case 'sealed-thinking':
        return [...leave(event.part), chunk(carrier(event.data))];
      case 'tool-call': {
        const before = leave(event.part);
        call = { id: event.id, name: event.name, signature: event.signature ?? '', json: '' };
        return before;
      }
      case 'tool-input':
        if (call !== null) call = { ...call, json: call.json + event.json };
        return [];
      case 'usage':
        ({ usage } = event);
        return [];
      case 'end': {
        over = true;
        const ended = { finishReason: renderStop(event.stop), ...grounding() };
        const more: JsonObject = usage === null ? {} : { usageMetadata: renderUsage(usage) };
        return [...callOut(), chunk({ text: '' }, ended, more)];
      }
      case 'fault':
        over = true;
        return [renderError(event.fault, '')];
    }
  };

  return (event) => (event === null || over ? [] : render(event));
}

/** The input of a call; null when it is not there as a whole. */
function inputOf(json: string): JsonObject | null {
  try {
    return parseInput(json);
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}
