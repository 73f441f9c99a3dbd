import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tool } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { gather } from '../../model/gather.ts';
import { NO_USAGE, type ReplyEvent, type StopReason } from '../../model/reply.ts';
import { cut, jsonObject, replyEvents, words } from '../testing/arbitrary.ts';
import { salvageCalls } from './salvage.ts';
import { plainName } from './terms.ts';

const tool = (name: string): Tool => ({ name, description: '', inputSchema: {}, strict: false });
const TOOLS = [tool('look'), tool('find_it')];
const START: ReplyEvent = { type: 'start', id: 'r', model: 'm' };
const USAGE: ReplyEvent = { type: 'usage', usage: { ...NO_USAGE, outputTokens: 9 } };
const end = (stop: StopReason = 'done'): ReplyEvent => ({ type: 'end', stop, stopSequence: '' });
const text = (said: string, part = 0): ReplyEvent => ({ type: 'text', part, text: said });
const thought = (part = 0): ReplyEvent => ({ type: 'thinking', part, text: 'Hm' });

function salvaged(events: readonly ReplyEvent[], tools: readonly Tool[] = TOOLS): readonly ReplyEvent[] {
  return events.flatMap(salvageCalls(tools));
}

const answer = (said: string) => gather(salvaged([START, text(said), USAGE, end()]));
const CALL = { type: 'tool-call', id: 'call_r_0', name: 'look', input: { at: 1 } };
const BARE = '{"name": "look", "arguments": {"at": 1}}';

const FORMS: readonly string[] = [
  BARE,
  `  \n${BARE}\n`,
  '{"name":"look","parameters":{"at":1}}',
  '{"arguments":{"at":1},"name":"look"}',
  '{"id":"x","type":"function","name":"look","arguments":"{\\"at\\":1}"}',
  '{"type":"function","function":{"name":"look","arguments":{"at":1}}}',
  `\`\`\`json\n${BARE}\n\`\`\``,
  `\`\`\`\n${BARE}\`\`\``,
  `\`\`\`tool_call ${BARE}\n\`\`\`\n`,
  `<tool_call>\n${BARE}\n</tool_call>`,
  `<tool_call>${BARE}</tool_call>`,
];

const NONE: readonly string[] = [
  `Here you are: ${BARE}`,
  `${BARE} I hope this helps.`,
  `${BARE}\n${BARE}`,
  `[${BARE}]`,
  '{"name":"other","arguments":{"at":1}}',
  '{"name":"look"}',
  '{"name":"look","arguments":[1]}',
  '{"name":"look","arguments":"at 1"}',
  '{"name":"look","arguments":{},"parameters":{}}',
  '{"name":"look","arguments":{},"age":30}',
  '{"type":"function","function":{"name":"look","arguments":{}},"note":"x"}',
  '{"name":"look","arguments":{"at":1}',
  `\`\`\`json\n${BARE}`,
  `<tool_call>${BARE}`,
  '{}',
  '```',
  '',
  'Hi',
];

describe('a text that is a call', () => {
  it.each(FORMS)('becomes one: %s', (said) => {
    expect(answer(said)).toMatchObject({ parts: [CALL], stop: 'tool-call', usage: { outputTokens: 9 } });
  });

  it('becomes one however it comes, and nothing of it is shown before', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FORMS), fc.array(fc.nat(), { maxLength: 9 }), (said, places) => {
        const pieces = cut(Buffer.from(said), places).map((bytes) => text(Buffer.from(bytes).toString()));
        const change = salvageCalls(TOOLS);
        expect([START, ...pieces].flatMap(change)).toEqual([START]);
        expect([USAGE, end()].flatMap(change)).toMatchObject([
          { type: 'tool-call', id: CALL.id, name: 'look' },
          { type: 'tool-input', json: '{"at":1}' },
          USAGE,
          { type: 'end', stop: 'tool-call' },
        ]);
      }),
    );
  });

  it('has the input that was written, whatever that is', () => {
    fc.assert(
      fc.property(jsonObject, fc.constantFrom('look', 'find_it'), (input, name) => {
        expect(answer(JSON.stringify({ name, arguments: input })).parts).toEqual([{ ...CALL, name, input }]);
      }),
    );
  });

  it('may stand behind thoughts', () => {
    expect(gather(salvaged([START, thought(), text(BARE, 1), end()]))).toMatchObject({
      parts: [{ type: 'thinking' }, { ...CALL, id: 'call_r_1' }],
      stop: 'tool-call',
    });
  });

  it('is found under the name that the model was told', () => {
    const events = [START, text(JSON.stringify({ name: plainName('look at it!'), arguments: {} })), end()];
    expect(salvaged(events, [tool('look at it!')]).at(-1)).toMatchObject({ stop: 'tool-call' });
    expect(salvaged(events, [tool('look_at_it')]).at(-1)).toMatchObject({ stop: 'done' });
  });
});

describe('a text that is none', () => {
  it.each(NONE)('stays what it is: %s', (said) => {
    expect(answer(said)).toMatchObject({ parts: [{ type: 'text', text: said }], stop: 'done' });
  });

  const stays = (events: readonly ReplyEvent[], tools = TOOLS): void => {
    expect(gather(salvaged(events, tools))).toEqual(gather(events));
  };

  it('is what no tool was offered for', () => stays([START, text(BARE), end()], []));
  it('is what a limit has ended', () => stays([START, text(BARE), end('length')]));
  it('is what comes before a real call', () => {
    const call: ReplyEvent = { type: 'tool-call', part: 1, id: 'a', name: 'look' };
    stays([START, text(BARE), call, end('tool-call')]);
  });
  it('is what comes before other words', () => stays([START, text(BARE), thought(1), text('Hi', 2), end()]));
  it('is what comes behind other words', () => stays([START, text('Hi'), thought(1), text(BARE, 2), end()]));
  it('is what follows another text', () => stays([START, text(' '), text(BARE, 1), end()]));

  it('passes as soon as it is clear that it is none', () => {
    const change = salvageCalls(TOOLS);
    expect(change(START)).toEqual([START]);
    for (const said of ['{', ' "', 'na']) expect(change(text(said))).toEqual([]);
    expect(change(text('tion": "France"'))).toEqual([text('{'), text(' "'), text('na'), text('tion": "France"')]);
    expect(change(text(BARE))).toEqual([text(BARE)]);
    expect(salvageCalls(TOOLS)(text('Hi'))).toEqual([text('Hi')]);
    expect(salvageCalls(TOOLS)(text('```python\nprint(1)'))).toHaveLength(1);
  });

  it('is not held back without end', () => {
    const change = salvageCalls(TOOLS);
    const long = text(`{"name": "look", "arguments": {"at": "${'x'.repeat(70_000)}`);
    expect(change(long)).toEqual([long]);
  });

  it('is every other answer', () => {
    fc.assert(
      fc.property(replyEvents, (events) => {
        expect(gather(salvaged(events))).toEqual(gather(events));
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.constantFrom('{', '"name":', '```', '<tool_call>', '}'))), (pieces) => {
        const events = [START, ...pieces.map((piece) => text(piece)), USAGE, end()];
        expect(gather(salvaged(events))).toEqual(gather(events));
      }),
    );
  });
});

describe('an answer that breaks', () => {
  it('has not shown what was held back, so that another attempt may do better', () => {
    const fault: ReplyEvent = { type: 'fault', fault: new Fault('cut', 'It broke') };
    expect(salvaged([START, text('{"name": "look"'), fault])).toEqual([START, fault]);
  });
});
