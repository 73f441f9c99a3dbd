import { describe, expect, it } from 'vitest';
import type { Json } from '../../model/json.ts';
import { parseError } from './error.ts';
import { message, QUESTION, underWay } from './testing/frames.ts';

const error = (code: string, text: string): Json => ({
  error: {
    code,
    message: text,
    innerError: { date: '2026-11-25T10:00:00', 'request-id': 'r', 'client-request-id': 'c' },
  },
});

describe('an error of Microsoft Graph', () => {
  it.each<[number, Json, string]>([
    [401, error('InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.'), 'unauthorized'],
    [403, error('Forbidden', 'Required scopes are missing'), 'unauthorized'],
    [429, error('TooManyRequests', 'Too many requests'), 'rate-limited'],
    [404, error('NotFound', 'Conversation not found.'), 'broken'],
    [400, error('BadRequest', 'locationHint is required'), 'invalid'],
    [400, error('BadRequest', 'The message exceeds the maximum length'), 'too-long'],
    [413, null, 'too-long'],
    [500, error('UnknownError', ''), 'broken'],
    [500, error('InternalServerError', 'Got Non-2xx response from IC3. Status = 403 (Forbidden)'), 'unauthorized'],
    [502, error('BadGateway', 'Upstream answered. Status = 429 (Too Many Requests)'), 'rate-limited'],
    [503, error('ServiceUnavailable', 'Try later'), 'overloaded'],
    [504, error('GatewayTimeout', 'It took too long'), 'timeout'],
    [200, error('ServiceUnavailable', 'Try later'), 'overloaded'],
    [200, null, 'garbled'],
  ])('with status %s means what it says: %j', (status, body, kind) => {
    const fault = parseError(status, {}, body);
    expect(fault.kind).toBe(kind);
    expect(fault.upstreamStatus).toBe(status);
    expect(fault.message).not.toBe('');
  });

  it('says how long to wait', () => {
    const fault = parseError(429, { 'retry-after': '17' }, error('TooManyRequests', 'Too many requests'));
    expect(fault.retryAfterMs).toBe(17_000);
  });

  it('may come as a conversation whose last message says why, and never repeats the prompt', () => {
    const why = underWay([message('question', QUESTION), message('answer', 'You need a licence for that.')], 1);
    expect(parseError(403, {}, why).message).toBe('You need a licence for that.');
    expect(parseError(403, {}, underWay([message('question', QUESTION)])).message).not.toContain(QUESTION);
  });
});
