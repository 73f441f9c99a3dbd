import { expect, it } from 'vitest';
import type { Need } from '../../model/need.ts';
import { outage } from '../testing/outage.ts';
import { proofs } from './proofs.ts';

it('what targets were seen to answer is looked at once a minute, and kept with its time', () => {
  let nowMs = 0;
  let looks = 0;
  const one = proofs(
    () => nowMs,
    () => null,
  );
  const answered = (target: string, ...needs: readonly Need[]): void =>
    one.answered(target, () => {
      looks += 1;
      return needs;
    });
  answered('a/m', 'tools');
  answered('a/m', 'images');
  answered('b/m');
  expect(looks).toBe(2);
  nowMs = 60_000;
  answered('a/m', 'images');
  expect([...one.seen('a/m')]).toEqual([
    ['tools', 0],
    ['images', 60_000],
  ]);
  expect([...one.seen('b/m'), ...one.seen('c/m')]).toEqual([]);
});

it('a request with tools shows that whoever answered it takes them, and nothing of anybody else', () => {
  const one = outage({ a: {}, b: {} });
  const tools = '"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]';
  one.ask({ more: tools });
  one.world.pass(1_000);
  expect([...one.engine.proofs.seen('a/m').keys()]).toEqual(['tools']);
  one.turn('a', { kind: 'refuses', status: 529 });
  one.ask();
  one.world.pass(1_000);
  expect(one.entries.at(-1)?.servedBy).toBe('b/m');
  expect([...one.engine.proofs.seen('b/m')]).toEqual([]);
  one.world.pass(60_000);
  one.ask({ more: tools });
  one.world.pass(1_000);
  expect([...one.engine.proofs.seen('b/m').keys()]).toEqual(['tools']);
});
