import { at, isArray, listAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';
import { isOwn, signatureOf } from './signature.ts';

/** Results of tools that run at the provider have many names. */
const PARTS =
  /^(text|image|document|search_result|thinking|redacted_thinking|tool_use|server_tool_use|mcp_tool_use|(\w+_)?tool_result|container_upload|compaction|fallback|mcp_tool_listing|tool_addition|tool_removal)$/;

/** Models that still go on where the last assistant message stopped. */
const PREFILL = /^claude-(3|(opus|sonnet|haiku)-4(-[0-5])?(-\d{8})?$)/;

/** The first thing that the API would say against the messages of a request, or null. */
export function complaintAboutMessages(body: JsonObject, provider: string): string | null {
  const messages = listAt(body, 'messages');
  if (messages.length === 0) return 'messages: at least one message is required';
  if (textAt(messages[0], 'role') === 'system') {
    return "messages.0: use the top-level 'system' parameter for the initial system prompt";
  }
  const last = messages.at(-1);
  if (textAt(last, 'role') === 'assistant' && !PREFILL.test(textAt(body, 'model'))) {
    return 'This model does not support assistant message prefill. The conversation must end with a user message.';
  }
  for (const [index, message] of messages.entries()) {
    const complaint =
      complaintAboutMessage(message, index, messages.length) ?? complaintAboutSignature(message, index, provider);
    if (complaint !== null) return complaint;
  }
  return complaintAboutPairs(messages);
}

function complaintAboutMessage(message: Json, index: number, count: number): string | null {
  const role = textAt(message, 'role');
  if (!['user', 'assistant', 'system'].includes(role)) {
    return `messages.${index}.role: Input should be 'user', 'assistant' or 'system'`;
  }
  const content = at(message, 'content');
  if (typeof content !== 'string' && !isArray(content)) return `messages.${index}.content: Field required`;
  if (content.length === 0 && !(role === 'assistant' && index === count - 1)) {
    return `messages.${index}: all messages must have non-empty content except for the optional final assistant message`;
  }
  for (const [place, part] of listAt(message, 'content').entries()) {
    const type = textAt(part, 'type');
    if (!PARTS.test(type)) {
      return `messages.${index}.content.${place}: Input tag '${type}' found using 'type' does not match any of the expected tags`;
    }
    if (type === 'text' && textAt(part, 'text') === '') return 'messages: text content blocks must be non-empty';
    if (role === 'user' && type === 'text' && textAt(part, 'text').trim() === '') {
      return 'messages: text content blocks must contain non-whitespace text';
    }
  }
  return null;
}

function complaintAboutSignature(message: Json, index: number, provider: string): string | null {
  for (const [place, part] of listAt(message, 'content').entries()) {
    if (textAt(part, 'type') !== 'thinking') continue;
    const signature = textAt(part, 'signature');
    if (signature === signatureOf(textAt(part, 'thinking'), provider)) continue;
    // Hidden thinking comes back empty, with the signature of what was hidden.
    if (textAt(part, 'thinking') === '' && isOwn(signature, provider)) continue;
    return `messages.${index}.content.${place}: Invalid \`signature\` in \`thinking\` block`;
  }
  return null;
}

function complaintAboutPairs(messages: readonly Json[]): string | null {
  const turns = turnsOf(messages);
  for (const [index, { parts }] of turns.entries()) {
    const calls = idsIn(parts, 'tool_use', 'id');
    const strange = calls.find((id) => !/^[a-zA-Z0-9_-]+$/.test(id));
    if (strange !== undefined) {
      return `messages.${index}.content: tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`;
    }
    const answered = new Set(idsIn(turns[index + 1]?.parts ?? [], 'tool_result', 'tool_use_id'));
    const open = calls.filter((id) => !answered.has(id));
    if (open.length > 0 && index < turns.length - 1) {
      return (
        `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ` +
        `${open.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`
      );
    }
    const asked = new Set(idsIn(turns[index - 1]?.parts ?? [], 'tool_use', 'id'));
    const orphan = idsIn(parts, 'tool_result', 'tool_use_id').find((id) => !asked.has(id));
    if (orphan !== undefined) {
      return (
        `messages.${index}.content: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${orphan}. ` +
        'Each `tool_result` block must have a corresponding `tool_use` block in the previous message.'
      );
    }
  }
  return null;
}

type Turn = { readonly role: string; readonly parts: readonly Json[] };

/** Messages of the same role that follow each other are one turn. */
function turnsOf(messages: readonly Json[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    const role = textAt(message, 'role');
    const parts = listAt(message, 'content');
    const last = turns.at(-1);
    if (last?.role === role) turns[turns.length - 1] = { role, parts: [...last.parts, ...parts] };
    else turns.push({ role, parts });
  }
  return turns;
}

function idsIn(parts: readonly Json[], type: string, field: string): readonly string[] {
  return parts.filter((part) => textAt(part, 'type') === type).map((part) => textAt(part, field));
}
