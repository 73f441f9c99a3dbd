import { type Client, type Deferred, Trouble } from 'failsoft/client';
import { describe, expect, it } from 'vitest';
import { UNKNOWN } from '../levels/levels.ts';
import { advance } from './advance.ts';
import type { Waiting } from './waiting.ts';

const ITEM: Waiting = {
  id: 'question-1',
  document: 'd',
  question: {
    action: 'rewrite',
    label: 'Rewrite',
    use: 'replace',
    instruction: 'Rewrite',
    passage: 'x',
    context: '',
    title: '',
  },
  anchor: { from: '', to: '' },
  words: 'x',
  createdAtMs: 0,
  expiresAtMs: 1_000,
  state: 'waiting',
  job: '',
  text: '',
  author: null,
  trouble: '',
};
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
const answer = { choices: [{ message: { content: 'better' } }] };
const done: Deferred = { ...JOB, state: 'done', answer, servedBy: 'a/m', mode: 'primary' };

/** A gateway that answers like this, and counts how often it is told of a question. */
function gateway(answers: Partial<Client>, level: 0 | 3 | 4 = 0) {
  const nobody = async (): Promise<never> => {
    throw new Trouble('unreachable', 'The gateway cannot be reached');
  };
  const client: Client = {
    ask: nobody,
    stream: nobody,
    later: nobody,
    deferred: nobody,
    availability: nobody,
    cancelDeferred: nobody,
    watchAvailability: () => () => {},
    watchDeferred: () => () => {},
    ...answers,
  };
  return { client, model: () => 'm', help: () => ({ ...UNKNOWN, level }) };
}
const refuse = (status: number) => async (): Promise<never> => {
  throw new Trouble('refused', 'No', { status });
};

describe('a question that waits', () => {
  it('is handed to the gateway under its own key, and answered from there', async () => {
    const keys: unknown[] = [];
    const later: Client['later'] = async (_, options) => {
      keys.push(options?.key);
      return JOB;
    };
    const held = await advance(ITEM, gateway({ later }, 3), 0);
    expect(held).toMatchObject({ state: 'held', job: 'job-1' });
    expect(keys).toEqual(['question-1']);
    const ready = await advance(held, gateway({ deferred: async () => done }), 0);
    expect(ready).toMatchObject({ state: 'ready', text: 'better', author: { by: 'a/m', action: 'Rewrite' } });
  });

  it('is asked from here where the gateway stores nothing, once somebody is there', async () => {
    const later = refuse(503);
    expect(await advance(ITEM, gateway({ later }, 3), 0)).toEqual(ITEM);
    const served = { request: '', mode: 'primary', servedBy: 'a/m', attempts: 1, lost: '', deferred: '' } as const;
    const ask: Client['ask'] = async () => ({ body: answer, served });
    expect(await advance(ITEM, gateway({ later, ask }), 0)).toMatchObject({ state: 'ready', text: 'better' });
    const notice: Client['ask'] = async () => ({ body: answer, served: { ...served, mode: 'notice' } });
    expect(await advance(ITEM, gateway({ later, ask: notice }), 0)).toMatchObject({ state: 'waiting' });
  });

  it.each<readonly [string, Waiting, ReturnType<typeof gateway>, number, Partial<Waiting>]>([
    ['without a gateway nothing', ITEM, gateway({}, 4), 0, { state: 'waiting', trouble: '' }],
    [
      'when the line breaks, the reason',
      ITEM,
      gateway({}),
      0,
      { state: 'waiting', trouble: 'The gateway cannot be reached' },
    ],
    ['after a day, its end', ITEM, gateway({}), 2_000, { state: 'failed', trouble: 'Nobody could answer in a day.' }],
    ['by a mistake of ours, its end', ITEM, gateway({ later: refuse(400) }), 0, { state: 'failed', trouble: 'No' }],
    ['for want of a key, patience', ITEM, gateway({ later: refuse(401) }), 0, { state: 'waiting' }],
    [
      'by a gateway that has forgotten it, another beginning',
      { ...ITEM, state: 'held', job: 'job-1' },
      gateway({ deferred: refuse(404) }),
      0,
      { state: 'waiting', job: '' },
    ],
  ])('gets %s', async (_, item, parts, nowMs, next) => {
    expect(await advance(item, parts, nowMs)).toMatchObject(next);
  });
});
