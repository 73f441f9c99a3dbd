import fc from 'fast-check';
import type { Conversation, Message, Part } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { jsonObject, toolName, words } from './arbitrary.ts';

type Turn = {
  readonly user: string;
  readonly system: string | null;
  readonly calls: readonly Made[];
  readonly text: string;
};
type Made = {
  readonly name: string;
  readonly input: JsonObject;
  readonly result: string;
  readonly failed: boolean;
  readonly image: boolean;
};

const made: fc.Arbitrary<Made> = fc.record({
  name: toolName,
  input: jsonObject,
  result: words,
  failed: fc.boolean(),
  image: fc.boolean(),
});
const turn: fc.Arbitrary<Turn> = fc.record({
  user: words,
  system: fc.option(words, { nil: null }),
  calls: fc.array(made, { maxLength: 3 }),
  text: fc.oneof(fc.constant(''), words),
});

const IMAGE: Part = {
  type: 'media',
  mediaType: 'image/png',
  source: { kind: 'base64', data: 'iVBORw0KGgo=' },
  name: '',
};

/** Texts get a number, so that each can be found again. */
function messagesOf(turns: readonly Turn[], last: string): readonly Message[] {
  let count = 0;
  const text = (said: string): Part => {
    count += 1;
    return { type: 'text', text: `(${count}) ${said} .` };
  };
  const messages = turns.flatMap(({ user, system, calls, text: spokenText }, index): readonly Message[] => [
    ...(system === null ? [] : [{ role: 'system', parts: [text(system)] } as const]),
    { role: 'user', parts: [text(user)] },
    {
      role: 'assistant',
      parts: [
        ...(spokenText === '' && calls.length > 0 ? [] : [text(spokenText)]),
        ...calls.map(({ name: tool, input }, place): Part => ({
          type: 'tool-call',
          id: `call_${index}_${place}`,
          name: tool,
          input,
        })),
      ],
    },
    ...(calls.length === 0
      ? []
      : [
          {
            role: 'user',
            parts: calls.map(({ result, failed, image }, place): Part => ({
              type: 'tool-result',
              callId: `call_${index}_${place}`,
              parts: [text(result), ...(image ? [IMAGE] : [])],
              failed,
            })),
          } as const,
        ]),
  ]);
  return [...messages, { role: 'user', parts: [text(last)] }];
}

/** Any conversation in good order: calls have results, and the user speaks last. */
export const conversation: fc.Arbitrary<Conversation> = fc
  .record({
    turns: fc.array(turn, { maxLength: 4 }),
    last: words,
    parallelTools: fc.boolean(),
    maxTokens: fc.integer({ min: 1, max: 9_999 }),
  })
  .map(({ turns, last, parallelTools, maxTokens }) => ({
    messages: messagesOf(turns, last),
    tools: ['look', 'find_it', 'mcp__files__read'].map((tool) => ({
      name: tool,
      description: 'Finds things',
      inputSchema: { type: 'object', properties: {} },
      strict: false,
    })),
    toolChoice: { kind: 'auto' },
    parallelTools,
    output: { kind: 'text' },
    thinking: { kind: 'default' },
    settings: { maxTokens },
    unsaid: [],
  }));
