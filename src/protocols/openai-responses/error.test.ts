import { describe, expect, it } from 'vitest';
import { Fault, FAULTS, type FaultKind } from '../../model/fault.ts';
import { textAt, type Json, type JsonObject } from '../../model/json.ts';
import { openaiResponses } from './index.ts';

const error = (body: JsonObject): Json => ({ error: body });

describe('an error is understood', () => {
  it.each([
    [429, { code: 'rate_limit_exceeded', message: 'Slow down' }, 'rate-limited'],
    [
      429,
      { code: 'insufficient_quota', type: 'insufficient_quota', message: 'You exceeded your current quota' },
      'no-credit',
    ],
    [400, { code: 'context_length_exceeded', message: 'Too long' }, 'too-long'],
    [400, { code: 'unsupported_file', message: 'The file type you uploaded is not supported' }, 'invalid'],
    [
      400,
      { code: null, message: "Item 'rs_1' of type 'reasoning' was provided without its required following item." },
      'foreign-thought',
    ],
    [
      400,
      {
        code: null,
        message: "Item 'fc_1' of type 'function_call' was provided without its required 'reasoning' item: 'rs_1'.",
      },
      'foreign-thought',
    ],
    [
      400,
      { code: 'invalid_encrypted_content', message: 'The encrypted content gAAA could not be verified.' },
      'foreign-thought',
    ],
    [
      404,
      { code: null, message: "Item with id 'rs_1' not found. Items are not persisted when `store` is set to false." },
      'foreign-thought',
    ],
    [404, { code: 'model_not_found', message: 'The model `x` does not exist' }, 'no-such-model'],
    [401, { code: 'invalid_api_key', message: 'Incorrect API key provided: sk-abc' }, 'unauthorized'],
    [500, { type: 'server_error', message: 'Sorry' }, 'broken'],
    [503, { code: 'server_is_overloaded', message: 'Busy' }, 'overloaded'],
  ] as const)('by status %i and %j as %s', (status, body, kind) => {
    const fault = openaiResponses.parseError(status, {}, error(body));
    expect([fault.kind, fault.upstreamStatus]).toEqual([kind, status]);
    expect(fault.message).not.toContain('sk-');
  });

  it('with how long to wait', () => {
    const fault = openaiResponses.parseError(429, { 'retry-after-ms': '250' }, error({ code: 'rate_limit_exceeded' }));
    expect(fault.retryAfterMs).toBe(250);
  });
});

describe('an error is said', () => {
  const kinds = Object.keys(FAULTS) as readonly FaultKind[];
  const failed = (kind: FaultKind): readonly JsonObject[] => {
    const render = openaiResponses.renderStream({ model: 'm', after: null, usage: true });
    return render({ type: 'fault', fault: new Fault(kind, 'It is so') }).map(
      ({ data }) => JSON.parse(data) as JsonObject,
    );
  };

  it('as an event that clients of both readings understand, and as an answer that failed', () => {
    expect(failed('rate-limited')).toMatchObject([
      {
        type: 'error',
        code: 'rate_limit_exceeded',
        message: 'It is so',
        param: null,
        error: { type: 'rate_limit_error', code: 'rate_limit_exceeded', message: 'It is so' },
        sequence_number: 0,
      },
      {
        type: 'response.failed',
        response: { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'It is so' }, output: [] },
        sequence_number: 1,
      },
    ]);
  });

  it('in the words by which Codex knows what to do', () => {
    const code = (kind: FaultKind): string => textAt(failed(kind)[1], 'response', 'error', 'code');
    expect(['too-long', 'no-credit', 'overloaded', 'invalid'].map((kind) => code(kind as FaultKind))).toEqual([
      'context_length_exceeded',
      'insufficient_quota',
      'server_is_overloaded',
      'invalid_prompt',
    ]);
    for (const kind of kinds) expect(code(kind)).not.toBe('');
  });
});
