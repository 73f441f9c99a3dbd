import type { JsonObject } from '../../../model/json.ts';
import { tokens } from '../answer/words.ts';
import type { Dialect, Frame, Telling } from '../dialects/dialect.ts';

/** The same answer, with thinking in front of it even when nobody asked for any. */
export function exposed(telling: Telling): Telling {
  const { answer, asked } = telling;
  if (answer.thinking !== '') return telling;
  const thinking = 'Let me see. The question is a plain one, and the answer is on its way…';
  const usage = { ...answer.usage, thinkingTokens: Math.max(1, answer.usage.thinkingTokens) };
  return { ...telling, asked: { ...asked, thinking: 'shown' }, answer: { ...answer, thinking, usage } };
}

/** An answer whose tool call loses the second half of its arguments. A model without tools invents one. */
export function halfCalled(dialect: Dialect, telling: Telling): readonly Frame[] {
  const called = withLongCall(dialect, telling);
  if (dialect.miscalled !== undefined) return dialect.miscalled(called);
  const frames = dialect.frames(called);
  const pieces = frames.filter(isArgument);
  const left = Math.floor(pieces.length / 2);
  const lost = new Set(pieces.slice(left));
  // Dialects that repeat the whole arguments behind their pieces repeat the half of them.
  const json = JSON.stringify(called.answer.toolCalls[0]?.input);
  const half = tokens(json).slice(0, left).join('');
  return frames
    .filter((frame) => !lost.has(frame))
    .map((frame) => ({ ...frame, data: frame.data.replaceAll(JSON.stringify(json), JSON.stringify(half)) }));
}

/** The same in one piece, in dialects that write arguments as a text. */
export function halfCalledBody(dialect: Dialect, telling: Telling): string {
  return JSON.stringify(dialect.whole(withLongCall(dialect, telling)), (name, value: unknown) =>
    name === 'arguments' && typeof value === 'string' ? value.slice(0, value.length / 2) : value,
  );
}

function withLongCall(dialect: Dialect, telling: Telling): Telling {
  const { answer } = telling;
  const call = answer.toolCalls[0] ?? { id: dialect.callId('0000000000000000000000'), name: 'lookup', input: {} };
  // The arguments are made long enough that half of them is never valid JSON.
  const longer = { ...call, input: { ...call.input, ...LONG_INPUT } };
  return { ...telling, answer: { ...answer, toolCalls: [longer], stop: 'tool-call' } };
}

const LONG_INPUT: JsonObject = { query: 'the weather in Zürich and in 京都', unit: 'celsius' };

function isArgument({ data }: Frame): boolean {
  if (data.includes('"partial_json":"')) return !data.includes('"partial_json":""');
  return /"function":\{"arguments":"|^\{"type":"response\.function_call_arguments\.delta"/.test(data);
}

/** A stream that goes on after it has said why it stopped. */
export function spokenOn(dialect: Dialect, telling: Telling): readonly Frame[] {
  const { answer } = telling;
  const frames = dialect.frames(telling);
  const late = dialect
    .frames({ ...telling, answer: { ...answer, text: 'One more thing.', thinking: '', toolCalls: [], stop: 'done' } })
    .filter(({ kind }) => kind === 'content');
  const finish = frames.findIndex(({ kind }) => kind === 'finish');
  return [...frames.slice(0, finish + 1), ...late, ...frames.slice(finish + 1)];
}
