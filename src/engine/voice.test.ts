import { expect, it } from 'vitest';
import { Fault } from '../model/fault.ts';
import type { RequestEntry } from '../model/journal.ts';
import { PROTOCOLS } from '../protocols/index.ts';
import { simulatedWorld } from '../world/simulated.ts';
import { createEngine } from './engine.ts';
import { lazyConversation } from './prepare/body.ts';
import { continued } from './splice/continued.ts';
import { setupOf, askedOf } from './testing/parts.ts';
import { voice } from './voice.ts';

const ASKED = askedOf('{"model":"m","stream":true,"input":"Hi"}', { caller: PROTOCOLS['openai-responses'] });

it('remembers no more of a stream than a whole answer may have', () => {
  const entries: RequestEntry[] = [];
  const world = simulatedWorld(1, () => ({ pause: () => {}, resume: () => {}, abort: () => {} }));
  const engine = createEngine(
    world,
    { record: (entry) => void entries.push(entry) },
    setupOf([], { answerBytes: 100, bodies: true }),
  );
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
