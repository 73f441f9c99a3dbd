import type { Conversation } from '../../../src/model/conversation.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { type CallerId, type Feature, MARK, type Saying, sayings, setting, WORD } from '../feature.ts';

const output = ({ output: { kind, ...rest } }: Conversation): Json => ('schema' in rest ? [kind, rest.schema] : [kind]);

const SCHEMA: JsonObject = {
  type: 'object',
  properties: { [WORD]: { type: 'string' } },
  required: [WORD],
  additionalProperties: false,
};

/** A schema for the answer as each dialect asks for it. */
const FORMATS: Readonly<Record<CallerId, Saying>> = {
  anthropic: ['`output_config.format`', { output_config: { format: { type: 'json_schema', schema: SCHEMA } } }],
  'openai-chat': [
    '`response_format`',
    { response_format: { type: 'json_schema', json_schema: { name: 'a', schema: SCHEMA, strict: true } } },
  ],
  'openai-responses': [
    '`text.format`',
    { text: { format: { type: 'json_schema', name: 'a', schema: SCHEMA, strict: true } } },
  ],
  gemini: [
    '`responseJsonSchema`',
    { generationConfig: { responseMimeType: 'application/json', responseJsonSchema: SCHEMA } },
  ],
  ollama: ['`format`', { format: SCHEMA }],
  'ollama-generate': ['`format`', { format: SCHEMA }],
};
const { 'ollama-generate': _, ...FORMATS_WITH_TOOLS } = FORMATS;

export const FORM: readonly Feature[] = [
  {
    title: 'JSON',
    aspect: output,
    said: {
      'openai-chat': ['`json_object`', { response_format: { type: 'json_object' } }],
      'openai-responses': ['`json_object`', { text: { format: { type: 'json_object' } } }],
      gemini: ['`responseMimeType`', { generationConfig: { responseMimeType: 'application/json' } }],
      ollama: ['`format`: `json`', { format: 'json' }],
      'ollama-generate': ['`format`: `json`', { format: 'json' }],
    },
  },
  { title: 'JSON that fits a schema', aspect: output, mark: MARK, said: FORMATS },
  { title: 'the same beside tools', among: 'tools', aspect: output, mark: MARK, said: FORMATS_WITH_TOOLS },
  {
    title: 'how wordy',
    mark: /"verbosity"/,
    said: {
      'openai-chat': ['`verbosity`', { verbosity: 'low' }],
      'openai-responses': ['`text.verbosity`', { text: { verbosity: 'low' } }],
    },
  },
  {
    title: 'stop texts',
    aspect: setting('stop'),
    mark: MARK,
    said: sayings([WORD], {
      anthropic: 'stop_sequences',
      'openai-chat': 'stop',
      gemini: 'stopSequences',
      ollama: 'stop',
      'ollama-generate': 'stop',
    }),
  },
  {
    title: 'six stop texts',
    aspect: setting('stop'),
    mark: MARK,
    said: sayings(['1', '2', '3', '4', '5', WORD], {
      anthropic: 'stop_sequences',
      ollama: 'stop',
      'ollama-generate': 'stop',
    }),
  },
  {
    title: 'longest answer',
    aspect: setting('maxTokens'),
    said: sayings(3_217, {
      anthropic: 'max_tokens',
      'openai-chat': 'max_completion_tokens',
      'openai-responses': 'max_output_tokens',
      gemini: 'maxOutputTokens',
      ollama: 'num_predict',
      'ollama-generate': 'num_predict',
    }),
  },
  {
    title: 'several answers',
    mark: /"n":2|"candidateCount":2/,
    said: sayings(2, { 'openai-chat': 'n', gemini: 'candidateCount' }),
  },
  {
    title: 'sound as an answer',
    mark: /"audio"|"AUDIO"/,
    said: {
      'openai-chat': [
        '`modalities`, `audio`',
        { modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'wav' } },
      ],
      gemini: ['`responseModalities`', { generationConfig: { responseModalities: ['AUDIO'] } }],
    },
  },
  {
    title: 'picture as an answer',
    mark: /"IMAGE"|"width"/,
    said: {
      gemini: ['`responseModalities`', { generationConfig: { responseModalities: ['TEXT', 'IMAGE'] } }],
      'ollama-generate': ['`width`, `height`', { width: 512, height: 512 }],
    },
  },
  {
    title: 'probabilities of tokens',
    mark: /ogprobs/,
    said: {
      'openai-chat': ['`logprobs`', { logprobs: true, top_logprobs: 3 }],
      'openai-responses': ['`include`', { include: ['message.output_text.logprobs'] }],
      gemini: ['`responseLogprobs`', { generationConfig: { responseLogprobs: true, logprobs: 3 } }],
      ollama: ['`logprobs`', { logprobs: true }],
      'ollama-generate': ['`logprobs`', { logprobs: true }],
    },
  },
];
