import type { Message, Part } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Losses } from '../fields.ts';
import { renderMedia, type Writing } from './render-media.ts';
import { plainName } from './terms.ts';

const NO_RESULT = 'There is no result: the call was interrupted.';
const CONTINUE: Turn = { role: 'user', content: 'Continue.', images: [], thinking: '', calls: [] };

/** A turn before it is JSON. */
type Turn = {
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly images: readonly string[];
  readonly thinking: string;
  readonly calls: readonly JsonObject[];
};

/** A call that was made, and the id under which it stands in this body. */
type Call = { readonly asked: string; readonly id: string; readonly name: string };

/**
 * The messages of a conversation in the form that the templates of all models bear: one word of the system at the very beginning,
 * with `instructions` of ours in it; what it says later as reminders in the user's turns; results right behind their calls and in
 * their order, every call answered; neighbours of the same role in one.
 */
export function renderMessages(
  messages: readonly Message[],
  instructions: readonly string[],
  writing: Writing,
): readonly JsonObject[] {
  const first = messages.findIndex(({ role }) => role !== 'system');
  const begin = first < 0 ? messages.length : first;
  const system = [...instructions, ...messages.slice(0, begin).map(({ parts }) => systemText(parts, writing))];
  const out: JsonObject[] = [];
  const content = oneText(system);
  if (content !== '') out.push({ role: 'system', content });
  return [...out, ...renderTurns(messages.slice(begin), writing)];
}

function renderTurns(messages: readonly Message[], writing: Writing): readonly JsonObject[] {
  const { quirks, losses } = writing;
  const out: JsonObject[] = [];
  const used = new Set<string>();
  let open: Turn | null = null;
  const flush = (): void => {
    if (open !== null) out.push(toJson(open));
    open = null;
  };
  const say = (turn: Turn): void => {
    if (isEmpty(turn)) return;
    if (open?.role === turn.role) open = joined(open, turn);
    else {
      flush();
      open = turn;
    }
  };
  const answer = (calls: readonly Call[], from: number): void => {
    const { answers, orphans } = answersTo(calls, resultsAt(messages, from), writing);
    if (answers.length > 0) flush();
    out.push(...answers);
    say(spoken('user', orphans, writing));
  };

  answer([], 0);
  for (const [index, { role, parts }] of messages.entries()) {
    const rest = parts.filter((part) => !isResult(part));
    switch (role) {
      case 'system':
        losses.lose('system between turns', 'behavioural');
        say({ ...CONTINUE, content: reminder(systemText(rest, writing)) });
        break;
      case 'user':
        say(spoken('user', rest, writing));
        break;
      case 'assistant': {
        const calls: Call[] = [];
        say(spokenByModel(rest, used, calls, writing));
        // Calls are answered before anything else is said.
        answer(calls, index + 1);
      }
    }
  }
  const last: Turn | null = open;
  flush();
  if (isModels(last) && (quirks.noPrefill === true || quirks.alternates === true)) {
    losses.lose('prefill', 'behavioural');
    out.push(toJson(CONTINUE));
  }
  // Without any message, the server only loads its model.
  const begins = out[0]?.['role'] === 'user' || (out.length > 0 && quirks.alternates !== true);
  return begins ? out : [toJson(CONTINUE), ...out];
}

const isModels = (turn: Turn | null): boolean => turn?.role === 'assistant';

/** The results that the turns from `start` on hold, up to the assistant's next one. */
function resultsAt(messages: readonly Message[], start: number): readonly Result[] {
  const end = messages.findIndex(({ role }, index) => index >= start && role === 'assistant');
  return messages.slice(start, end < 0 ? messages.length : end).flatMap(({ parts }) => parts.filter(isResult));
}

type Result = Extract<Part, { readonly type: 'tool-result' }>;

const isResult = (part: Part): part is Result => part.type === 'tool-result';

type Answers = { readonly answers: readonly JsonObject[]; readonly orphans: readonly Part[] };

/** Pairs results with the calls of the turn before, in the order of the calls: most templates leave out the ids. */
function answersTo(calls: readonly Call[], results: readonly Result[], writing: Writing): Answers {
  const { losses } = writing;
  const left = [...results];
  const answers = calls.map(({ asked, id, name }) => {
    const place = left.findIndex(({ callId }) => callId === asked);
    const [result] = place < 0 ? [] : left.splice(place, 1);
    if (result === undefined) losses.lose('call without a result', 'behavioural');
    const { content, images } = spoken('user', result?.parts ?? [{ type: 'text', text: NO_RESULT }], writing);
    return {
      role: 'tool',
      content: result?.failed === true ? `The tool failed: ${content}` : content,
      ...(images.length > 0 && { images }),
      tool_name: plainName(name),
      tool_call_id: id,
    };
  });
  if (left.length > 0) losses.lose('result without a call', 'behavioural');
  const orphans = left.flatMap(({ callId, parts }): readonly Part[] => [
    { type: 'text', text: `Result of a tool call that is not shown (${callId}):` },
    ...parts,
  ]);
  return { answers, orphans };
}

