import { APIError } from 'openai';
import { describe, expect, it } from 'vitest';
import { Fault, type FaultKind, FAULTS } from '../../model/fault.ts';
import type { Json } from '../../model/json.ts';
import type { Headers } from '../protocol.ts';
import { openaiChat } from './index.ts';

const said = (message: string, code: string | null = null, type = 'invalid_request_error'): Json => ({
  error: { message, type, param: null, code },
});

const wait = (headers: Headers): number | null => openaiChat.parseError(429, headers, null).retryAfterMs;

/** The class that OpenAI's own client raises for a fault that we tell. */
function classOf(kind: FaultKind): string {
  const fault = new Fault(kind, 'It is so');
  const error = APIError.generate(
    openaiChat.statusOf(fault),
    openaiChat.renderError(fault, 'r'),
    undefined,
    new globalThis.Headers(),
  );
  expect(error.message).toContain('It is so');
  expect(error.type).toBeTruthy();
  return error.constructor.name;
}

describe('an error means', () => {
  it.each<[FaultKind, number, Json]>([
    [
      'no-credit',
      429,
      said('You exceeded your current quota, please check your plan.', 'insufficient_quota', 'insufficient_quota'),
    ],
    ['no-credit', 429, said('x', 'billing_not_active')],
    ['no-credit', 429, said('x', 'credit_balance_exhausted')],
    ['no-credit', 429, said('x', 'organization_spend_limit_exceeded')],
    ['no-credit', 402, said('Insufficient Balance')],
    ['no-credit', 402, null],
    ['no-credit', 429, said('You have reached your spending limit')],
    [
      'rate-limited',
      429,
      said('Rate limit reached for gpt-5 on tokens per min (TPM)', 'rate_limit_exceeded', 'tokens'),
    ],
    ['rate-limited', 429, null],
    ['rate-limited', 429, { message: 'Too many requests' }],
    ['overloaded', 429, said('Slow down', 'slow_down')],
    ['overloaded', 503, said('The server is overloaded', 'server_is_overloaded')],
    ['overloaded', 503, null],
    ['overloaded', 500, { detail: 'The model is at capacity' }],
    ['overloaded', 529, null],
    ['too-long', 400, said("This model's maximum context length is 8192 tokens.", 'context_length_exceeded')],
    ['too-long', 400, said('Invalid string', 'string_above_max_length')],
    ['too-long', 400, { object: 'error', message: "This model's maximum context length is 4096 tokens", code: 400 }],
    ['too-long', 413, null],
    ['no-such-model', 404, said('The model `x` does not exist or you do not have access to it.', 'model_not_found')],
    ['no-such-model', 400, said('The model `x` has been decommissioned')],
    ['no-such-model', 404, said('The API deployment for this resource does not exist', 'DeploymentNotFound')],
    ['no-such-model', 404, null],
    ['unauthorized', 401, said('Incorrect API key provided', 'invalid_api_key')],
    ['unauthorized', 403, { error: 'Forbidden' }],
    [
      'region-blocked',
      403,
      said('Country, region, or territory not supported', 'unsupported_country_region_territory'),
    ],
    ['region-blocked', 403, { error: { message: 'This model is not available in your region' } }],
    ['refused', 400, said('The response was filtered', 'content_filter')],
    ['refused', 400, said('Your request was rejected by our safety system', 'content_policy_violation')],
    ['refused', 403, { error: { message: 'Your input was flagged', code: 403, metadata: { reasons: ['violence'] } } }],
    ['invalid', 400, said("Unsupported value: 'temperature'", 'unsupported_value')],
    ['invalid', 422, { detail: [{ loc: ['body'], msg: 'field required', type: 'missing' }] }],
    ['invalid', 404 + 1, null],
    ['garbled', 400, said('Failed to call a function', 'tool_use_failed')],
    ['broken', 500, said('The server had an error', null, 'server_error')],
    ['broken', 500, said('The maximum context length of patience', null, 'server_error')],
    ['broken', 502, null],
    ['broken', 520, null],
    ['broken', 409, null],
    ['timeout', 504, null],
    ['timeout', 408, null],
    ['timeout', 524, null],
    ['garbled', 302, null],
    ['garbled', 200, { hello: 1 }],
    ['broken', 500, [{ error: { code: 500, message: 'Internal', status: 'INTERNAL' } }]],
  ])('%s when the status is %i and the body %j', (kind, status, body) => {
    const fault = openaiChat.parseError(status, {}, body);
    expect(fault.kind).toBe(kind);
    expect(fault.upstreamStatus).toBe(status);
    expect(fault.message).not.toBe('');
  });

  it.each<[string, Json]>([
    ['OpenAI', said('It is so')],
    ['Ollama', { error: 'It is so' }],
    ['Mistral', { object: 'error', message: 'It is so' }],
    ['FastAPI', { detail: 'It is so' }],
    ['FastAPI, in a list', { detail: [{ msg: 'It is so' }] }],
    ['Google', [{ error: { message: 'It is so' } }]],
  ])("what %s says, in the provider's own sentence", (_, body) => {
    expect(openaiChat.parseError(400, {}, body).message).toBe('It is so');
  });

  it('no more than 300 characters, without control characters and without keys', () => {
    const { message } = openaiChat.parseError(400, {}, said(`a\n\n${'x'.repeat(400)}`));
    expect(message).toHaveLength(300);
    expect(message).toMatch(/^a x+…$/);
    const echoed = said('Incorrect API key provided: sk-proj-****abcd. Find yours', 'invalid_api_key');
    expect(openaiChat.parseError(401, {}, echoed).message).toBe('Incorrect API key provided: [key] Find yours');
  });
});

