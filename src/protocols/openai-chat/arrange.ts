import { isArray, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { Losses } from '../fields.ts';
import type { Quirks } from '../protocol.ts';
import { CONTINUE, remind } from '../turns.ts';

/** What is said where a server wants to hear the user, or the assistant, and nobody has anything to say. */
const BEGIN = '(The assistant speaks first.)';
const NOTED = 'OK';

/**
 * Messages in the order that a server takes: most take any. Where the system may only stand first, what it says later becomes a
 * reminder in the turn of the user next to it; it is never moved to the front, which would change its meaning.
 */
export function arrange(messages: readonly JsonObject[], quirks: Quirks, losses: Losses): readonly JsonObject[] {
  let out = messages;
  if (quirks.systemFirst === true || quirks.alternates === true) out = systemFirst(out, losses);
  if (quirks.noUserAfterResults === true) out = bridged(out);
  if (quirks.alternates === true) out = alternating(out);
  const last = out.at(-1);
  const needsUser = quirks.noPrefill === true || quirks.alternates === true;
  if (!needsUser || (last !== undefined && !isSystem(last) && !isOpenEnd(last))) return out;
  if (last?.['role'] === 'assistant') losses.lose('prefill', 'behavioural');
  return [...out, { role: 'user', content: CONTINUE }];
}

const isSystem = (message: JsonObject): boolean => /^(system|developer)$/.test(textAt(message, 'role'));

function systemFirst(messages: readonly JsonObject[], losses: Losses): readonly JsonObject[] {
  const out: JsonObject[] = [];
  /** Reminders that wait for the user's next turn. */
  let waiting: JsonObject[] = [];
  for (const message of messages) {
    const last = out.at(-1);
    if (isSystem(message)) {
      if (last === undefined) out.push(message);
      else if (isSystem(last) && out.length === 1) out[0] = merged(last, message);
      else {
        losses.lose('system between turns', 'behavioural');
        const said = { role: 'user', content: reminded(message['content'] ?? '') };
        if (last['role'] === 'user') out[out.length - 1] = merged(last, said);
        else waiting.push(said);
      }
      continue;
    }
    // Results stay behind their calls.
    if (message['role'] === 'tool') out.push(message);
    else {
      const all = message['role'] === 'user' ? [...waiting, message] : [message];
      if (message['role'] !== 'user' && waiting.length > 0) out.push(waiting.reduce(merged));
      out.push(all.reduce(merged));
      waiting = [];
    }
  }
  return waiting.length === 0 ? out : [...out, waiting.reduce(merged)];
}

function reminded(content: Json): Json {
  if (typeof content === 'string') return remind(content);
  if (!isArray(content)) return content;
  return content.map((part) =>
    isObject(part) && part['type'] === 'text' ? { ...part, text: remind(textAt(part, 'text')) } : part,
  );
}

function bridged(messages: readonly JsonObject[]): readonly JsonObject[] {
  return messages.flatMap((message, index) => {
    const isBehind = message['role'] === 'user' && messages[index - 1]?.['role'] === 'tool';
    return isBehind ? [{ role: 'assistant', content: NOTED }, message] : [message];
  });
}

function alternating(messages: readonly JsonObject[]): readonly JsonObject[] {
  const out: JsonObject[] = [];
  for (const message of messages) {
    const last = out.at(-1);
    const role = message['role'];
    if (last !== undefined && last['role'] === role && (role === 'user' || role === 'assistant'))
      out[out.length - 1] = merged(last, message);
    else if (role === 'assistant' && (last === undefined || isSystem(last))) {
      out.push({ role: 'user', content: BEGIN }, message);
    } else out.push(message);
  }
  return out;
}

/** Two messages of one speaker as one. */
function merged(one: JsonObject, other: JsonObject): JsonObject {
  return { ...one, ...other, content: together(one['content'] ?? null, other['content'] ?? null) };
}

function together(one: Json, other: Json): Json {
  if (one === null || one === '') return other;
  if (other === null || other === '') return one;
  if (typeof one === 'string' && typeof other === 'string') return `${one}\n\n${other}`;
  return [...partsOf(one), ...partsOf(other)];
}

function partsOf(content: Json): readonly Json[] {
  if (isArray(content)) return content;
  return typeof content === 'string' ? [{ type: 'text', text: content }] : [];
}

/** Does the assistant have the last word, without calls that wait for results? */
function isOpenEnd(last: JsonObject): boolean {
  return last['role'] === 'assistant' && !isArray(last['tool_calls']);
}
