import type { Message } from '../../model/conversation.ts';
import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { Losses } from '../fields.ts';
import { CONTINUE, remind } from '../turns.ts';
import { renderParts, type Writing } from './render-content.ts';
import { blockType, validId } from './terms.ts';

export type Turn = { readonly role: 'user' | 'assistant'; readonly content: readonly JsonObject[] };

const GO_ON: Turn = { role: 'user', content: [{ type: 'text', text: CONTINUE }] };
const NO_RESULT = 'There is no result: the call was interrupted.';

/**
 * The turns of a conversation in the form that every Claude accepts: what the system says between the turns becomes a
 * reminder in the user's, same roles stand together, every call is answered at the beginning of the next turn, and the
 * user has the last word, unless `prefill` says that the model may go on from its own.
 */
export function renderTurns(messages: readonly Message[], writing: Writing, prefill = false): readonly Turn[] {
  const { losses } = writing;
  const turns = answerCalls(joinTurns(messages.map((message) => renderTurn(message, writing))), losses);
  const last = turns.at(-1);
  if (last?.role === 'user') return turns;
  const begun = last !== undefined && prefill ? trimmed(last) : null;
  if (begun !== null) return [...turns.slice(0, -1), begun];
  if (last !== undefined) losses.lose('prefill', 'behavioural');
  return [...turns, GO_ON];
}

/** The turn to go on from; null when it is no text that could be gone on from. Anthropic refuses space at its end. */
function trimmed({ role, content }: Turn): Turn | null {
  const last = content.at(-1);
  if (last === undefined || blockType(last) !== 'text') return null;
  return { role, content: [...content.slice(0, -1), { ...last, text: textAt(last, 'text').trimEnd() }] };
}

function renderTurn({ role, parts }: Message, writing: Writing): Turn {
  const blocks = renderParts(parts, role, writing);
  if (role !== 'system') return { role, content: blocks };
  if (blocks.length > 0) writing.losses.lose('system between turns', 'behavioural');
  return { role: 'user', content: blocks.map(reminded) };
}

function reminded(block: JsonObject): JsonObject {
  return blockType(block) === 'text' ? { ...block, text: remind(textAt(block, 'text')) } : block;
}

function joinTurns(turns: readonly Turn[]): readonly Turn[] {
  const joined: { readonly role: Turn['role']; readonly content: JsonObject[] }[] = [];
  for (const { role, content } of turns) {
    const last = joined.at(-1);
    const into = last?.role === role ? last.content : [];
    for (const block of content) into.push(block);
    if (last?.role !== role && into.length > 0) joined.push({ role, content: into });
  }
  return joined;
}

type Call = { readonly asked: string; readonly id: string };

/**
 * Makes ids fit and unique, and pairs calls with results: those of the turn before come first, what answers no call of that
 * turn becomes plain text, and a call that nobody answered gets an error for a result.
 */
function answerCalls(turns: readonly Turn[], losses: Losses): readonly Turn[] {
  const used = new Map<string, number>();
  const answered: Turn[] = [];
  let open: readonly Call[] = [];
  for (const turn of turns) {
    if (turn.role === 'assistant') {
      const content = turn.content.map((block) => withFreshId(block, used));
      open = turn.content.flatMap((block, index) => callOf(block, content[index]));
      answered.push({ ...turn, content: content.flatMap((block) => (isResult(block) ? asText(block) : [block])) });
    } else {
      answered.push({ ...turn, content: answer(turn.content, open, losses) });
      open = [];
    }
  }
  return open.length === 0 ? answered : [...answered, { role: 'user', content: answer([], open, losses) }];
}

function answer(content: readonly JsonObject[], calls: readonly Call[], losses: Losses): readonly JsonObject[] {
  const open = Map.groupBy(calls, ({ asked }) => asked);
  const answered = new Set<string>();
  const results: JsonObject[] = [];
  const rest: JsonObject[] = [];
  for (const block of content) {
    const call = isResult(block) ? open.get(textAt(block, 'tool_use_id'))?.shift() : undefined;
    if (call !== undefined) {
      answered.add(call.id);
      results.push({ ...block, tool_use_id: call.id });
    } else if (isResult(block)) {
      losses.lose('result without a call', 'behavioural');
      for (const piece of asText(block)) rest.push(piece);
    } else rest.push(block);
  }
  for (const { id } of calls) {
    if (answered.has(id)) continue;
    losses.lose('call without a result', 'behavioural');
    results.push({ type: 'tool_result', tool_use_id: id, content: NO_RESULT, is_error: true });
  }
  return [...results, ...rest];
}

const isResult = (block: JsonObject): boolean => blockType(block) === 'tool_result';

/** `used` counts how often an id was wanted; Anthropic refuses one that comes twice. */
function withFreshId(block: JsonObject, used: Map<string, number>): JsonObject {
  if (blockType(block) !== 'tool_use') return block;
  const wanted = validId(textAt(block, 'id'));
  let count = used.get(wanted) ?? 0;
  let id = wanted;
  for (; used.has(id); count += 1) id = `${wanted}_${count + 1}`;
  used.set(wanted, Math.max(count, 1));
  used.set(id, used.get(id) ?? 1);
  return { ...block, id };
}

function callOf(before: JsonObject, after: JsonObject | undefined): readonly Call[] {
  if (blockType(before) !== 'tool_use') return [];
  return [{ asked: textAt(before, 'id'), id: textAt(after, 'id') }];
}

function asText(result: JsonObject): readonly JsonObject[] {
  const { content } = result;
  const blocks: readonly Json[] = isArray(content) ? content : [];
  const text = typeof content === 'string' ? content : '(nothing)';
  const heading = `Result of a tool call that is not shown (${textAt(result, 'tool_use_id')}):`;
  if (blocks.length === 0) return [{ type: 'text', text: `${heading}\n${text}` }];
  return [{ type: 'text', text: heading }, ...blocks.filter(isObject)];
}

/** Is this the middle of a tool loop whose first answer came without thinking? Turns of one role in a row are one. */
export function isMidLoop(turns: readonly Json[]): boolean {
  let first: Json | undefined;
  let [isAnswered, isBehindAnswer] = [false, false];
  for (let index = turns.length - 1; index >= 0; index -= 1) {
    const turn = turns[index];
    if (textAt(turn, 'role') !== 'assistant') {
      isAnswered ||= listAt(turn, 'content').some((block) => blockType(block) === 'tool_result');
      isBehindAnswer = false;
      continue;
    }
    if (!isAnswered && !isBehindAnswer) break;
    first = turn;
    [isAnswered, isBehindAnswer] = [false, true];
  }
  return first !== undefined && !/^(redacted_)?thinking$/.test(textAt(at(first, 'content', 0), 'type'));
}
