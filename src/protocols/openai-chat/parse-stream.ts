import { Fault } from '../../model/fault.ts';
import { at, isObject, numberAt, textAt, type Json } from '../../model/json.ts';
import type { ReplyEvent, StopReason, Usage } from '../../model/reply.ts';
import { parseData } from '../frame.ts';
import type { Feed, Frame } from '../protocol.ts';
import { untilOver } from '../until-over.ts';
import { type Source, sourcesOf } from './annotations.ts';
import { isError, parseErrorEvent } from './error.ts';
import { checkChoice, stopWith } from './response.ts';
import { readParts } from './stream-parts.ts';
import { parseStop, parseUsage, spareCallId } from './terms.ts';

/**
 * Reads the chunks of Chat Completions. The end is said at `[DONE]`, or when the stream ends after the reason to stop was
 * told; a stream that ends otherwise was cut.
 */
export function parseStream(): Feed<Frame, ReplyEvent> {
  return untilOver(readChunks());
}

function readChunks(): Feed<Frame, ReplyEvent> {
  let started = false;
  let id = '';
  const parts = readParts((index) => spareCallId(id, index));
  let stop: StopReason | null = null;
  let usage: Usage | null = null;
  let refused = false;
  let sources: readonly Source[] = [];

  const end = (): readonly ReplyEvent[] => {
    const reason = refused ? 'refused' : stopWith(stop ?? 'done', parts.called());
    // Half a call must not pass for one. Where a limit or a refusal ended the answer it is to be expected, and the reason says so.
    if (reason === 'tool-call') parts.check();
    return [
      ...parts.close(sources),
      ...(usage === null ? [] : [{ type: 'usage', usage } as const]),
      { type: 'end', stop: reason, stopSequence: '' },
    ];
  };

  return (frame) => {
    if (frame === null) {
      return stop === null ? [{ type: 'fault', fault: new Fault('cut', 'The answer stopped before its end') }] : end();
    }
    if (frame.data === '') return [];
    if (frame.data.trim() === '[DONE]') {
      if (!started) throw new Fault('cut', 'The answer ends without having begun');
      return end();
    }
    const data = parseData(frame);
    if (isError(data) || frame.event === 'error') throw parseErrorEvent(data);
    const choice = at(data, 'choices', 0);
    const found = parseUsage(at(data, 'usage')) ?? parseUsage(at(data, 'x_groq', 'usage'));
    if (choice === undefined && found === null && !Array.isArray(at(data, 'choices'))) return unknown(data);
    usage = found ?? usage;
    const named = sourcesOf(data);
    if (named.length > 0) sources = named;
    const events: ReplyEvent[] = [];
    // Azure begins with a chunk without a choice, and that one has neither id nor model.
    if (choice === undefined) return events;
    if (!started) {
      id = textAt(data, 'id');
      events.push({ type: 'start', id, model: textAt(data, 'model') });
    }
    started = true;
    // Other choices than the first were not asked for.
    if (numberAt(choice, 'index') !== 0) return events;
    checkChoice(choice);
    const said = parts.delta(at(choice, 'delta'));
    if (stop !== null && said.length > 0) throw new Fault('garbled', 'The answer goes on after its end');
    events.push(...said);
    refused ||= textAt(choice, 'delta', 'refusal') !== '';
    const reason = textAt(choice, 'finish_reason');
    if (reason !== '') stop ??= parseStop(reason);
    return events;
  };
}

/** An event that is no chunk: something of the server's own, unless it is another dialect altogether. */
function unknown(data: Json): readonly ReplyEvent[] {
  if (isObject(data) && ('object' in data || textAt(data, 'type').startsWith('ping') || Object.keys(data).length === 0))
    return [];
  throw new Fault('garbled', 'An event of the stream is no chunk of an answer');
}
