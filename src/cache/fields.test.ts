import type { MessageCreateParams as BetaCreateParams } from '@anthropic-ai/sdk/resources/beta/messages';
import type { MessageCreateParams } from '@anthropic-ai/sdk/resources/messages';
import type { GenerateContentConfig, GenerateContentParameters } from '@google/genai';
import type { ChatRequest } from 'ollama';
import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';
import type { ResponseCreateParams } from 'openai/resources/responses/responses';
import { expect, it } from 'vitest';
import { FIELDS, isInKey, type Verdict, verdictOf } from './fields.ts';

type Named<T> = T extends unknown ? keyof T : never;
type Decided<T> = Readonly<Record<Named<T> & string, Verdict>>;

/** Does not compile when a client has learned a field about which nobody has decided yet. */
const decided: readonly [
  Decided<MessageCreateParams | BetaCreateParams>,
  Decided<ChatCompletionCreateParams>,
  Decided<ResponseCreateParams>,
  Decided<ChatRequest>,
] = [FIELDS.anthropic, FIELDS['openai-chat'], FIELDS['openai-responses'], FIELDS.ollama];

/** Google's client says flat what goes over the wire in groups; `inside`: a field of a group, which is in the key as a whole. */
// oxfmt-ignore
const GEMINI = {
  model: 'own', contents: 'own', config: 'client',
  httpOptions: 'client', abortSignal: 'client', automaticFunctionCalling: 'client', automaticContinuation: 'client',
  systemInstruction: 'own', safetySettings: 'own', tools: 'own', toolConfig: 'own', labels: 'own', cachedContent: 'own',
  serviceTier: 'own', modelArmorConfig: 'own', store: 'own',
  temperature: 'inside', topP: 'inside', topK: 'inside', candidateCount: 'inside', maxOutputTokens: 'inside', stopSequences: 'inside',
  responseLogprobs: 'inside', logprobs: 'inside', presencePenalty: 'inside', frequencyPenalty: 'inside', seed: 'inside',
  responseMimeType: 'inside', responseSchema: 'inside', responseJsonSchema: 'inside', routingConfig: 'inside',
  modelSelectionConfig: 'inside', responseModalities: 'inside', mediaResolution: 'inside', speechConfig: 'inside',
  audioTimestamp: 'inside', thinkingConfig: 'inside', audioTranscriptionConfig: 'inside', imageConfig: 'inside',
  enableEnhancedCivicAnswers: 'inside', continuationToken: 'inside', generationOutputConfig: 'inside',
} as const satisfies Readonly<
  Record<keyof GenerateContentConfig | keyof GenerateContentParameters, 'own' | 'inside' | 'client'>
>;

it('has a verdict for every field that an official client can send', () => {
  for (const fields of decided) expect(Object.values(fields)).toContain('key');
  const own = Object.entries(GEMINI).filter(([, where]) => where === 'own');
  for (const [field] of own) expect(FIELDS.gemini).toHaveProperty(field);
  expect(verdictOf('gemini', 'generationConfig')).toBe('key');
});

it('takes a field that nobody knows for one that matters, whatever it is called', () => {
  for (const field of ['new_in_2027', 'toString', '__proto__', 'constructor'])
    expect(verdictOf('anthropic', field)).toBe('key');
});

it('has headers in the key that say what is asked, and not those that say who asks', () => {
  expect(['anthropic-beta', 'openai-organization', 'x-gemini-service-tier'].map(isInKey)).toEqual([true, true, true]);
  expect(['x-stainless-os', 'idempotency-key', 'session_id'].map(isInKey)).toEqual([false, false, false]);
});
