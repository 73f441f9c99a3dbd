import { at, isArray, isObject, listAt, textAt, type Json } from '../../../model/json.ts';
import { isOwn } from './signature.ts';

const ROLES = ['user', 'assistant', 'system', 'developer'];

/** What stands in the content of messages, by who said it. */
const SAID = ['output_text', 'refusal'];
const HEARD = ['input_text', 'input_image', 'input_file', 'input_audio'];

/** Items that hold no words and that the sandbox only lets pass. */
const SILENT = new Set(
  (
    'item_reference compaction additional_tools configuration_update tool_search_call tool_search_output program ' +
    'program_output mcp_list_tools mcp_approval_request mcp_approval_response mcp_call shell_call shell_call_output ' +
    'apply_patch_call apply_patch_call_output local_shell_call local_shell_call_output web_search_call file_search_call ' +
    'image_generation_call code_interpreter_call computer_call computer_call_output context_compaction'
  ).split(' '),
);

const CALLS = ['function_call', 'custom_tool_call'];
const OUTPUTS = ['function_call_output', 'custom_tool_call_output'];

/** The first thing that the API would say against the items of a request, or null. */
export function complaintAboutItems(items: readonly Json[], provider: string): string | null {
  for (const [index, item] of items.entries()) {
    const complaint = complaintAboutItem(item, `input[${index}]`, provider);
    if (complaint !== null) return complaint;
  }
  return complaintAboutPairs(items) ?? complaintAboutReasoning(items);
}

/** The kind of an item: without a type it is a message. */
export function kindOf(item: Json): string {
  return textAt(item, 'type') || (at(item, 'role') === undefined ? '' : 'message');
}

function complaintAboutItem(item: Json, where: string, provider: string): string | null {
  const kind = kindOf(item);
  switch (kind) {
    case 'message':
      return complaintAboutMessage(item, where);
    case 'function_call':
      if (typeof at(item, 'arguments') !== 'string') return missingOr(item, where, 'arguments');
      return complaintAboutCall(item, where, 'fc');
    case 'custom_tool_call':
      if (typeof at(item, 'input') !== 'string') return missingOr(item, where, 'input');
      return complaintAboutCall(item, where, 'ctc');
    case 'function_call_output':
    case 'custom_tool_call_output':
      if (textAt(item, 'call_id') === '') return `Missing required parameter: '${where}.call_id'.`;
      return complaintAboutOutput(at(item, 'output'), where);
    case 'reasoning': {
      if (!isArray(at(item, 'summary'))) return `Missing required parameter: '${where}.summary'.`;
      const sealed = textAt(item, 'encrypted_content');
      if (sealed === '' || isOwn(sealed, provider)) return complaintAboutId(item, where, 'rs');
      return `The encrypted content ${sealed.slice(0, 4)}...${sealed.slice(-4)} could not be verified. Reason: Encrypted content could not be decrypted or parsed.`;
    }
    default:
      return SILENT.has(kind)
        ? null
        : `Invalid value: '${kind}'. Supported values are: 'message', 'reasoning', 'function_call', 'function_call_output', and others.`;
  }
}

function complaintAboutMessage(message: Json, where: string): string | null {
  const role = textAt(message, 'role');
  if (!ROLES.includes(role)) {
    return `Invalid value: '${role}'. Supported values are: ${ROLES.map((name) => `'${name}'`).join(', ')}.`;
  }
  const content = at(message, 'content');
  if (typeof content !== 'string' && !isArray(content)) return `Missing required parameter: '${where}.content'.`;
  const allowed = role === 'assistant' ? SAID : HEARD;
  for (const [place, part] of listAt(message, 'content').entries()) {
    const type = textAt(part, 'type');
    if (allowed.includes(type)) continue;
    return `Invalid value: '${type}'. Supported values are: ${allowed.map((name) => `'${name}'`).join(', ')}. ('${where}.content[${place}]')`;
  }
  return complaintAboutId(message, where, 'msg');
}

function complaintAboutCall(call: Json, where: string, prefix: string): string | null {
  for (const field of ['call_id', 'name']) {
    if (textAt(call, field) === '') return `Missing required parameter: '${where}.${field}'.`;
  }
  if (textAt(call, 'call_id').length > 64) {
    return `Invalid '${where}.call_id': string too long. Expected a string with maximum length 64, but got a string with length ${textAt(call, 'call_id').length} instead.`;
  }
  return complaintAboutId(call, where, prefix);
}

/** An id may be left out, but what has one must be an id of that kind of item. */
function complaintAboutId(item: Json, where: string, prefix: string): string | null {
  const id = textAt(item, 'id');
  if (id === '' || id.startsWith(`${prefix}_`)) return null;
  return `Invalid '${where}.id': '${id}'. Expected an ID that begins with '${prefix}'.`;
}

function complaintAboutOutput(output: Json | undefined, where: string): string | null {
  if (typeof output === 'string') return null;
  if (!isArray(output)) {
    return output === undefined
      ? `Missing required parameter: '${where}.output'.`
      : `Invalid type for '${where}.output': expected one of an array of objects or string, but got ${isObject(output) ? 'an object' : `a ${typeof output}`} instead.`;
  }
  const strange = output.find((part) => !HEARD.includes(textAt(part, 'type')));
  return strange === undefined ? null : `Invalid value: '${textAt(strange, 'type')}' in '${where}.output'.`;
}

/** Every call needs an output somewhere behind it, and every output a call in front of it. */
function complaintAboutPairs(items: readonly Json[]): string | null {
  const called = new Set<string>();
  const answered = new Set(
    items.filter((item) => OUTPUTS.includes(kindOf(item))).map((item) => textAt(item, 'call_id')),
  );
  for (const item of items) {
    const id = textAt(item, 'call_id');
    if (CALLS.includes(kindOf(item))) {
      called.add(id);
      if (!answered.has(id)) return `No tool output found for function call ${id}.`;
    }
    if (OUTPUTS.includes(kindOf(item)) && !called.has(id)) {
      return `No tool call found for function call output with call_id ${id}.`;
    }
  }
  return null;
}

/** Thinking must not stand at the end or in front of what others said. */
function complaintAboutReasoning(items: readonly Json[]): string | null {
  for (const [index, item] of items.entries()) {
    if (kindOf(item) !== 'reasoning' || textAt(item, 'id') === '') continue;
    const next = items[index + 1];
    const follows = next !== undefined && !OUTPUTS.includes(kindOf(next)) && !isHeard(next);
    if (!follows) {
      return `Item '${textAt(item, 'id')}' of type 'reasoning' was provided without its required following item.`;
    }
  }
  return null;
}

function isHeard(item: Json): boolean {
  return kindOf(item) === 'message' && textAt(item, 'role') !== 'assistant';
}

function missingOr(item: Json, where: string, field: string): string {
  return at(item, field) === undefined
    ? `Missing required parameter: '${where}.${field}'.`
    : `Invalid type for '${where}.${field}': expected a string, but got an object instead.`;
}
