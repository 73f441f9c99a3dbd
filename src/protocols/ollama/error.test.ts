import { describe, expect, it } from 'vitest';
import { Fault, FAULTS, type FaultKind } from '../../model/fault.ts';
import type { Json } from '../../model/json.ts';
import { ollama } from './index.ts';

const said = (error: string): Json => ({ error });

describe('an error means', () => {
  it.each<[FaultKind, number, Json]>([
    ['no-such-model', 404, said("model 'llama9' not found")],
    ['no-such-model', 404, said('model "llama9" not found, try pulling it first')],
    ['no-such-model', 404, null],
    ['overloaded', 503, said('server busy, please try again.  maximum pending requests exceeded')],
    ['overloaded', 503, null],
    ['too-long', 400, said('the input length exceeds the context length')],
    [
      'too-long',
      400,
      said('the prompt is longer than the context length currently available to the model; shorten the prompt'),
    ],
    [
      'too-long',
      500,
      said('request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it'),
    ],
    ['too-long', 500, said('input length exceeds maximum context length')],
    ['unsayable', 400, said('registry.ollama.ai/library/gemma:2b does not support tools')],
    ['unsayable', 400, said('"llama3.2" does not support thinking')],
    ['unsayable', 400, said('"nomic-embed-text" does not support chat')],
    ['unsayable', 500, said('image input is not supported - hint: you may need to provide the mmproj')],
    ['unsayable', 500, said('this model is missing data required for image input')],
    ['unsayable', 500, said('this model only supports one image while more than one image requested')],
    ['unauthorized', 401, { error: 'unauthorized', signin_url: 'https://ollama.com/connect' }],
    ['unauthorized', 403, said('ollama cloud is disabled: remote inference is unavailable')],
    ['rate-limited', 429, said('too many requests')],
    ['no-credit', 429, said('you have reached your weekly usage limit, upgrade for more')],
    ['no-credit', 402, said('this model requires a subscription')],
    ['invalid', 400, said('json: cannot unmarshal string into Go struct field ChatRequest.messages')],
    ['invalid', 400, said('invalid think value: "hard" (must be "high", "medium", "low", "max", true, or false)')],
    ['broken', 500, said('llama runner process has terminated: exit status 2')],
    ['broken', 500, said('model requires more system memory (9.5 GiB) than is available (4.1 GiB)')],
    ['broken', 500, said('context canceled')],
    ['broken', 499, said('request canceled')],
    ['broken', 502, said('cannot reach ollama.com')],
    ['timeout', 504, null],
    ['garbled', 302, null],
  ])('%s when the status is %i and the body %j', (kind, status, body) => {
    const fault = ollama.parseError(status, {}, body);
    expect(fault.kind).toBe(kind);
    expect(fault.upstreamStatus).toBe(status);
    expect(fault.message).not.toBe('');
  });

  it('what a model cannot do is no reason to think badly of it, and one for the next rung', () => {
    const { rule } = ollama.parseError(400, {}, said('"llama3.2" does not support thinking'));
    expect(rule).toMatchObject({ next: 'yes', against: 'nobody' });
  });

  it('what somebody in front of it says, in his own way', () => {
    for (const body of [{ error: { message: 'It is so' } }, { message: 'It is so' }, { detail: 'It is so' }])
      expect(ollama.parseError(500, {}, body).message).toBe('It is so');
  });

  it('how long to wait', () => {
    expect(ollama.parseError(429, { 'retry-after': '2' }, null).retryAfterMs).toBe(2_000);
    expect(ollama.parseError(429, {}, null).retryAfterMs).toBeNull();
  });
});

describe('an error that callers see', () => {
  const kinds = Object.keys(FAULTS) as readonly FaultKind[];

  it('is a sentence under the status of its kind', () => {
    for (const kind of kinds) {
      const fault = new Fault(kind, 'It is so');
      expect(ollama.renderError(fault, 'r')).toEqual({ error: 'It is so' });
      expect(ollama.statusOf(fault)).toBe(FAULTS[kind].status);
    }
  });

  it.each<FaultKind>(['overloaded', 'rate-limited', 'no-credit', 'no-such-model', 'timeout', 'invalid'])(
    'means the same when another gateway reads it: %s',
    (kind) => {
      const fault = new Fault(kind, 'It is so');
      expect(ollama.parseError(ollama.statusOf(fault), {}, ollama.renderError(fault, 'r')).kind).toBe(kind);
    },
  );
});
