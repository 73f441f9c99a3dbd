import type { Part } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { at, isArray, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { Reply } from '../../model/reply.ts';
import { parseErrorEvent } from './error.ts';
import { isTooDeep } from '../fields.ts';
import { citationsOf, citedBlocks } from './citations.ts';
import {
  blockType,
  messageId,
  MINTED_SIGNATURE,
  NO_COUNTS,
  parseCounts,
  parseStop,
  renderStop,
  renderUsage,
  usageOf,
  validId,
} from './terms.ts';

/** The blocks of a whole answer. Throws the error that the body carries, or `garbled` when it is no answer. */
export function contentOf(body: Json): readonly JsonObject[] {
  if (textAt(body, 'type') === 'error' || isObject(at(body, 'error'))) throw parseErrorEvent(body);
  const content = at(body, 'content');
  if (!isArray(content)) throw new Fault('garbled', 'The answer has no content');
  if (isTooDeep(content)) throw new Fault('garbled', 'The answer is nested too deeply');
  return content.map((block) => {
    if (!isObject(block) || blockType(block) === '') throw new Fault('garbled', 'A part of the answer has no type');
    return block;
  });
}

/** Reads a whole answer. What a provider's own tools did on the way has no word in a Reply; the text around it has. */
export function parseResponse(body: Json): Reply {
  const id = textAt(body, 'id');
  const parts = contentOf(body).flatMap((block, index) => parseBlock(block, `toolu_${validId(id)}_${index}`));
  const stop = parseStop(textAt(body, 'stop_reason'));
  const explanation = stop === 'refused' ? textAt(body, 'stop_details', 'explanation') : '';
  const called = parts.some(({ type }) => type === 'tool-call');
  return {
    id,
    model: textAt(body, 'model'),
    parts: explanation === '' ? parts : [...parts, { type: 'refusal', text: explanation }],
    // Some compatible servers say `end_turn` although they call a tool.
    stop: stop === 'done' && called ? 'tool-call' : stop,
    stopSequence: textAt(body, 'stop_sequence'),
    usage: usageOf(parseCounts(at(body, 'usage'), NO_COUNTS)),
  };
}

function parseBlock(block: JsonObject, spareId: string): readonly Part[] {
  switch (blockType(block)) {
    case 'text':
      return textAt(block, 'text') === '' ? [] : [{ type: 'text', text: textAt(block, 'text'), ...citationsOf(block) }];
    case 'thinking':
      return [{ type: 'thinking', text: textAt(block, 'thinking'), signature: textAt(block, 'signature') }];
    case 'redacted_thinking':
      return [{ type: 'sealed-thinking', data: textAt(block, 'data') }];
    case 'tool_use': {
      const input = at(block, 'input') ?? {};
      const name = textAt(block, 'name');
      if (name === '' || !isObject(input)) throw new Fault('garbled', 'A tool call has no name or no input');
      return [{ type: 'tool-call', id: textAt(block, 'id') || spareId, name, input }];
    }
    default:
      return [];
  }
}

export function renderResponse(reply: Reply): JsonObject {
  return {
    id: messageId(reply.id),
    type: 'message',
    role: 'assistant',
    model: reply.model,
    content: reply.parts.flatMap(renderPart),
    ...renderStop(reply.stop, reply.stopSequence),
    usage: renderUsage(reply.usage),
  };
}

function renderPart(part: Part): readonly JsonObject[] {
  switch (part.type) {
    case 'text':
      // Clients send blocks back as they came, and Anthropic refuses empty text.
      return part.text === '' ? [] : citedBlocks(part.text, part.citations ?? []);
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    case 'thinking':
      return [{ type: 'thinking', thinking: part.text, signature: part.signature || MINTED_SIGNATURE }];
    case 'sealed-thinking':
      return [{ type: 'redacted_thinking', data: part.data }];
    case 'tool-call':
      return [{ type: 'tool_use', id: validId(part.id), name: part.name, input: part.input }];
    case 'media':
    case 'tool-result':
      // No model answers with these over this dialect.
      return [];
  }
}
