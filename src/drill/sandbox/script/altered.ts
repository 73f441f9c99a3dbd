import type { JsonObject } from '../../../model/json.ts';
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
  const { answer } = telling;
  const call = answer.toolCalls[0] ?? { id: dialect.callId('0000000000000000000000'), name: 'lookup', input: {} };
  // The arguments are made long enough that half of them is never valid JSON.
  const longer = { ...call, input: { ...call.input, ...LONG_INPUT } };
  const frames = dialect.frames({ ...telling, answer: { ...answer, toolCalls: [longer], stop: 'tool-call' } });
  const pieces = frames.filter(isArgument);
  const lost = new Set(pieces.slice(Math.floor(pieces.length / 2)));
  return frames.filter((frame) => !lost.has(frame));
}

const LONG_INPUT: JsonObject = { query: 'the weather in Zürich and in 京都', unit: 'celsius' };

function isArgument({ data }: Frame): boolean {
  return data.includes('"partial_json":"')
    ? !data.includes('"partial_json":""')
    : /"function":\{"arguments":"/.test(data);
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
