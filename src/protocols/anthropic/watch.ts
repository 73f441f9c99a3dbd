import { Fault } from '../../model/fault.ts';
import { at, isObject, textAt, type Json } from '../../model/json.ts';
import type { Usage } from '../../model/reply.ts';
import { calmUntil, parseData, renderFrame } from '../frame.ts';
import type { Frame, Sighting, Watch, Weighed, Weight } from '../protocol.ts';
import { parseErrorEvent } from './error.ts';
import { contentOf } from './response.ts';
import { blockType, type Counts, indexAt, NO_COUNTS, parseCounts, parseStop, usageOf } from './terms.ts';
import { followInputs } from './tool-input.ts';

const NONE: Sighting = { weight: 'none', end: false, fault: null };
const SOFT: Sighting = { weight: 'soft', end: false, fault: null };
const HARD: Sighting = { weight: 'hard', end: false, fault: null };
const END: Sighting = { weight: 'none', end: true, fault: null };

const DELTA = 'event: content_block_delta\ndata: {';
/** Anything but a piece of text. A type cannot stand inside a JSON text without backslashes. */
const TELLING = /"type"\s*:\s*"(?!content_block_delta"|text_delta")/;

/** A quoted word without a backslash cannot stand inside a JSON text, so finding one needs no parser. */
const EMPTY_TEXT = /"text"\s*:\s*""/;

/**
 * Looks at the events of a stream that is passed on as it is. Deltas, nearly all there is, are judged by the words in them;
 * only the few events that carry numbers, names or errors are parsed.
 */
export function watch(): Watch {
  const inputs = followInputs();
  let counts: Counts | null = null;
  let progress: 'running' | 'stopped' | 'ended' = 'running';
  let lastIndex = -1;
  let begun = false;
  let openIndex = -1;
  let openKind = '';
  let spoken = false;

  const glanced = (data: string): Sighting => {
    const sighting = glance(data);
    spoken ||= sighting.weight === 'hard';
    return sighting;
  };

  const read = (data: Json, type: string): Sighting => {
    if (progress !== 'running' && isPiece(type)) throw new Fault('garbled', 'The answer goes on after its end');
    switch (type) {
      case 'message_start':
        // Some adapters repeat the first event. Behind the beginning of a part it is another answer, or the same again.
        if (begun) throw new Fault('garbled', 'A second answer begins in the middle of the stream');
        counts = countsAfter(counts, at(data, 'message', 'usage'));
        return NONE;
      case 'content_block_start': {
        const follows = inputs.isOpen();
        begun = true;
        inputs.start(data);
        // Only the end of an answer can leave a call half.
        if (inputs.isHalf()) inputs.check('done');
        openKind = blockType(at(data, 'content_block'));
        // A call counts when it is whole: until then nobody has seen it.
        if (openKind === 'tool_use') openIndex = -1;
        else openIndex = lastIndex = Math.max(lastIndex, indexAt(data));
        const seen = weighStart(at(data, 'content_block'));
        return follows && inputs.isOpen() ? { ...seen, call: 'next' } : seen;
      }
      case 'content_block_delta':
        // Official clients lose the words of a part that has not begun.
        if (!begun) throw new Fault('garbled', 'The answer says something before a part of it begins');
        inputs.delta(data);
        return weighDelta(data);
      case 'content_block_stop':
        inputs.stop();
        openIndex = -1;
        if (!inputs.isHalf()) lastIndex = Math.max(lastIndex, indexAt(data));
        return NONE;
      case 'message_delta': {
        counts = countsAfter(counts, at(data, 'usage'));
        const reason = textAt(data, 'delta', 'stop_reason');
        if (reason === '') return NONE;
        const stop = parseStop(reason);
        inputs.check(stop);
        progress = 'stopped';
        if (inputs.isHalf()) return { ...HARD, call: 'dropped' };
        return stop === 'done' ? NONE : HARD;
      }
      case 'message_stop':
        if (progress === 'running') inputs.check('done');
        progress = 'ended';
        return END;
      case 'error':
        throw parseErrorEvent(data);
      case '':
        throw isObject(at(data, 'error')) ? parseErrorEvent(data) : strange();
      default:
        return NONE;
    }
  };

  /** A call is for whoever runs it, and half of it can only do harm. */
  const held = (sighting: Sighting): Sighting =>
    progress === 'running' && inputs.isOpen() && sighting.call === undefined ? { ...sighting, call: 'open' } : sighting;

  return {
    calmUntil: (events) => (openKind === 'text' && openIndex >= 0 && spoken ? calmUntil(events, DELTA, TELLING) : 0),
    see: (frame) => {
      if (begun && isWholeDelta(frame) && progress === 'running' && !inputs.isOpen()) return glanced(frame.data);
      if (isIdle(frame)) return held(NONE);
      try {
        const parsed = parseData(frame);
        return held(read(parsed, textAt(parsed, 'type') || frame.event));
      } catch (error) {
        return { ...NONE, fault: Fault.from(error) };
      }
    },
    close: () => ({ running: null, stopped: LAST, ended: '' })[progress],
    usage: () => (counts === null ? null : usageOf(counts)),
    resumed: () => ({ nextPart: lastIndex + 1, openPart: openIndex, ...isTextOpen(openIndex, openKind) }),
  };
}

