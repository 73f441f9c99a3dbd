import { describe, expect, it } from 'vitest';
import { Fault, FAULTS, type FaultKind } from '../../model/fault.ts';
import type { Json } from '../../model/json.ts';
import type { Headers } from '../protocol.ts';
import { anthropic } from './index.ts';

const said = (type: string, message = '', details: Json = null): Json => ({
  type: 'error',
  error: { type, message, details },
});

describe('an error means', () => {
  it.each<[FaultKind, number, Json]>([
    ['overloaded', 529, said('overloaded_error', 'Overloaded')],
    ['overloaded', 529, null],
    ['overloaded', 503, null],
    ['rate-limited', 429, said('rate_limit_error', 'This request would exceed your rate limit')],
    ['rate-limited', 429, null],
    ['no-credit', 400, said('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.')],
    [
      'no-credit',
      400,
      said(
        'invalid_request_error',
        'You have reached your specified API usage limits. You will regain access on 2026-12-01.',
      ),
    ],
    ['no-credit', 402, said('billing_error', 'There is an issue with your billing')],
    ['no-credit', 429, said('rate_limit_error', 'x', { error_code: 'enforced_spend_limit_reached' })],
    ['unauthorized', 401, said('authentication_error', 'invalid x-api-key')],
    ['unauthorized', 403, said('permission_error', 'Your API key does not have permission')],
    ['region-blocked', 403, said('forbidden', 'Request not allowed')],
    ['region-blocked', 403, said('permission_error', 'Your country is not supported')],
    ['no-such-model', 404, said('not_found_error', 'model: claude-does-not-exist')],
    ['no-such-model', 404, null],
    ['invalid', 404, said('not_found_error', 'File not found: file_1')],
    ['too-long', 400, said('invalid_request_error', 'prompt is too long: 208310 tokens > 200000 maximum')],
    [
      'too-long',
      400,
      said('invalid_request_error', 'input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000'),
    ],
    ['too-long', 413, said('request_too_large', 'Request exceeds the maximum size')],
    ['too-long', 413, null],
    [
      'foreign-thought',
      400,
      said('invalid_request_error', 'messages.1.content.0: Invalid `signature` in `thinking` block'),
    ],
    [
      'foreign-thought',
      400,
      said(
        'invalid_request_error',
        'messages.3.content.8: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified.',
      ),
    ],
    [
      'foreign-thought',
      400,
      said(
        'invalid_request_error',
        'messages.5.content.0.type: Expected `thinking` or `redacted_thinking`, but found `text`.',
      ),
    ],
    ['invalid', 400, said('invalid_request_error', "This model does not support effort level 'xhigh'.")],
    ['invalid', 422, null],
    ['refused', 400, said('invalid_request_error', 'Output blocked by content filtering policy')],
    ['refused', 500, said('api_error', 'Output blocked by content filtering policy')],
    ['broken', 500, said('api_error', 'Internal server error')],
    ['broken', 500, said('api_error', 'The prompt is too long for words')],
    ['broken', 502, null],
    ['timeout', 504, said('timeout_error', 'Request timed out')],
    ['timeout', 408, null],
    ['timeout', 524, null],
    ['garbled', 302, null],
    ['garbled', 200, { hello: 1 }],
    ['broken', 500, said('dream_error', 'x')],
  ])('%s when the status is %i and the body %j', (kind, status, body) => {
    const fault = anthropic.parseError(status, {}, body);
    expect(fault.kind).toBe(kind);
    expect(fault.upstreamStatus).toBe(status);
    expect(fault.message).not.toBe('');
  });

  it.each<[string, Headers, number | null]>([
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['a part of a second', { 'retry-after': '0.5' }, 500],
    ['milliseconds, which count first', { 'retry-after': '7', 'retry-after-ms': '120' }, 120],
    ['a date, which needs a clock', { 'retry-after': 'Wed, 25 Nov 2026 00:00:00 GMT' }, null],
    ['less than nothing', { 'retry-after': '-1' }, null],
    ['nonsense', { 'retry-after': '1e9x' }, null],
    ['nothing', {}, null],
  ])('to wait for %s', (_, headers, ms) => {
    expect(anthropic.parseError(429, headers, null).retryAfterMs).toBe(ms);
  });

  it.each<[string, Headers, string]>([
    ['requests', { 'anthropic-ratelimit-requests-remaining': '0', 'anthropic-ratelimit-tokens-remaining': '9' }, ''],
    ['input-tokens', { 'anthropic-ratelimit-input-tokens-remaining': '0' }, ''],
    ['unified', { 'anthropic-ratelimit-unified-status': 'rejected' }, ''],
    ['output-tokens', {}, 'would exceed the rate limit of 8,000 output tokens per minute'],
    ['', {}, 'slow down'],
  ])('that this limit was met: %s', (limit, headers, message) => {
    expect(anthropic.parseError(429, headers, said('rate_limit_error', message)).limit).toBe(limit);
  });

  it('what the provider says, in one line of bounded length', () => {
    expect(anthropic.parseError(400, {}, said('invalid_request_error', `a\nb${'😀'.repeat(400)}`)).message).toMatch(
      /^a b😀+.?…$/u,
    );
    expect(anthropic.parseError(500, {}, said('api_error', 'x'.repeat(999))).message).toHaveLength(300);
  });
});

describe('an error is said', () => {
  it('for every kind of fault, with a status that the SDK has a class for', () => {
    for (const kind of Object.keys(FAULTS) as FaultKind[]) {
      const fault = new Fault(kind, 'What happened');
      expect(anthropic.renderError(fault, 'req_1')).toMatchObject({
        type: 'error',
        request_id: 'req_1',
        error: { type: expect.stringMatching(/^[a-z_]+$/) },
      });
      expect(anthropic.statusOf(fault)).toBeGreaterThanOrEqual(400);
    }
  });

  it('so that reading it again gives the same kind', () => {
    const kinds = [
      'overloaded',
      'rate-limited',
      'no-credit',
      'no-such-model',
      'too-long',
      'invalid',
      'broken',
      'timeout',
    ] as const;
    for (const kind of kinds) {
      const fault = new Fault(kind, 'What happened');
      expect(anthropic.parseError(anthropic.statusOf(fault), {}, anthropic.renderError(fault, 'r')).kind).toBe(kind);
    }
  });

  it('as 529 for an overload, and in the words that clients look for when a prompt is too long', () => {
    expect(anthropic.statusOf(new Fault('overloaded', 'x'))).toBe(529);
    expect(anthropic.renderError(new Fault('too-long', 'maximum context length is 8k'), '')).toMatchObject({
      error: { type: 'invalid_request_error', message: 'prompt is too long: maximum context length is 8k' },
    });
  });
});
