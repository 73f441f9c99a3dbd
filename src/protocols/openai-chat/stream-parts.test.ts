import { describe, expect, it } from 'vitest';
import { gather } from '../../model/gather.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import type { Frame } from '../protocol.ts';
import { openaiChat } from './index.ts';
import { begin, calls, chunk, DONE, piece, ROLE, STOP } from './testing/chunks.ts';

function read(frames: readonly Frame[]): readonly ReplyEvent[] {
  const parse = openaiChat.parseStream();
  return [...frames.flatMap(parse), ...parse(null)];
}

const partsOf = (frames: readonly Frame[]) => gather(read(frames)).parts;
const last = (frames: readonly Frame[]) => read(frames).at(-1);
const text = (words: string) => ({ type: 'text', text: words });
const call = (id: string, input: JsonObject) => ({ type: 'tool-call', id, name: 'look', input });

describe('calls', () => {
  it('come in pieces', () => {
    expect(
      read([
        ROLE,
        calls(begin(0, 'a')),
        calls(piece(0, '{"x"')),
        calls(piece(0, ':1}')),
        chunk({}, 'tool_calls'),
        DONE,
      ]),
    ).toEqual([
      { type: 'start', id: 'c', model: 'm' },
      { type: 'tool-call', part: 0, id: 'a', name: 'look' },
      { type: 'tool-input', part: 0, json: '{"x"' },
      { type: 'tool-input', part: 0, json: ':1}' },
      { type: 'end', stop: 'tool-call', stopSequence: '' },
    ]);
  });

  it.each<[string, readonly Frame[]]>([
    ['whole, in one chunk', [calls(begin(0, 'a', '{"x":1}'), begin(1, 'b', '{"x":2}'))]],
    [
      'whole, one after the other, under indices that begin anywhere',
      [calls(begin(3, 'a', '{"x":1}')), calls(begin(7, 'b', '{"x":2}'))],
    ],
    [
      'without an index',
      [
        calls(
          { id: 'a', function: { name: 'look', arguments: '{"x":1}' } },
          { id: 'b', function: { name: 'look', arguments: '{"x":2}' } },
        ),
      ],
    ],
    [
      'in pieces without an index',
      [
        calls({ id: 'a', function: { name: 'look', arguments: '{"x"' } }),
        calls({ function: { arguments: ':1}' } }),
        calls({ id: 'b', function: { name: 'look', arguments: '{"x"' } }),
        calls({ id: 'b', function: { arguments: ':2}' } }),
      ],
    ],
    ['all under index 0', [calls(begin(0, 'a', '{"x":1}')), calls(begin(0, 'b', '{"x"')), calls(piece(0, ':2}'))]],
    [
      'with the id and an empty name in every piece',
      [
        calls(begin(0, 'a')),
        calls({ index: 0, id: 'a', function: { name: '', arguments: '{"x":1}' } }),
        calls(begin(1, 'b', '{"x":2}')),
      ],
    ],
    [
      'interleaved',
      [calls(begin(0, 'a', '{"x"')), calls(begin(1, 'b', '{"x"')), calls(piece(0, ':1}')), calls(piece(1, ':2}'))],
    ],
    [
      'with arguments as an object',
      [
        calls(
          { index: 0, id: 'a', function: { name: 'look', arguments: { x: 1 } } },
          { index: 1, id: 'b', function: { name: 'look', arguments: { x: 2 } } },
        ),
      ],
    ],
    [
      'with a name that comes late',
      [
        calls({ index: 0, id: 'a' }),
        calls({ index: 0, function: { name: 'look', arguments: '{"x":1}' } }),
        calls(begin(1, 'b', '{"x":2}')),
      ],
    ],
  ])('may come %s', (_, frames) => {
    const all = [ROLE, ...frames, chunk({}, 'tool_calls'), DONE];
    expect(partsOf(all)).toEqual([call('a', { x: 1 }), call('b', { x: 2 })]);
    const parts = read(all).flatMap((event) => ('part' in event ? [event.part] : []));
    expect(parts).toEqual(parts.toSorted((one, other) => one - other));
  });

  it('may be of the old kind', () => {
    const old = [
      chunk({ function_call: { name: 'look', arguments: '' } }),
      chunk({ function_call: { arguments: '{"x":1}' } }),
      chunk({}, 'function_call'),
    ];
    expect(partsOf([ROLE, ...old, DONE])).toEqual([call('call_c_0', { x: 1 })]);
  });

  it('that have no id, or the id of another, get one of their own', () => {
    const same = [calls(begin(0, 'a', '{}')), calls(begin(1, 'a', '{}')), calls(begin(2, '', '{}'))];
    const ids = partsOf([ROLE, ...same, chunk({}, 'tool_calls'), DONE]).map(
      (part) => part.type === 'tool-call' && part.id,
    );
    expect(new Set(ids).size).toBe(3);
    expect(ids).not.toContain('');
  });

  it('without arguments have an empty input', () => {
    expect(partsOf([calls(begin(0, 'a')), calls(begin(1, 'b')), chunk({}, 'tool_calls'), DONE])).toEqual([
      call('a', {}),
      call('b', {}),
    ]);
  });

  it('make the end a call even where the server says stop', () => {
    expect(last([calls(begin(0, 'a', '{}')), STOP, DONE])).toMatchObject({ stop: 'tool-call' });
  });

  it('may be followed by words, which are another part', () => {
    expect(partsOf([calls(begin(0, 'a', '{"x":1}')), chunk({ content: 'Now wait' }), STOP, DONE])).toEqual([
      call('a', { x: 1 }),
      text('Now wait'),
    ]);
  });

  it.each<[string, readonly Frame[]]>([
    ['half', [calls(begin(0, 'a', '{"x":')), chunk({}, 'tool_calls'), DONE]],
    ['half, with a server that says stop', [calls(begin(0, 'a', '{"x":')), STOP, DONE]],
    ['half, with a server that says nothing', [calls(begin(0, 'a', '{"x":')), DONE]],
    ['no objects', [calls(begin(0, 'a', '[1]')), chunk({}, 'tool_calls'), DONE]],
    ['half, the first of two', [calls(begin(0, 'a', '{"x":'), begin(1, 'b', '{}')), chunk({}, 'tool_calls'), DONE]],
    ['nameless', [calls({ index: 0, id: 'a', function: { arguments: '{}' } }), chunk({}, 'tool_calls'), DONE]],
    [
      'continued behind the next part',
      [calls(begin(0, 'a', '{"x":1}')), chunk({ content: 'Hi' }), calls(piece(0, '}'))],
    ],
  ])('that are %s are never taken for calls', (_, frames) => {
    expect(last([ROLE, ...frames])).toMatchObject({ type: 'fault', fault: { kind: 'garbled' } });
  });

  it('may be half where the limit ended the answer, because the reason says so', () => {
    expect(last([calls(begin(0, 'a', '{"x":')), chunk({}, 'length'), DONE])).toMatchObject({
      type: 'end',
      stop: 'length',
    });
  });
});
