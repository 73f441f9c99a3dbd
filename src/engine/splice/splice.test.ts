import { expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import { at } from '../../model/json.ts';
import { parseData, renderFrames, splitFrames } from '../../protocols/frame.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import { brokenEnd, isComment } from './splice.ts';

const { 'openai-responses': responses, anthropic } = PROTOCOLS;
const CUT = new Fault('cut', 'The answer stopped before its end');

function dataOf(bytes: Uint8Array) {
  return splitFrames('sse')
    .feed(bytes)
    .flatMap((frame) => (frame.data === '' ? [] : [parseData(frame)]));
}

it('counts on behind what the caller of numbered events has, and keeps the id', () => {
  const render = responses.renderStream({ model: 'm', after: null, usage: true });
  const shown = [
    ...render({ type: 'start', id: 'r1', model: 'm' }),
    ...render({ type: 'text', part: 0, text: 'It says "sequence_number":99 here' }),
  ];
  const last = renderFrames(shown.slice(-1), 'sse');
  const data = dataOf(brokenEnd(responses, CUT, { model: 'm', last, id: 'resp_1', length: 33 }));
  expect(data.map((one) => at(one, 'type'))).toEqual(['error', 'response.failed']);
  expect(data.map((one) => at(one, 'sequence_number'))).toEqual([shown.length, shown.length + 1]);
  expect(at(data[1], 'response', 'id')).toBe('resp_1');
});

it('is the whole answer where nothing came before it', () => {
  const [first] = dataOf(brokenEnd(responses, CUT, { model: 'm', last: null }));
  expect(at(first, 'sequence_number')).toBe(0);
});

it('is one event where events have no numbers', () => {
  const last = Buffer.from('event: ping\ndata: {"type":"ping"}\n\n');
  expect(dataOf(brokenEnd(anthropic, CUT, { model: 'm', last }))).toMatchObject([{ type: 'error' }]);
});

it('looks behind comments for the last event', () => {
  const bytes = (text: string): boolean => isComment(Buffer.from(text));
  expect([': ping\n\n', ': ping\n\ndata: {}\n\n', 'data: {}\n\n'].map(bytes)).toEqual([true, false, false]);
});
