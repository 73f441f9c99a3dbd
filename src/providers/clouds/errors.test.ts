import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import { anthropic } from '../../protocols/anthropic/index.ts';
import type { Headers } from '../../protocols/protocol.ts';
import type { Provider } from '../provider.ts';
import { bedrock } from './bedrock.ts';
import { foundry } from './foundry.ts';
import { vertex } from './vertex.ts';

describe('an error of a cloud', () => {
  const kindAt = (
    provider: Provider,
    status: number,
    body: JsonObject | readonly JsonObject[],
    headers: Headers = {},
  ) => {
    const { kind, message } = anthropic.parseError(
      status,
      headers,
      provider.unwrapError?.(status, headers, body) ?? body,
    );
    return { kind, message };
  };

  it.each([
    [429, 'ThrottlingException:http://internal.amazon.com/', 'Too many requests', 'rate-limited'],
    [429, 'ModelNotReadyException', 'Not ready', 'overloaded'],
    [503, 'ServiceUnavailableException', 'Try later', 'overloaded'],
    [408, 'ModelTimeoutException', 'Too slow', 'timeout'],
    [424, 'ModelErrorException', 'Failed', 'overloaded'],
    [403, 'AccessDeniedException', 'You may not', 'unauthorized'],
    [403, 'com.amazon.coral.service#UnrecognizedClientException', 'Bad token', 'unauthorized'],
    [403, 'ExpiredTokenException', 'Expired', 'unauthorized'],
    [400, 'ValidationException', 'messages: too short', 'invalid'],
    [400, 'ValidationException', 'The provided model identifier is invalid.', 'no-such-model'],
    [400, 'ValidationException', 'Input is too long for requested model. prompt is too long', 'too-long'],
  ])('%s %s "%s" of Bedrock is %s', (status, type, message, kind) => {
    expect(kindAt(bedrock, status, { message }, { 'x-amzn-errortype': type })).toEqual({ kind, message });
  });

  it('never shows what a signature was made of', () => {
    const message =
      "The request signature we calculated does not match the signature you provided.\n\nThe Canonical String for this request should have been\n'POST\nx-amz-security-token:IQoJb3JpZ2luX2VjEA'";
    const fault = kindAt(bedrock, 403, { message }, { 'x-amzn-errortype': 'InvalidSignatureException' });
    expect(fault.kind).toBe('unauthorized');
    expect(fault.message).not.toContain('IQoJ');
  });

  it('of Google holds the one of Anthropic as text, in a list or not', () => {
    const inner = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}';
    const outer = { error: { code: 529, message: inner, status: 'UNKNOWN' } };
    for (const body of [outer, [outer]])
      expect(kindAt(vertex, 529, body)).toEqual({ kind: 'overloaded', message: 'Overloaded' });
  });

  it.each([
    [429, 'RESOURCE_EXHAUSTED', 'rate-limited'],
    [503, 'UNAVAILABLE', 'overloaded'],
    [401, 'UNAUTHENTICATED', 'unauthorized'],
    [403, 'PERMISSION_DENIED', 'unauthorized'],
    [404, 'NOT_FOUND', 'no-such-model'],
    [400, 'INVALID_ARGUMENT', 'invalid'],
    [500, 'INTERNAL', 'broken'],
  ])('%s %s of Google is %s', (status, word, kind) => {
    expect(kindAt(vertex, status, { error: { code: status, message: 'So it is', status: word } }).kind).toBe(kind);
  });

  it('that is already in the dialect stays as it is', () => {
    const body = { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down' } };
    for (const provider of [bedrock, vertex, foundry]) expect(kindAt(provider, 429, body).kind).toBe('rate-limited');
  });
});
