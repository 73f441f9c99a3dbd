import { at, isArray, listAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'];
const PARTS = ['text', 'image_url', 'input_audio', 'file', 'refusal'];

/** The first thing that the API would say against the messages of a request, or null. */
export function complaintAboutMessages(body: JsonObject): string | null {
  const messages = listAt(body, 'messages');
  if (messages.length === 0) {
    return "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.";
  }
  for (const [index, message] of messages.entries()) {
    const complaint = complaintAboutMessage(message, index) ?? complaintAboutPairs(messages, index);
    if (complaint !== null) return complaint;
  }
  return null;
}

function complaintAboutMessage(message: Json, index: number): string | null {
  const role = textAt(message, 'role');
  if (!ROLES.includes(role)) {
    return `Invalid value: '${role}'. Supported values are: ${ROLES.map((name) => `'${name}'`).join(', ')}.`;
  }
  const content = at(message, 'content');
  const mayBeEmpty =
    role === 'assistant' && (listAt(message, 'tool_calls').length > 0 || at(message, 'refusal') !== undefined);
  if (typeof content !== 'string' && !isArray(content) && !mayBeEmpty) {
    return `Invalid value for 'content': expected a string, got null.`;
  }
  for (const part of listAt(message, 'content')) {
    const type = textAt(part, 'type');
    const allowed = role === 'user' ? PARTS : ['text', 'refusal'];
    if (!allowed.includes(type)) {
      return `Invalid value: '${type}'. Supported values are: ${allowed.map((name) => `'${name}'`).join(', ')}. (messages[${index}].content)`;
    }
  }
  for (const call of listAt(message, 'tool_calls')) {
    if (typeof at(call, 'function', 'arguments') !== 'string' && textAt(call, 'type') !== 'custom') {
      return `Invalid type for 'messages[${index}].tool_calls[0].function.arguments': expected a string, but got an object instead.`;
    }
  }
  return null;
}

function complaintAboutPairs(messages: readonly Json[], index: number): string | null {
  const message = messages[index];
  const calls = callIds(message);
  if (calls.length > 0) {
    const answered = new Set(answersAfter(messages, index));
    const open = calls.filter((id) => !answered.has(id));
    if (open.length > 0) {
      return (
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
        `The following tool_call_ids did not have response messages: ${open.join(', ')}`
      );
    }
  }
  if (textAt(message, 'role') !== 'tool') return null;
  const asker = messages.slice(0, index).findLast((earlier) => textAt(earlier, 'role') !== 'tool');
  if (callIds(asker).includes(textAt(message, 'tool_call_id'))) return null;
  return "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
}

function callIds(message: Json | undefined): readonly string[] {
  return listAt(message, 'tool_calls').map((call) => textAt(call, 'id'));
}

/** The ids that the tool messages right behind a message answer. */
function answersAfter(messages: readonly Json[], index: number): readonly string[] {
  const rest = messages.slice(index + 1);
  const end = rest.findIndex((message) => textAt(message, 'role') !== 'tool');
  return rest.slice(0, end < 0 ? rest.length : end).map((message) => textAt(message, 'tool_call_id'));
}