describe('how long to wait', () => {
  it.each<[Headers, number | null]>([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '120', 'retry-after': '2' }, 120],
    [{ 'retry-after': 'Wed, 25 Nov 2026 10:00:30 GMT', date: 'Wed, 25 Nov 2026 10:00:00 GMT' }, 30_000],
    [{ 'retry-after': 'Wed, 25 Nov 2026 10:00:30 GMT' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '-5' }, null],
    [{ 'retry-after': 'NaN' }, null],
    [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0s' }, 360_000],
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1h0m1.5s' }, 3_601_500],
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '20ms' }, 20],
    [{ 'x-ratelimit-remaining-requests': '7', 'x-ratelimit-reset-requests': '1s' }, null],
    [{}, null],
  ])('%j says %s ms', (headers, ms) => {
    expect(wait(headers)).toBe(ms);
  });

  it.each<[Headers, string, string]>([
    [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-remaining-requests': '5' }, 'Rate limit', 'tokens'],
    [{ 'x-ratelimit-remaining-requests': '0' }, 'Rate limit', 'requests'],
    [{}, 'Rate limit reached for gpt-5 in organization o on tokens per min (TPM): Limit 1', 'tokens'],
    [{}, 'Rate limit reached on requests per day (RPD)', 'requests'],
    [{}, 'Slow, please', ''],
  ])('and for which limit: %j, %s', (headers, sentence, limit) => {
    expect(openaiChat.parseError(429, headers, said(sentence, 'rate_limit_exceeded')).limit).toBe(limit);
  });
});

describe('an error that callers see', () => {
  const kinds = Object.keys(FAULTS) as readonly FaultKind[];

  it('raises the class of the official client that fits, for every kind of fault', () => {
    expect(Object.fromEntries(kinds.map((kind) => [kind, classOf(kind)]))).toMatchObject({
      overloaded: 'InternalServerError',
      timeout: 'InternalServerError',
      cut: 'InternalServerError',
      unauthorized: 'InternalServerError',
      'rate-limited': 'RateLimitError',
      parked: 'RateLimitError',
      'no-credit': 'RateLimitError',
      'no-such-model': 'NotFoundError',
      'no-such-route': 'NotFoundError',
      'too-long': 'BadRequestError',
      invalid: 'BadRequestError',
      refused: 'BadRequestError',
      'bad-request': 'BadRequestError',
      forbidden: 'AuthenticationError',
      'bad-origin': 'PermissionDeniedError',
    });
  });

  it.each<FaultKind>(['overloaded', 'rate-limited', 'no-credit', 'no-such-model', 'too-long', 'refused'])(
    'means the same when another gateway reads it: %s',
    (kind) => {
      const fault = new Fault(kind, 'It is so');
      expect(openaiChat.parseError(openaiChat.statusOf(fault), {}, openaiChat.renderError(fault, 'r')).kind).toBe(kind);
    },
  );
});
