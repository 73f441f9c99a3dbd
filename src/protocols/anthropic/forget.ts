import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { blockType } from './terms.ts';

/**
 * Takes every thought of earlier turns out of a caller's body, for a provider that does not accept them: they are bound to the
 * model, the account and the words before them. A turn that was nothing else goes as a whole. In the middle of a turn that uses
 * tools, thinking within a budget has to begin with a thought, so without one it is switched off.
 */
export function forget(body: JsonObject): JsonObject {
  const messages = at(body, 'messages');
  if (!isArray(messages)) return body;
  const kept = messages.flatMap(forgetIn);
  const used = listAt(kept.at(-1), 'content').some((block) => blockType(block) === 'tool_result');
  const off = used && at(body, 'thinking', 'type') === 'enabled';
  return { ...(off ? withoutClearing(body) : body), messages: kept, ...(off && { thinking: { type: 'disabled' } }) };
}

function forgetIn(message: Json): readonly Json[] {
  const content = at(message, 'content');
  if (!isObject(message) || !isArray(content)) return [message];
  const kept = content.filter((block) => !['thinking', 'redacted_thinking'].includes(blockType(block)));
  if (kept.length === content.length) return [message];
  return kept.length === 0 ? [] : [{ ...message, content: kept }];
}

/** The body without clearing old thoughts, which is refused when there are to be no new ones. */
export function withoutClearing(body: JsonObject): JsonObject {
  const { context_management: management, ...rest } = body;
  const edits = listAt(management, 'edits');
  const kept = edits.filter((edit) => !textAt(edit, 'type').startsWith('clear_thinking'));
  if (!isObject(management) || kept.length === edits.length) return body;
  return kept.length === 0 ? rest : { ...rest, context_management: { ...management, edits: kept } };
}
