import type { Message, Part, Role, Tool } from '../../model/conversation.ts';
import { parseInput as parseArguments } from '../../model/gather.ts';
import { isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { LossWeight } from '../../model/loss.ts';
import {
  bad,
  fieldOf,
  isTooDeep,
  join,
  loseOthers,
  type Losses,
  objectOf,
  requiredText,
  textField,
} from '../fields.ts';
import { asInput } from '../free-text.ts';
import { parseContent } from './parse-content.ts';
import { named } from './parse-tools.ts';
import { typeOf } from './terms.ts';

/** The items of a body; a plain text is what the user says. Throws `bad-request` when there is no input and none was kept. */
export function itemsOf(body: JsonObject): readonly Json[] {
  const input = fieldOf(body, 'input');
  if (typeof input === 'string') return [{ role: 'user', content: input }];
  if (isArray(input)) return input;
  if (input !== undefined) throw bad('input', 'a text or a list of items was expected');
  const isKept = ['prompt', 'previous_response_id', 'conversation'].some((key) => fieldOf(body, key) !== undefined);
  if (!isKept) throw bad('input', 'this field is required');
  return [];
}

/** What reading items needs to know and to note. */
type Reading = { readonly tools: readonly Tool[]; readonly losses: Losses };

/** What one item adds to the conversation; or a hosted call, which is passed over with the thoughts that led to it. */
type Said = { readonly role: Role; readonly parts: readonly Part[] } | 'hosted' | 'nothing';

/**
 * The turns of a conversation. What the assistant thinks, says and calls one after the other is one turn; results of tools are
 * part of the user's, as they are everywhere else.
 */
export function parseItems(items: readonly Json[], reading: Reading): readonly Message[] {
  const turns: { readonly role: Role; readonly parts: Part[] }[] = [];
  for (const [index, value] of items.entries()) {
    const path = join('input', index);
    const item = objectOf(value, path);
    const said = parseItem(item, path, reading);
    if (said === 'nothing') continue;
    const last = turns.at(-1);
    if (said === 'hosted') {
      if (last?.role === 'assistant') dropThoughts(last.parts, reading.losses);
      continue;
    }
    if (last !== undefined && isSameTurn(last, said.role)) last.parts.push(...said.parts);
    else turns.push({ role: said.role, parts: [...said.parts] });
  }
  return turns.filter(({ role, parts }) => role !== 'assistant' || parts.length > 0);
}

function isSameTurn({ role, parts }: Message, next: Role): boolean {
  return role === next && (role === 'assistant' || parts.at(-1)?.type === 'tool-result');
}

/** Thoughts that led to something that is not there are refused by their own maker. */
function dropThoughts(parts: Part[], losses: Losses): void {
  while (parts.at(-1)?.type === 'thinking') {
    parts.pop();
    losses.lose('thinking of earlier turns', 'cosmetic');
  }
}

/** Items that say nothing to another model, and what it matters. Those that are not listed count as behavioural. */
const PASSED_OVER: Readonly<Record<string, LossWeight>> = {
  // What was found stands in the words of the answer that followed.
  web_search_call: 'cosmetic',
  // All tools are shown at once, those in the items included.
  tool_search_call: 'cosmetic',
  tool_search_output: 'cosmetic',
  additional_tools: 'cosmetic',
  // They stand for turns that lie at the provider, or that only it can read.
  item_reference: 'blocking',
  compaction: 'blocking',
  compaction_summary: 'blocking',
  context_compaction: 'blocking',
  compaction_trigger: 'blocking',
};

const HOSTED = /_call$/;

function parseItem(item: JsonObject, path: string, reading: Reading): Said {
  const { losses } = reading;
  const type = textField(item, 'type', path) ?? (fieldOf(item, 'role') === undefined ? 'item_reference' : 'message');
  switch (type) {
    case 'message':
      return parseMessage(item, path, losses);
    case 'reasoning':
      return parseReasoning(item, losses);
    case 'function_call':
    case 'custom_tool_call':
      return { role: 'assistant', parts: [parseCall(item, path, reading)] };
    case 'function_call_output':
    case 'custom_tool_call_output':
      return { role: 'user', parts: [parseResult(item, path, losses)] };
    default:
      losses.lose(
        type === 'additional_tools' ? 'place of tools' : `input.${type}`,
        (Object.hasOwn(PASSED_OVER, type) ? PASSED_OVER[type] : undefined) ?? 'behavioural',
      );
      return HOSTED.test(type) ? 'hosted' : 'nothing';
  }
}

function parseMessage(item: JsonObject, path: string, losses: Losses): Said {
  const role = requiredText(item, 'role', path);
  // Which part of an answer it was, is OpenAI's own affair, and so are ids and states.
  loseOthers(item, ['type', 'role', 'content', 'id', 'status', 'phase'], 'message', losses);
  const parts = parseContent(fieldOf(item, 'content'), join(path, 'content'), losses);
  switch (role) {
    case 'system':
    case 'developer':
      return parts.length === 0 ? 'nothing' : { role: 'system', parts };
    case 'user':
    case 'assistant':
      return { role, parts };
    default:
      throw bad(join(path, 'role'), 'unknown role');
  }
}

function parseReasoning(item: JsonObject, losses: Losses): Said {
  const words = (key: string): string =>
    listAt(item, key)
      .map((part) => textAt(part, 'text'))
      .join('\n\n');
  const text = words('summary') || words('content');
  const signature = textAt(item, 'encrypted_content');
  if (text === '' && signature === '') {
    // Only its id is there: it lies at the provider.
    losses.lose('thinking of earlier turns', 'cosmetic');
    return 'nothing';
  }
  return { role: 'assistant', parts: [{ type: 'thinking', text, signature }] };
}

function parseCall(item: JsonObject, path: string, { tools, losses }: Reading): Part {
  // oxfmt-ignore
  loseOthers(item, [
    'type', 'id', 'call_id', 'name', 'namespace', 'arguments', 'input', 'status', 'caller', 'async',
  ], 'function_call', losses);
  const id = requiredText(item, 'call_id', path);
  const name = named(tools, textField(item, 'namespace', path) ?? '', requiredText(item, 'name', path));
  if (typeOf(item) === 'custom_tool_call')
    return { type: 'tool-call', id, name, input: asInput(textField(item, 'input', path) ?? '') };
  return { type: 'tool-call', id, name, input: inputOf(textField(item, 'arguments', path) ?? '') };
}

/** Models sometimes wrote broken arguments, and clients send them back: the turn must stay, so the text is kept as it is. */
function inputOf(text: string): JsonObject {
  try {
    const input = parseArguments(text);
    if (!isTooDeep(input)) return input;
  } catch {
    // What follows keeps it.
  }
  return { arguments: text };
}

function parseResult(item: JsonObject, path: string, losses: Losses): Part {
  loseOthers(item, ['type', 'id', 'call_id', 'output', 'status', 'caller', 'name'], 'function_call_output', losses);
  const output = fieldOf(item, 'output');
  // Some clients hand over an object where a text belongs.
  const content = isObject(output) ? JSON.stringify(output) : output;
  return {
    type: 'tool-result',
    callId: requiredText(item, 'call_id', path),
    parts: parseContent(content, join(path, 'output'), losses),
    failed: false,
  };
}
