import type { Part, Tool } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { parseInput } from '../../model/gather.ts';
import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { NO_USAGE, type Reply } from '../../model/reply.ts';
import { isTooDeep } from '../fields.ts';
import { asInput } from '../free-text.ts';
import type { Weighed } from '../protocol.ts';
import { isFailure, parseErrorEvent } from './error.ts';
import { type Answered, renderParts, responseOf } from './output-items.ts';
import { parseAnnotation } from './parse-content.ts';
import { flatName, parseStop, parseUsage, renderStop, renderUsage, responseId, spareCallId, typeOf } from './terms.ts';
import { isHalfCall, isWholeCall } from './watch-calls.ts';

/** The items of a whole answer. Throws the error that the body carries, or `garbled` when it is no answer. */
function outputOf(body: Json): readonly Json[] {
  if (isFailure(body)) throw parseErrorEvent(body);
  const output = at(body, 'output');
  if (!isArray(output)) throw new Fault('garbled', 'The answer has no output');
  if (isTooDeep(output)) throw new Fault('garbled', 'The answer is nested too deeply');
  return output;
}

const isPending = (body: Json): boolean => /^(queued|in_progress)$/.test(textAt(body, 'status'));
const isIncomplete = (body: Json): boolean => textAt(body, 'status') === 'incomplete';

/** Reads a whole answer. What a provider's own tools did on the way has no word in a Reply; the text around it has. */
export function parseResponse(body: Json): Reply {
  const output = outputOf(body);
  // An answer that is made in the background has to be fetched, and we did not ask for that.
  if (isPending(body)) throw new Fault('garbled', 'The answer is not there yet');
  const id = textAt(body, 'id');
  // Where a limit or a filter ended the answer, half a call is to be expected, and the reason says so.
  const items = isIncomplete(body) ? output.filter((item) => !isHalfCall(item)) : output;
  const parts = items.flatMap((item, index) => parseItem(item, spareCallId(id, index)));
  const has = (type: Part['type']): boolean => parts.some((part) => part.type === type);
  return {
    id,
    model: textAt(body, 'model'),
    parts,
    stop: parseStop(body, { called: has('tool-call'), declined: has('refusal') }),
    stopSequence: '',
    usage: parseUsage(at(body, 'usage')) ?? NO_USAGE,
  };
}

function parseItem(item: Json, spareId: string): readonly Part[] {
  switch (typeOf(item)) {
    case 'message':
      return listAt(item, 'content').flatMap(parseContent);
    case 'reasoning':
      return parseThought(item);
    case 'function_call':
    case 'custom_tool_call':
      return [parseCall(item, spareId)];
    default:
      return [];
  }
}

function parseContent(part: Json): readonly Part[] {
  switch (typeOf(part)) {
    case 'output_text': {
      const text = textAt(part, 'text');
      const citations = listAt(part, 'annotations').flatMap(parseAnnotation);
      return text === '' ? [] : [{ type: 'text', text, ...(citations.length > 0 && { citations }) }];
    }
    case 'refusal':
      return [{ type: 'refusal', text: textAt(part, 'refusal') }];
    default:
      return [];
  }
}

function parseThought(item: Json): readonly Part[] {
  const signature = textAt(item, 'encrypted_content');
  const text = thoughtIn(item);
  return text === '' && signature === '' ? [] : [{ type: 'thinking', text, signature }];
}

/** What a thought says: its summary, and of models that show all they think, the thought itself. */
export function thoughtIn(item: Json): string {
  const words = (key: string): string =>
    listAt(item, key)
      .map((part) => textAt(part, 'text'))
      .join('\n\n');
  return words('summary') || words('content');
}

function parseCall(item: Json, spareId: string): Part {
  const name = flatName(textAt(item, 'namespace'), textAt(item, 'name'));
  if (textAt(item, 'name') === '') throw new Fault('garbled', 'A tool call has no name');
  const id = textAt(item, 'call_id') || textAt(item, 'id') || spareId;
  if (typeOf(item) === 'custom_tool_call')
    return { type: 'tool-call', id, name, input: asInput(textAt(item, 'input')) };
  const written = at(item, 'arguments');
  // Some servers hand over an object where a text belongs.
  return { type: 'tool-call', id, name, input: isObject(written) ? written : parseInput(textAt(item, 'arguments')) };
}

/** Writes a whole answer. Calls look as their tool was offered: with a namespace, or with free text instead of JSON. */
export function renderResponse(reply: Reply, tools: readonly Tool[] = []): JsonObject {
  const id = responseId(reply.id);
  const declined = reply.parts.some(({ type }) => type === 'refusal');
  const answered: Answered = { id, model: reply.model, output: renderParts(reply.parts, id, tools) };
  return responseOf(answered, { ...renderStop(reply.stop, declined), usage: renderUsage(reply.usage) });
}

/** Weighs a whole answer. Throws the error that it carries, or `garbled` when it is no answer. */
export function weigh(body: Json): Weighed {
  const output = outputOf(body);
  const isEarly = isPending(body) || isIncomplete(body);
  if (!isEarly && !output.every(isWholeCall))
    throw new Fault('garbled', 'The input of a tool call is not a JSON object');
  const isHard = isEarly || output.some(isContent);
  return { weight: isHard ? 'hard' : 'none', usage: parseUsage(at(body, 'usage')) ?? NO_USAGE };
}

/** Words, calls, and what the provider's own tools did; thoughts alone are no answer. */
export function isContent(item: Json): boolean {
  switch (typeOf(item)) {
    case 'message':
      return listAt(item, 'content').some((part) => textAt(part, 'text') !== '' || typeOf(part) === 'refusal');
    case 'reasoning':
      return false;
    default:
      return typeOf(item) !== '';
  }
}
