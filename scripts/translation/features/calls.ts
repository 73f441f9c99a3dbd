import type { Conversation } from '../../../src/model/conversation.ts';
import type { Json } from '../../../src/model/json.ts';
import { anthropic, chat, FIRST, gemini, ollama, responses, SECOND } from '../called.ts';
import { type Feature, MARK, partsOf, PNG, spoken, WORD } from '../feature.ts';

const kinds = (said: Conversation): Json => partsOf(said).map(({ type }) => type);
const failures = (said: Conversation): Json =>
  partsOf(said).flatMap((part) => (part.type === 'tool-result' ? [part.failed] : []));
const results = (said: Conversation): Json =>
  partsOf(said).flatMap((part) => (part.type === 'tool-result' ? part.parts.map(({ type }) => type) : []));

/** Every call with what came back: ids may differ, pairs may not. */
const pairs = (said: Conversation): Json => {
  const all = partsOf(said);
  return all.flatMap((part) => {
    if (part.type !== 'tool-call') return [];
    const result = all.find((other) => other.type === 'tool-result' && other.callId === part.id);
    const told =
      result?.type === 'tool-result' ? result.parts.map((one) => (one.type === 'text' ? one.text : one.type)) : null;
    return [[part.name, part.input, told]];
  });
};

const INPUT = { place: WORD };

