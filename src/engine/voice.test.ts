import { expect, it } from 'vitest';
import { Fault } from '../model/fault.ts';
import type { RequestEntry } from '../model/journal.ts';
import { PROTOCOLS } from '../protocols/index.ts';
import { simulatedWorld } from '../world/simulated.ts';
import type { Asked } from './asked.ts';
import { createEngine } from './engine.ts';
import { lazyConversation } from './prepare/body.ts';
import { continued } from './splice/continued.ts';
import { voice } from './voice.ts';

const ASKED: Asked = {
  id: 'req_1',
  caller: PROTOCOLS['openai-responses'],
  embedding: null,
  body: Buffer.from('{"model":"m","stream":true,"input":"Hi"}'),
  scan: { model: 'm', stream: true, modelAt: null },
  headers: {},
  query: '',
  credential: null,
  route: { name: 'r', match: ['*'], ladder: [], allow: null },
  standby: true,
  client: '',
  workflow: '',
};

it('remembers no more of a stream than a whole answer may have', () => {
  const entries: RequestEntry[] = [];
  const sealKey = Buffer.from('a key of this test');
  const setup = { access: new Map<string, never>(), answerBytes: 100, bodies: true, sealKey, instance: 'test' };
  const world = simulatedWorld(1, () => ({ pause: () => {}, resume: () => {}, abort: () => {} }));
  const engine = createEngine(world, { record: (entry) => void entries.push(entry) }, setup);
  let written = 0;
  const sink = {
    head: () => {},
    write: (bytes: Uint8Array) => (written += bytes.length) > 0,
    end: () => {},
    destroy: () => {},
  };
  const caller = voice(ASKED, sink, engine, {
    tried: [],
    conversation: lazyConversation(ASKED),
    answer: continued(ASKED, engine, { ladder: [], conversation: lazyConversation(ASKED) }),
  });
  for (let count = 0; count < 50; count += 1) caller.write(Buffer.from('0123456789'));
  caller.broken(new Fault('cut', 'The answer stopped'), null);
  expect(written).toBeGreaterThanOrEqual(500);
  expect(entries[0]?.bodies?.answer).toBe('0123456789'.repeat(11));
});
