import { expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import { noNetwork, simulatedWorld } from '../../world/simulated.ts';
import { healthBook } from './health-book.ts';

const MANY = 6_000;

function scene() {
  const world = simulatedWorld(1, noNetwork);
  const book = healthBook(world);
  const call = (target: string, fault: Fault | null): void => {
    book.ended(target, book.started(target), fault);
    world.pass(10);
  };
  return { book, call };
}

it('callers who make up names of models make nobody forget who answered, and who rests', () => {
  const { book, call } = scene();
  call('a/well', null);
  for (let count = 0; count < 3; count += 1) call('a/ill', new Fault('overloaded', 'Too much'));
  for (let count = 0; count < MANY; count += 1) call(`a/made-up-${count}`, new Fault('no-such-model', 'Nobody'));
  expect(book.of('a/well').answered).toBe(1);
  expect(book.of('a/ill').breaker.state).toBe('open');
  expect(book.known('a/').length).toBe(5_000);
});

it('where all have answered, the one of which nothing was heard for the longest time is forgotten', () => {
  const { book, call } = scene();
  for (const target of ['a/used', 'a/left']) call(target, null);
  for (let count = 0; count < MANY; count += 1) {
    call(`a/other-${count}`, null);
    if (count % 1_000 === 0) call('a/used', null);
  }
  expect(book.of('a/used').answered).toBe(7);
  expect(book.of('a/left').answered).toBe(0);
});
