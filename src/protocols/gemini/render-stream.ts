import { parseInput } from '../../model/gather.ts';
import { Fault } from '../../model/fault.ts';
import { textAt, type JsonObject } from '../../model/json.ts';
import type { ReplyEvent, StopReason, Usage } from '../../model/reply.ts';
import type { Feed, Frame, StreamOptions } from '../protocol.ts';
import { joined } from '../lists.ts';
import { renderError } from './error.ts';
import { carrier } from './response.ts';
import { NO_SIGNATURE, renderStop, renderUsage, writeSignature } from './terms.ts';
import { keepWords } from './words.ts';

/** Writes the pieces of an answer as server-sent events without names. */
export function renderStream(options: StreamOptions): Feed<ReplyEvent, Frame> {
  const render = renderChunks(options);
  return (event) => render(event).map((data) => ({ event: '', data }));
}

/**
 * The same for callers who did not ask for server-sent events: one JSON list of pieces, closed behind its last one. Behind a beginning
 * that another attempt wrote, the list is open already.
 */
export function renderArray(options: StreamOptions): Feed<ReplyEvent, Frame> {
  const render = renderChunks(options);
  let isOpen = options.after !== null && options.after.unbegun !== true;
  return (event) => {
    const frames: Frame[] = [];
    for (const chunk of render(event)) {
      frames.push({ event: '', data: `${isOpen ? ',\r\n' : '['}${chunk}` });
      isOpen = true;
    }
    if (frames.length > 0 && (event?.type === 'end' || event?.type === 'fault')) frames.push({ event: '', data: ']' });
    return frames;
  };
}

/**
 * The pieces of an answer, printed, each of which looks like a whole one. Calls are said when all of their input is there; the last piece says
 * why the answer ended and what it cost. A fault ends the answer with an error in the place of a piece.
 */
function renderChunks({ model, after }: StreamOptions): Feed<ReplyEvent, string> {
  const words = keepWords();
  const held = holdCall();
  let id = textAt(after?.told, 'id');
  let usage: Usage | null = null;
  let over = false;

  // Of nearly all pieces only the part differs, and printing nothing else takes half the time.
  let tail = tailOf(id, model);
  const chunk = (part: JsonObject): string => HEAD + JSON.stringify(part) + tail;
  const calls = (): readonly string[] => held.release().map(chunk);

  /** Says what was held back before the next part: a call, or where the words so far come from. */
  const leave = (part: number): readonly string[] => {
    const sources = words.leave(part).map((groundingMetadata) => ({ groundingMetadata }));
    return joined(
      calls(),
      sources.map((source) => JSON.stringify(chunkOf({ id, model }, { text: '' }, source))),
    );
  };

  const say = (part: number, said: JsonObject): readonly string[] => joined(leave(part), [chunk(said)]);

  const end = (stop: StopReason): readonly string[] => {
    over = true;
    const grounding = words.grounding();
    const ended = { finishReason: renderStop(stop), ...(grounding !== null && { groundingMetadata: grounding }) };
    const last = chunkOf({ id, model }, { text: '' }, ended);
    return [...calls(), JSON.stringify({ ...last, ...(usage !== null && { usageMetadata: renderUsage(usage) }) })];
  };

  const render = (event: ReplyEvent): readonly string[] => {
    switch (event.type) {
      case 'start':
        if (id === '') ({ id } = event);
        tail = tailOf(id, model);
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
        return [JSON.stringify(renderError(event.fault, ''))];
    }
  };

  return (event) => (event === null || over ? [] : render(event));
}

/** What stands in front of the part of a piece that ends nothing, and behind it. */
const HEAD = '{"candidates":[{"content":{"parts":[';
const tailOf = (id: string, model: string): string =>
  `],"role":"model"},"index":0}],${JSON.stringify(namesOf({ id, model })).slice(1)}`;

/** A piece with one part, and with what the candidate has to say besides. */
function chunkOf(of: Named, part: JsonObject, ended: JsonObject): JsonObject {
  return { candidates: [{ content: { parts: [part], role: 'model' }, ...ended, index: 0 }], ...namesOf(of) };
}

type Named = { readonly id: string; readonly model: string };

const namesOf = ({ id, model }: Named): JsonObject => ({
  modelVersion: model,
  ...(id !== '' && { responseId: id }),
});

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