/** The form that Claude Code itself falls back to where system turns are refused. */
function reminder(text: string): string {
  return text === '' ? '' : `<system-reminder>\n${text}\n</system-reminder>`;
}

function systemText(parts: readonly Part[], writing: Writing): string {
  const { content, images } = spoken('user', parts, writing);
  if (images.length > 0) writing.losses.lose('media in the system text', 'blocking');
  return content;
}

function spoken(role: Turn['role'], parts: readonly Part[], writing: Writing): Turn {
  const texts: string[] = [];
  const images: string[] = [];
  for (const part of parts) {
    noteHints(part, writing.losses);
    switch (part.type) {
      case 'text':
      case 'refusal':
        // Pictures stand in front of all words.
        if (images.length > 0 && texts.length > 0) writing.losses.lose('places of images', 'cosmetic');
        if (part.text !== '') texts.push(part.text);
        break;
      case 'media': {
        const { text, image } = renderMedia(part, writing);
        if (text !== '') texts.push(text);
        if (image !== '') images.push(image);
        break;
      }
      case 'thinking':
      case 'sealed-thinking':
        writing.losses.lose('thinking of earlier turns', 'cosmetic');
        break;
      case 'tool-call':
        writing.losses.lose('tool call outside an answer', 'behavioural');
        break;
      case 'tool-result':
        writing.losses.lose('result inside a result', 'behavioural');
    }
  }
  return { role, content: texts.join('\n\n'), images, thinking: '', calls: [] };
}

/** A turn of the model: what it thought, said and called. `calls` gets what has to be answered next. */
function spokenByModel(parts: readonly Part[], used: Set<string>, calls: Call[], { losses }: Writing): Turn {
  let content = '';
  let thinking = '';
  const made: JsonObject[] = [];
  for (const part of parts) {
    noteHints(part, losses);
    switch (part.type) {
      case 'text':
      case 'refusal':
        if (part.type === 'refusal') losses.lose('refusal', 'cosmetic');
        if (made.length > 0 && part.text !== '') losses.lose('text behind a tool call', 'cosmetic');
        content += part.text;
        break;
      case 'thinking':
        // What is signed is for its maker only, and nothing is signed here.
        if (part.signature !== '') losses.lose('thinking of earlier turns', 'cosmetic');
        else thinking += part.text;
        break;
      case 'sealed-thinking':
        losses.lose('thinking of earlier turns', 'cosmetic');
        break;
      case 'media':
        losses.lose('media of the assistant', 'behavioural');
        break;
      case 'tool-call': {
        const { name, input } = part;
        const id = freshId(part.id, used);
        calls.push({ asked: part.id, id, name });
        made.push({ id, function: { index: made.length, name: plainName(name), arguments: input } });
        break;
      }
      case 'tool-result':
        // Taken out before.
        break;
    }
  }
  return { role: 'assistant', content, thinking, images: [], calls: made };
}

function noteHints(part: Part, losses: Losses): void {
  // The server keeps beginnings by itself, and has no place for sources.
  if ('cache' in part && part.cache !== undefined) losses.lose('cache_control', 'cosmetic');
  if (part.type === 'text' && (part.citations ?? []).length > 0) losses.lose('citations', 'cosmetic');
}

/** Some providers give every answer's calls the same ids; here they must differ in one body. */
function freshId(wanted: string, used: Set<string>): string {
  let id = wanted;
  for (let count = 2; used.has(id); count += 1) id = `${wanted}_${count}`;
  used.add(id);
  return id;
}

function isEmpty({ content, images, thinking, calls }: Turn): boolean {
  return content === '' && images.length === 0 && thinking === '' && calls.length === 0;
}

function joined(one: Turn, other: Turn): Turn {
  return {
    role: one.role,
    content: oneText([one.content, other.content]),
    images: [...one.images, ...other.images],
    thinking: oneText([one.thinking, other.thinking]),
    calls: [...one.calls, ...other.calls],
  };
}

function oneText(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}

function toJson({ role, content, images, thinking, calls }: Turn): JsonObject {
  return {
    role,
    content,
    ...(thinking !== '' && { thinking }),
    ...(images.length > 0 && { images }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}
