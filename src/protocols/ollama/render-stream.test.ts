import { describe, expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import { NO_USAGE, type ReplyEvent, type StopReason } from '../../model/reply.ts';
import { ollama } from './index.ts';

function write(...events: readonly ReplyEvent[]): readonly unknown[] {
  const render = ollama.renderStream({ model: 'asked', after: null, usage: true });
  return [...events.flatMap(render), ...render(null)].map(({ data }): unknown => JSON.parse(data));
}

const START: ReplyEvent = { type: 'start', id: 'x', model: 'real' };
const end = (stop: StopReason): ReplyEvent => ({ type: 'end', stop, stopSequence: '' });
const begun = (part: number, name = 'look'): ReplyEvent => ({ type: 'tool-call', part, id: `c${part}`, name });
const input = (part: number, json: string): ReplyEvent => ({ type: 'tool-input', part, json });
const said = (message: object) => ({
  model: 'asked',
  created_at: '1970-01-01T00:00:00Z',
  message: { role: 'assistant', ...message },
  done: false,
});

describe('an answer is written', () => {
  it('in lines, under the name that was asked for, with a last one that counts', () => {
    const events: readonly ReplyEvent[] = [
      START,
      { type: 'thinking', part: 0, text: 'Hm' },
      { type: 'signature', part: 0, signature: 's' },
      { type: 'text', part: 1, text: 'Hi' },
      { type: 'text', part: 1, text: '' },
      { type: 'usage', usage: { ...NO_USAGE, inputTokens: 7, outputTokens: 2 } },
      end('done'),
    ];
    expect(write(...events)).toEqual([
      said({ content: '', thinking: 'Hm' }),
      said({ content: 'Hi' }),
      {
        ...said({ content: '' }),
        done: true,
        done_reason: 'stop',
        total_duration: 0,
        load_duration: 0,
        prompt_eval_count: 7,
        prompt_eval_duration: 0,
        eval_count: 2,
        eval_duration: 0,
      },
    ]);
  });

  it('with each call whole in one line, however it came', () => {
    const lines = write(START, begun(0), input(0, '{"at"'), input(0, ':1}'), begun(1, 'find'), end('tool-call'));
    expect(lines).toEqual([
      said({
        content: '',
        tool_calls: [{ id: 'c0', function: { index: 0, name: 'look', arguments: { at: 1 } } }],
      }),
      said({ content: '', tool_calls: [{ id: 'c1', function: { index: 0, name: 'find', arguments: {} } }] }),
      expect.objectContaining({ done: true, done_reason: 'stop' }),
    ]);
  });

  it('with words of a refusal as words', () => {
    expect(write(START, { type: 'refusal', part: 0, text: 'No' }, end('refused'))).toMatchObject([
      { message: { content: 'No' } },
      { done_reason: 'stop' },
    ]);
  });

  it.each<[StopReason, string]>([
    ['done', 'stop'],
    ['stop-sequence', 'stop'],
    ['length', 'length'],
    ['context', 'length'],
    ['pause', 'stop'],
  ])('and its end, %s, is called %s', (stop, reason) => {
    expect(write(START, end(stop)).at(-1)).toMatchObject({ done: true, done_reason: reason });
  });
});

describe('half a call', () => {
  it('#9 is none where a limit has ended the answer', () => {
    expect(write(START, begun(0), input(0, '{"at":'), end('length'))).toEqual([
      expect.objectContaining({ done: true, done_reason: 'length' }),
    ]);
  });

  it.each<[string, ReplyEvent]>([
    ['the answer ends as if it were whole', end('tool-call')],
    ['something else follows', { type: 'text', part: 1, text: 'Hi' }],
    ['another follows', begun(1)],
  ])('is an error when %s', (_, next) => {
    expect(write(START, begun(0), input(0, '{"at":'), next, end('done'))).toEqual([
      { error: 'The input of a tool call is not a JSON object' },
    ]);
  });

  it('is not told before the answer breaks', () => {
    const fault = new Fault('cut', 'It broke');
    expect(write(START, begun(0), input(0, '{}'), { type: 'fault', fault })).toEqual([{ error: 'It broke' }]);
  });
});

describe('a sign of life', () => {
  it('is a line without words', () => {
    const line = ollama.ping('m');
    expect(line.endsWith('}\n')).toBe(true);
    expect(JSON.parse(line)).toEqual({ ...said({ content: '' }), model: 'm' });
    const parse = ollama.parseStream();
    expect(parse({ event: '', data: line.trim() })).toEqual([{ type: 'start', id: '19700101T000000Z', model: 'm' }]);
    expect(ollama.watch().see({ event: '', data: line.trim() })).toEqual({ weight: 'none', end: false, fault: null });
  });
});
