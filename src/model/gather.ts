import type { Part } from './conversation.ts';
import { Fault } from './fault.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { NO_USAGE, type Reply, type ReplyEvent, type StopReason, type Usage } from './reply.ts';

/** Puts the events of one reply together. Throws the Fault that the events carry, or `garbled` when they have no end. */
export function gather(events: Iterable<ReplyEvent>): Reply {
  const parts = new Map<number, Part>();
  const inputs = new Map<number, string>();
  let id = '';
  let model = '';
  let usage: Usage = NO_USAGE;
  let end: { stop: StopReason; stopSequence: string } | null = null;

  for (const event of events) {
    switch (event.type) {
      case 'start':
        ({ id, model } = event);
        break;
      case 'text':
      case 'thinking':
      case 'refusal':
      case 'signature':
      case 'sealed-thinking':
      case 'citation':
      case 'tool-call':
        parts.set(event.part, grow(parts.get(event.part), event));
        break;
      case 'tool-input':
        inputs.set(event.part, (inputs.get(event.part) ?? '') + event.json);
        break;
      case 'usage':
        ({ usage } = event);
        break;
      case 'end':
        end = { stop: event.stop, stopSequence: event.stopSequence };
        break;
      case 'fault':
        throw event.fault;
    }
  }
  if (end === null) throw new Fault('cut', 'The answer stopped before its end');
  const whole = [...parts].map(([number, part]) =>
    part.type === 'tool-call' ? { ...part, input: parseInput(inputs.get(number) ?? '') } : part,
  );
  return { id, model, parts: whole, ...end, usage };
}

/** A whole reply as the events of a stream: the other way round. */
export function tell({ id, model, parts, stop, stopSequence, usage }: Reply): readonly ReplyEvent[] {
  return [
    { type: 'start', id, model },
    ...parts.flatMap((said, part) => tellPart(said, part)),
    { type: 'usage', usage },
    { type: 'end', stop, stopSequence },
  ];
}

function tellPart(said: Part, part: number): readonly ReplyEvent[] {
  switch (said.type) {
    case 'text':
      return [
        { type: 'text', part, text: said.text },
        ...(said.citations ?? []).map((citation) => ({ type: 'citation', part, citation }) as const),
      ];
    case 'thinking':
      return [
        { type: 'thinking', part, text: said.text },
        ...(said.signature === '' ? [] : [{ type: 'signature', part, signature: said.signature } as const]),
      ];
    case 'sealed-thinking':
      return [{ type: 'sealed-thinking', part, data: said.data }];
    case 'refusal':
      return [{ type: 'refusal', part, text: said.text }];
    case 'tool-call': {
      const { id, name, input, signature } = said;
      return [
        { type: 'tool-call', part, id, name, ...(signature !== undefined && { signature }) },
        { type: 'tool-input', part, json: JSON.stringify(input) },
      ];
    }
    case 'media':
    case 'tool-result':
      // No answer has such parts.
      return [];
  }
}

type PartEvent = Extract<
  ReplyEvent,
  { type: 'text' | 'thinking' | 'refusal' | 'signature' | 'sealed-thinking' | 'citation' | 'tool-call' }
>;

function grow(part: Part | undefined, event: PartEvent): Part {
  switch (event.type) {
    case 'text':
      return part?.type === 'text' ? { ...part, text: part.text + event.text } : { type: 'text', text: event.text };
    case 'citation':
      return part?.type === 'text'
        ? { ...part, citations: [...(part.citations ?? []), event.citation] }
        : { type: 'text', text: '', citations: [event.citation] };
    case 'refusal':
      return { type: 'refusal', text: (part?.type === 'refusal' ? part.text : '') + event.text };
    case 'thinking':
      return part?.type === 'thinking'
        ? { ...part, text: part.text + event.text }
        : { type: 'thinking', text: event.text, signature: '' };
    case 'signature':
      return { type: 'thinking', text: part?.type === 'thinking' ? part.text : '', signature: event.signature };
    case 'sealed-thinking':
      return { type: 'sealed-thinking', data: event.data };
    case 'tool-call':
      return {
        type: 'tool-call',
        id: event.id,
        name: event.name,
        input: {},
        ...(event.signature !== undefined && { signature: event.signature }),
      };
  }
}

/** The input of a tool call from its JSON text. An empty text means no input; anything but an object is a broken answer. */
export function parseInput(text: string): JsonObject {
  if (text.trim() === '') return {};
  try {
    const input: Json = JSON.parse(text);
    if (isObject(input)) return input;
  } catch {
    // What follows says it.
  }
  throw new Fault('garbled', 'The input of a tool call is not a JSON object');
}