export const CALLS: readonly Feature[] = [
  {
    title: 'calls and their results',
    among: 'tools',
    aspect: pairs,
    mark: MARK,
    said: {
      anthropic: [
        '`tool_use`, `tool_result`',
        anthropic.turns([anthropic.use(FIRST, INPUT)], [anthropic.result(FIRST, 'A lamp')]),
      ],
      'openai-chat': [
        '`tool_calls`, role `tool`',
        spoken.messages({ content: null, tool_calls: [chat.call(FIRST, INPUT)] }, chat.result(FIRST, 'A lamp')),
      ],
      'openai-responses': [
        '`function_call`, `…_output`',
        spoken.input(responses.call(FIRST, INPUT), responses.result(FIRST, 'A lamp')),
      ],
      gemini: [
        '`functionCall`, `…Response`',
        spoken.contents([gemini.call(FIRST, INPUT)], [gemini.result(FIRST, { output: 'A lamp' })]),
      ],
      ollama: [
        '`tool_calls`, role `tool`',
        spoken.messages({ content: '', tool_calls: [ollama.call(FIRST, INPUT)] }, ollama.result(FIRST, 'A lamp')),
      ],
    },
  },
  {
    title: 'results in another order than the calls',
    among: 'tools',
    aspect: pairs,
    mark: /A lamp.*Nothing|Nothing.*A lamp/,
    said: {
      anthropic: [
        '`tool_result`',
        anthropic.turns(
          [anthropic.use(FIRST), anthropic.use(SECOND)],
          [anthropic.result(SECOND, 'Nothing'), anthropic.result(FIRST, 'A lamp')],
        ),
      ],
      'openai-chat': [
        'role `tool`',
        spoken.messages(
          { content: null, tool_calls: [chat.call(FIRST), chat.call(SECOND)] },
          chat.result(SECOND, 'Nothing'),
          chat.result(FIRST, 'A lamp'),
        ),
      ],
      'openai-responses': [
        '`function_call_output`',
        spoken.input(
          responses.call(FIRST),
          responses.call(SECOND),
          responses.result(SECOND, 'Nothing'),
          responses.result(FIRST, 'A lamp'),
        ),
      ],
      gemini: [
        '`functionResponse`',
        spoken.contents(
          [gemini.call(FIRST), gemini.call(SECOND)],
          [gemini.result(SECOND, { output: 'Nothing' }), gemini.result(FIRST, { output: 'A lamp' })],
        ),
      ],
      ollama: [
        'role `tool`',
        spoken.messages(
          { content: '', tool_calls: [ollama.call(FIRST), ollama.call(SECOND)] },
          ollama.result(SECOND, 'Nothing'),
          ollama.result(FIRST, 'A lamp'),
        ),
      ],
    },
  },
  {
    title: 'call that failed',
    among: 'tools',
    aspect: failures,
    mark: MARK,
    said: {
      anthropic: [
        '`is_error`',
        anthropic.turns([anthropic.use(FIRST)], [anthropic.result(FIRST, `No ${WORD}`, { is_error: true })]),
      ],
      gemini: [
        '`response.error`',
        spoken.contents([gemini.call(FIRST)], [gemini.result(FIRST, { error: `No ${WORD}` })]),
      ],
    },
  },
  {
    title: 'call without a result',
    among: 'tools',
    aspect: pairs,
    mark: MARK,
    said: {
      anthropic: ['`tool_use` alone', anthropic.turns([anthropic.use(FIRST, INPUT)], [])],
      'openai-chat': ['`tool_calls` alone', spoken.messages({ content: null, tool_calls: [chat.call(FIRST, INPUT)] })],
      'openai-responses': ['`function_call` alone', spoken.input(responses.call(FIRST, INPUT))],
      gemini: ['`functionCall` alone', spoken.contents([gemini.call(FIRST, INPUT)])],
      ollama: ['`tool_calls` alone', spoken.messages({ content: '', tool_calls: [ollama.call(FIRST, INPUT)] })],
    },
  },
  {
    title: 'result without a call',
    among: 'tools',
    aspect: results,
    mark: MARK,
    said: {
      anthropic: [
        '`tool_result` alone',
        anthropic.turns([{ type: 'text', text: 'Yes?' }], [anthropic.result(FIRST, WORD)]),
      ],
      'openai-chat': ['role `tool` alone', spoken.messages({ content: 'Yes?' }, chat.result(FIRST, WORD))],
      'openai-responses': [
        '`function_call_output` alone',
        spoken.input({ role: 'assistant', content: 'Yes?' }, responses.result(FIRST, WORD)),
      ],
      gemini: [
        '`functionResponse` alone',
        spoken.contents([{ text: 'Yes?' }], [gemini.result(FIRST, { output: WORD })]),
      ],
      ollama: ['role `tool` alone', spoken.messages({ content: 'Yes?' }, ollama.result(FIRST, WORD))],
    },
  },
  {
    title: 'picture in a result',
    among: 'tools',
    aspect: results,
    mark: /iVBORw0KGgo/,
    said: {
      anthropic: [
        '`image` in `tool_result`',
        anthropic.turns(
          [anthropic.use(FIRST)],
          [
            anthropic.result(FIRST, [
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } },
            ]),
          ],
        ),
      ],
      'openai-responses': [
        '`input_image` in `output`',
        spoken.input(
          responses.call(FIRST),
          responses.result(FIRST, [{ type: 'input_image', image_url: `data:image/png;base64,${PNG}` }]),
        ),
      ],
      gemini: [
        '`inlineData` in `parts`',
        spoken.contents(
          [gemini.call(FIRST)],
          [gemini.result(FIRST, {}, { parts: [{ inlineData: { mimeType: 'image/png', data: PNG } }] })],
        ),
      ],
      ollama: [
        '`images`, role `tool`',
        spoken.messages({ content: '', tool_calls: [ollama.call(FIRST)] }, ollama.result(FIRST, '', { images: [PNG] })),
      ],
    },
  },
  {
    title: 'words behind a call',
    among: 'tools',
    aspect: kinds,
    mark: MARK,
    said: {
      anthropic: [
        '`text` behind `tool_use`',
        anthropic.turns([anthropic.use(FIRST), { type: 'text', text: WORD }], [anthropic.result(FIRST, 'A lamp')]),
      ],
      'openai-responses': [
        'message behind a call',
        spoken.input(responses.call(FIRST), { role: 'assistant', content: WORD }, responses.result(FIRST, 'A lamp')),
      ],
      gemini: [
        '`text` behind `functionCall`',
        spoken.contents([gemini.call(FIRST), { text: WORD }], [gemini.result(FIRST, { output: 'A lamp' })]),
      ],
    },
  },
];
