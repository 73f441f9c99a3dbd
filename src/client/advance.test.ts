import { describe, expect, it } from 'vitest';
import { advance, type AdvanceParts } from './advance.ts';
import { type Client, type Deferred, type Help, type OpenKept, Trouble, UNKNOWN } from './client.ts';

const ITEM: OpenKept = {
  id: 'question-1',
  request: { protocol: 'openai-chat', body: { model: 'm' }, headers: { 'x-own': '1' } },
  place: 'd',
  about: 'x',
  note: null,
  createdAtMs: 0,
  expiresAtMs: 1_000,
  state: 'waiting',
  trouble: '',
};
const HELD: OpenKept = { ...ITEM, state: 'held', job: 'job-1', trouble: '' };
const JOB: Deferred = {
  id: 'job-1',
  object: 'failsoft.deferred',
  state: 'waiting',
  url: '/v1/deferred/job-1',
  protocol: 'openai-chat',
  model: 'm',
  priority: 3,
  created: '',
  expires: '',
  ended: null,
  keptUntil: null,
  tries: 0,
  result: null,
  mode: null,
  servedBy: '',
  fault: null,
  status: null,
  answer: null,
};
const body = { choices: [{ message: { content: 'better' } }] };
const done: Deferred = { ...JOB, state: 'done', answer: body, result: 'req-1', servedBy: 'a/m', mode: 'primary' };

const SERVED = { request: '', mode: 'primary', servedBy: 'a/m', attempts: 1, lost: '', deferred: '' } as const;

/** A gateway that answers like this. */
function parts(answers: Partial<AdvanceParts['client']>, level: Help['level'] = 0, nowMs = 0): AdvanceParts {
  const nobody = async (): Promise<never> => {
    throw new Trouble('unreachable', 'The gateway cannot be reached');
  };
  return {
    client: { ask: nobody, later: nobody, deferred: nobody, ...answers },
    help: { ...UNKNOWN, level },
    request: ITEM.request,
    nowMs,
  };
}
const refuse = (status: number) => async (): Promise<never> => {
  throw new Trouble('refused', 'No', { status });
};

describe('a question that waits', () => {
  it('is handed to the gateway under its own key, and answered from there', async () => {
    const keys: unknown[] = [];
    const later: Client['later'] = async (_, options) => {
      keys.push(options);
      return JOB;
    };
    expect(await advance(ITEM, parts({ later }, 3))).toMatchObject({ state: 'held', job: 'job-1', trouble: '' });
    expect(keys).toEqual([{ key: 'question-1', expiresMs: 1_000 }]);
    expect(await advance(HELD, parts({ deferred: async () => JOB }, 3))).toMatchObject({
      state: 'held',
      job: 'job-1',
      trouble: '',
    });
    expect(await advance(HELD, parts({ deferred: async () => done }, 1, 9))).toMatchObject({
      state: 'ready',
      job: 'job-1',
      answer: {
        body,
        origin: {
          request: 'req-1',
          servedBy: 'a/m',
          mode: 'primary',
          lost: '',
          atMs: 9,
          help: { ...UNKNOWN, level: 1 },
        },
      },
    });
  });

  it.each([404, 501, 503, 529])(
    'is asked from here where the gateway stores nothing (%i), once somebody is there',
    async (status) => {
      const later = refuse(status);
      expect(await advance(ITEM, parts({ later }, 3))).toMatchObject({ state: 'waiting', trouble: '' });
      const asked: unknown[] = [];
      const ask: Client['ask'] = async ({ headers }) => {
        asked.push(headers);
        return { body, served: SERVED };
      };
      expect(await advance(ITEM, parts({ later, ask }))).toMatchObject({ state: 'ready', job: '', answer: { body } });
      expect(asked).toEqual([{ 'x-own': '1', 'idempotency-key': 'question-1' }]);
      const notice: Client['ask'] = async () => ({ body, served: { ...SERVED, mode: 'notice' } });
      expect(await advance(ITEM, parts({ later, ask: notice }))).toMatchObject({ state: 'waiting', trouble: '' });
    },
  );

  it('waits for a word of the gateway no longer than lines live', async () => {
    const signals: unknown[] = [];
    const later: Client['later'] = async ({ signal }) => {
      signals.push(signal);
      throw new DOMException('It took too long', 'TimeoutError');
    };
    const deferred: Client['deferred'] = async (_, signal) => {
      signals.push(signal);
      throw new DOMException('It took too long', 'TimeoutError');
    };
    for (const item of [ITEM, HELD])
      expect(await advance(item, parts({ later, deferred }))).toMatchObject({
        state: item.state,
        trouble: 'It took too long',
      });
    expect(signals).toEqual([expect.any(AbortSignal), expect.any(AbortSignal)]);
  });

  it.each<readonly [string, OpenKept, AdvanceParts, object]>([
    ['without a gateway nothing', ITEM, parts({}, 4), { state: 'waiting', trouble: '' }],
    [
      'when the line breaks, the reason',
      ITEM,
      parts({}),
      { state: 'waiting', trouble: 'The gateway cannot be reached' },
    ],
    [
      'the same while it is held',
      HELD,
      parts({}),
      { state: 'held', job: 'job-1', trouble: 'The gateway cannot be reached' },
    ],
    ['in the end, its end', ITEM, parts({}, 0, 2_000), { state: 'failed', trouble: 'Nobody could answer in time.' }],
    ['by a mistake of ours, its end', ITEM, parts({ later: refuse(400) }), { state: 'failed', trouble: 'No' }],
    [
      'by a call of a tool instead of words, its end',
      HELD,
      parts({
        deferred: async () => ({
          ...done,
          answer: { content: [{ type: 'tool_use', id: 't', name: 'look', input: {} }], stop_reason: 'tool_use' },
        }),
      }),
      { state: 'failed', trouble: 'The answer was empty' },
    ],
    [
      'by an empty answer from here, its end',
      ITEM,
      parts({
        later: refuse(503),
        ask: async () => ({ body: { choices: [{ message: { content: ' ' } }] }, served: SERVED }),
      }),
      { state: 'failed', trouble: 'The answer was empty' },
    ],
    ['for a slow line, patience', ITEM, parts({ later: refuse(408) }), { state: 'waiting', trouble: 'No' }],
    ['the same for one that is too quick', HELD, parts({ deferred: refuse(425) }), { state: 'held', trouble: 'No' }],
    ['for want of a key, patience', ITEM, parts({ later: refuse(401) }), { state: 'waiting', trouble: 'No' }],
    [
      'by a gateway that has forgotten it, another beginning',
      HELD,
      parts({ deferred: refuse(404) }),
      { state: 'waiting' },
    ],
  ])('gets %s', async (_, item, given, next) => {
    expect(await advance(item, given)).toMatchObject(next);
  });
});
