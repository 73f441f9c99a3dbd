import { Fault } from '../../model/fault.ts';
import { at, textAt, type Json } from '../../model/json.ts';
import type { Usage } from '../../model/reply.ts';
import { parseData, renderSse } from '../frame.ts';
import type { Frame, Sighting, Watch, Weighed, Weight } from '../protocol.ts';
import { parseErrorEvent } from './error.ts';
import { contentOf } from './response.ts';
import { blockType, type Counts, indexAt, NO_COUNTS, parseCounts, parseStop, usageOf } from './terms.ts';

const NONE: Sighting = { weight: 'none', end: false, fault: null };
const SOFT: Sighting = { weight: 'soft', end: false, fault: null };
const HARD: Sighting = { weight: 'hard', end: false, fault: null };
const END: Sighting = { weight: 'none', end: true, fault: null };

/** A quoted word without a backslash cannot stand inside a JSON text, so finding one needs no parser. */
const EMPTY_TEXT = /"text"\s*:\s*""/;

/**
 * Looks at the events of a stream that is passed on as it is. Deltas, nearly all there is, are judged by the words in them;
 * only the few events that carry numbers, names or errors are parsed.
 */
export function watch(): Watch {
  let counts: Counts | null = null;
  let progress: 'running' | 'stopped' | 'ended' = 'running';
  let lastIndex = -1;
  let openIndex = -1;
  let openKind = '';
  let toolJson: string | null = null;
  let isToolCut = false;

  /** Half the input of a call must not pass for a call; only where the limit of tokens ended the answer is it to be expected. */
  const closeTool = (): void => {
    if (toolJson !== null && toolJson !== '' && !isJson(toolJson)) isToolCut = true;
    toolJson = null;
  };

  const read = (data: Json, type: string): Sighting => {
    switch (type) {
      case 'message_start':
        counts = countsAfter(counts, at(data, 'message', 'usage'));
        return NONE;
      case 'content_block_start':
        if (progress === 'stopped') return { ...NONE, fault: afterEnd() };
        closeTool();
        toolJson = blockType(at(data, 'content_block')) === 'tool_use' ? '' : null;
        openIndex = indexAt(data);
        openKind = blockType(at(data, 'content_block'));
        lastIndex = Math.max(lastIndex, openIndex);
        return weighStart(at(data, 'content_block'));
      case 'content_block_delta':
        if (progress === 'stopped') return { ...NONE, fault: afterEnd() };
        if (toolJson !== null) toolJson += textAt(data, 'delta', 'partial_json');
        return weighDelta(data);
      case 'content_block_stop':
        closeTool();
        openIndex = -1;
        return NONE;
      case 'message_delta': {
        counts = countsAfter(counts, at(data, 'usage'));
        const reason = textAt(data, 'delta', 'stop_reason');
        if (reason !== '') progress = 'stopped';
        closeTool();
        if (isToolCut && reason !== '' && parseStop(reason) !== 'length') return { ...NONE, fault: toolCut() };
        return reason === '' || parseStop(reason) === 'done' ? NONE : HARD;
      }
      case 'message_stop':
        progress = 'ended';
        return END;
      case 'error':
        return { ...NONE, fault: parseErrorEvent(data) };
      default:
        return NONE;
    }
  };

  const see = (frame: Frame): Sighting => {
    const { event, data } = frame;
    if (event === 'content_block_delta' && toolJson === null && progress === 'running' && isClosed(data))
      return glance(data);
    if (event === 'ping' || data === '' || data === '[DONE]') return NONE;
    try {
      const parsed = parseData(frame);
      return read(parsed, textAt(parsed, 'type') || event);
    } catch (error) {
      return { ...NONE, fault: Fault.from(error) };
    }
  };

  return {
    see,
    close: () => (progress === 'stopped' ? LAST : progress === 'ended' ? '' : null),
    usage: () => (counts === null ? null : usageOf(counts)),
    resumed: () => ({
      nextPart: lastIndex + 1,
      openPart: openIndex,
      ...(openIndex >= 0 && openKind !== 'thinking' && { openText: true }),
    }),
  };
}

const afterEnd = (): Fault => new Fault('garbled', 'The answer goes on after its end');
const toolCut = (): Fault => new Fault('garbled', 'The input of a tool call is not a JSON object');

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function countsAfter(counts: Counts | null, usage: Json | undefined): Counts | null {
  return usage === undefined ? counts : parseCounts(usage, counts ?? NO_COUNTS);
}

const LAST = renderSse({ event: 'message_stop', data: '{"type":"message_stop"}' });

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

function isClosed(data: string): boolean {
  return data.startsWith('{') && data.endsWith('}');
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
