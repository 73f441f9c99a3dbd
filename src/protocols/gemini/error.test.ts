import { describe, expect, it } from 'vitest';
import { Fault, FAULTS, type FaultKind } from '../../model/fault.ts';
import { at, type Json, type JsonObject } from '../../model/json.ts';
import { gemini } from './index.ts';

const said = (code: number, status: string, message = '', details: readonly Json[] = []): JsonObject => ({
  error: { code, status, message, details },
});
const info = (reason: string): Json => ({ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason });
const quota = (quotaId: string): Json => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaMetric: 'generativelanguage.googleapis.com/requests', quotaId }],
});
const retry = (retryDelay: string): Json => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });

describe('an error means', () => {
  it.each<[FaultKind, number, Json]>([
    [
      'unauthorized',
      400,
      said(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [info('API_KEY_INVALID')]),
    ],
    ['unauthorized', 400, said(400, 'INVALID_ARGUMENT', 'API key expired. Please renew the API key.')],
    ['unauthorized', 401, said(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.')],
    [
      'unauthorized',
      403,
      said(403, 'PERMISSION_DENIED', 'Your API key was reported as leaked. Please use another API key.'),
    ],
    [
      'unauthorized',
      403,
      said(403, 'PERMISSION_DENIED', 'Method doesn’t allow unregistered callers', [info('SERVICE_DISABLED')]),
    ],
    ['no-credit', 403, said(403, 'PERMISSION_DENIED', 'This API method requires billing', [info('BILLING_DISABLED')])],
    [
      'invalid',
      403,
      said(403, 'PERMISSION_DENIED', 'You do not have permission to access the File abc or it may not exist.'),
    ],
    ['region-blocked', 400, said(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.')],
    [
      'too-long',
      400,
      said(
        400,
        'INVALID_ARGUMENT',
        'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      ),
    ],
    ['too-long', 400, said(400, 'INVALID_ARGUMENT', 'Request payload size exceeds the limit: 20971520 bytes.')],
    ['too-long', 413, null],
    ['invalid', 400, said(400, 'INVALID_ARGUMENT', "Invalid value at 'contents[0].role'")],
    [
      'no-such-model',
      404,
      said(
        404,
        'NOT_FOUND',
        'models/gemini-0 is not found for API version v1beta, or is not supported for generateContent.',
      ),
    ],
    ['invalid', 404, said(404, 'NOT_FOUND', 'Cached content not found (or permission denied)')],
    [
      'rate-limited',
      429,
      said(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota, please check your plan and billing details.', [
        quota('GenerateRequestsPerMinutePerProjectPerModel-FreeTier'),
      ]),
    ],
    [
      'no-credit',
      429,
      said(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota, please check your plan and billing details.', [
        quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier'),
      ]),
    ],
    ['no-credit', 429, said(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded for metric: x, limit: 0')],
    ['no-credit', 429, said(429, 'RESOURCE_EXHAUSTED', 'Your prepayment credits are depleted.')],
    ['rate-limited', 429, said(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).')],
    ['rate-limited', 429, null],
    ['broken', 499, said(499, 'CANCELLED', 'The operation was cancelled.')],
    ['broken', 500, said(500, 'INTERNAL', 'An internal error has occurred.')],
    ['overloaded', 503, said(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.')],
    ['overloaded', 503, null],
    ['timeout', 504, said(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.')],
    ['broken', 502, null],
    ['garbled', 302, null],
  ])('%s when the status is %i and the body %j', (kind, status, body) => {
    for (const one of [body, body === null ? null : [body]]) {
      const fault = gemini.parseError(status, {}, one);
      expect(fault.kind).toBe(kind);
      expect(fault.upstreamStatus).toBe(status);
      expect(fault.message).not.toBe('');
    }
  });

  it('#34 that a thought is of another maker, in all the words for it', () => {
    for (const message of [
      'Corrupted thought signature.',
      'Invalid thought_signature in the request',
      'Function call is missing a thought_signature in functionCall parts.',
      'THOUGHT SIGNATURE is not valid',
    ]) {
      expect(gemini.parseError(400, {}, said(400, 'INVALID_ARGUMENT', message)).kind).toBe('foreign-thought');
    }
  });

  it('to wait as long as its details or its headers say', () => {
    const limited = (details: readonly Json[], headers = {}): number | null =>
      gemini.parseError(429, headers, said(429, 'RESOURCE_EXHAUSTED', 'x', details)).retryAfterMs;
    expect(limited([retry('17s')])).toBe(17_000);
    expect(limited([retry('0.25s')], { 'retry-after': '9' })).toBe(250);
    expect(limited([retry('soon')], { 'retry-after': '9' })).toBe(9_000);
    expect(limited([])).toBeNull();
    // The day's quota does not come back in half a minute, whatever the answer says.
    expect(limited([quota('GenerateRequestsPerDay'), retry('30s')])).toBeNull();
  });

  it('that this limit was met', () => {
    const fault = gemini.parseError(429, {}, said(429, 'RESOURCE_EXHAUSTED', 'x', [quota('InputTokensPerMinute')]));
    expect(fault.limit).toBe('InputTokensPerMinute');
    expect(gemini.parseError(400, {}, said(400, 'INVALID_ARGUMENT', 'x', [quota('InputTokensPerMinute')])).limit).toBe(
      '',
    );
  });

  it('what the provider says, without the key that it repeats', () => {
    const { message } = gemini.parseError(400, {}, said(400, 'X', `API key AIza${'x'.repeat(35)}\nis no good`));
    expect(message).toBe('API key [key] is no good');
  });
});

describe('an error is said', () => {
  it('for every kind of fault, with the status that stands in it', () => {
    for (const kind of Object.keys(FAULTS) as FaultKind[]) {
      const fault = new Fault(kind, 'What happened');
      const body = gemini.renderError(fault, 'req_1');
      expect(body).toMatchObject({
        error: {
          code: gemini.statusOf(fault),
          message: expect.stringContaining('What happened'),
          status: expect.stringMatching(/^[A-Z_]+$/),
          details: [{ '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId: 'req_1' }],
        },
      });
    }
  });

  it('so that reading it again gives the same kind and the same time to wait', () => {
    const kinds = ['overloaded', 'rate-limited', 'no-such-model', 'too-long', 'invalid', 'broken', 'timeout'] as const;
    for (const kind of kinds) {
      const fault = new Fault(kind, 'What happened', { retryAfterMs: 1_500 });
      const again = gemini.parseError(gemini.statusOf(fault), {}, gemini.renderError(fault, ''));
      expect([again.kind, again.retryAfterMs]).toEqual([kind, 1_500]);
    }
  });

  it('as 429 when the money has run out, and in the words that clients look for when a prompt is too long', () => {
    expect(gemini.statusOf(new Fault('no-credit', 'x'))).toBe(429);
    expect(at(gemini.renderError(new Fault('too-long', 'window of 8k'), ''), 'error', 'message')).toBe(
      'The input token count exceeds the maximum number of tokens allowed: window of 8k',
    );
  });
});
