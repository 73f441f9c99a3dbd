import { parseInput } from '../../model/gather.ts';
import { Fault } from '../../model/fault.ts';
import { textAt, type JsonObject } from '../../model/json.ts';
import type { ReplyEvent, StopReason, Usage } from '../../model/reply.ts';
import type { Feed, Frame, StreamOptions } from '../protocol.ts';
import { renderError } from './error.ts';
import { carrier } from './response.ts';
import { NO_SIGNATURE, renderStop, renderUsage, writeSignature } from './terms.ts';
import { keepWords } from './words.ts';

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

/**
 * The pieces of an answer, each of which looks like a whole one. Calls are said when all of their input is there; the last piece says
 * why the answer ended and what it cost. A fault ends the answer with an error in the place of a piece.
 */
function renderChunks({ model, after }: StreamOptions): Feed<ReplyEvent, JsonObject> {
  const words = keepWords();
  const held = holdCall();
  let id = textAt(after?.told, 'id');
  let usage: Usage | null = null;
  let over = false;

  const chunk = (part: JsonObject, ended: JsonObject = {}): JsonObject => chunkOf({ id, model }, part, ended);

  /** Says what was held back before the next part: a call, or where the words so far come from. */
  const leave = (part: number): readonly JsonObject[] => {
    const sources = words.leave(part).map((groundingMetadata) => chunk({ text: '' }, { groundingMetadata }));
    return [...held.release().map((call) => chunk(call)), ...sources];
  };

  const say = (part: number, said: JsonObject): readonly JsonObject[] => [...leave(part), chunk(said)];

  const end = (stop: StopReason): readonly JsonObject[] => {
    over = true;
    const grounding = words.grounding();
    const ended = { finishReason: renderStop(stop), ...(grounding !== null && { groundingMetadata: grounding }) };
    const last = { ...chunk({ text: '' }, ended), ...(usage !== null && { usageMetadata: renderUsage(usage) }) };
    return [...held.release().map((call) => chunk(call)), last];
  };

  const render = (event: ReplyEvent): readonly JsonObject[] => {
    switch (event.type) {
      case 'start':
        if (id === '') ({ id } = event);
        return [];
      case 'text':
      case 'refusal': {
        if (event.text === '') return [];
        const said = say(event.part, { text: event.text });
        words.speak(event.part, event.text);
        return said;
      }
      case 'citation':
        words.cite(event.citation);
        return [];
      case 'thinking':
        return event.text === '' ? [] : say(event.part, { text: event.text, thought: true });
      case 'signature':
        return event.signature === '' ? [] : say(event.part, carrier(event.signature));
      case 'sealed-thinking':
        return say(event.part, carrier(event.data));
      case 'tool-call': {
        const before = leave(event.part);
        held.begin(event);
        return before;
      }
      case 'tool-input':
        held.add(event.json);
        return [];
      case 'usage':
        ({ usage } = event);
        return [];
      case 'end':
        return end(event.stop);
      case 'fault':
        over = true;
        return [renderError(event.fault, '')];
    }
  };

  return (event) => (event === null || over ? [] : render(event));
}

/** A piece with one part, and with what the candidate has to say besides. */
function chunkOf(of: { readonly id: string; readonly model: string }, part: JsonObject, ended: JsonObject): JsonObject {
  return {
    candidates: [{ content: { parts: [part], role: 'model' }, ...ended, index: 0 }],
    modelVersion: of.model,
    ...(of.id !== '' && { responseId: of.id }),
  };
}

type CallHolder = {
  readonly begin: (call: Extract<ReplyEvent, { readonly type: 'tool-call' }>) => void;
  readonly add: (json: string) => void;
  /** The call with all of its input. Half a call is none. */
  readonly release: () => readonly JsonObject[];
};

function holdCall(): CallHolder {
  let call: JsonObject | null | undefined;
  let signature = NO_SIGNATURE;
  let json = '';
  return {
    begin: (event) => {
      // Of the calls of one answer the first has to be signed, even if by nobody.
      signature = event.signature ?? (call === undefined ? NO_SIGNATURE : '');
      call = { id: event.id, name: event.name };
      json = '';
    },
    add: (piece) => {
      json += piece;
    },
    release: () => {
      const made = call;
      if (made === undefined || made === null) return [];
      call = null;
      const args = inputOf(json);
      return args === null ? [] : [{ functionCall: { ...made, args }, ...writeSignature(signature) }];
    },
  };
}

function inputOf(json: string): JsonObject | null {
  try {
    return parseInput(json);
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}