const strange = (): Fault => new Fault('garbled', 'An event of the stream is no part of an answer');
const isPiece = (type: string): boolean => type === 'content_block_start' || type === 'content_block_delta';

function isTextOpen(index: number, kind: string): { readonly openText?: boolean } {
  return index >= 0 && kind !== 'thinking' ? { openText: true } : {};
}

function countsAfter(counts: Counts | null, usage: Json | undefined): Counts | null {
  return usage === undefined ? counts : parseCounts(usage, counts ?? NO_COUNTS);
}

const LAST = renderFrame({ event: 'message_stop', data: '{"type":"message_stop"}' }, 'sse');

function weighStart(block: Json | undefined): Sighting {
  switch (blockType(block)) {
    case 'text':
      return textAt(block, 'text') === '' ? NONE : HARD;
    case 'thinking':
      return textAt(block, 'thinking') === '' ? NONE : SOFT;
    case 'redacted_thinking':
      return SOFT;
    default:
      // Calls, and what the provider's own tools do: shown once, it cannot be taken back.
      return HARD;
  }
}

function isIdle({ event, data }: Frame): boolean {
  return event === 'ping' || data === '' || data === '[DONE]';
}

function isWholeDelta({ event, data }: Frame): boolean {
  return event === 'content_block_delta' && data.startsWith('{') && data.endsWith('}');
}

function glance(data: string): Sighting {
  if (data.includes('"text_delta"')) return EMPTY_TEXT.test(data) ? NONE : HARD;
  if (data.includes('"input_json_delta"')) return HARD;
  return data.includes('"thinking_delta"') || data.includes('"signature_delta"') ? SOFT : NONE;
}

function weighDelta(data: Json): Sighting {
  switch (textAt(data, 'delta', 'type')) {
    case 'text_delta':
      return textAt(data, 'delta', 'text') === '' ? NONE : HARD;
    case 'input_json_delta':
      return HARD;
    case 'thinking_delta':
    case 'signature_delta':
      return SOFT;
    default:
      return NONE;
  }
}

/** Weighs a whole answer. Throws the error that it carries, or `garbled` when it is no answer. */
export function weigh(body: Json): Weighed {
  const content = contentOf(body);
  const usage: Usage = usageOf(parseCounts(at(body, 'usage'), NO_COUNTS));
  const stop = parseStop(textAt(body, 'stop_reason'));
  const weight: Weight = stop !== 'done' || content.some(isContent) ? 'hard' : 'none';
  return { weight, usage };
}

function isContent(block: Json): boolean {
  switch (blockType(block)) {
    case 'text':
      return textAt(block, 'text') !== '';
    case 'thinking':
    case 'redacted_thinking':
      return false;
    default:
      return true;
  }
}
