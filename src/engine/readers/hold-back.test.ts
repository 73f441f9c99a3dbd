import { describe, expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import { simulatedWorld, noNetwork } from '../../world/simulated.ts';
import { breaksOff, FIRST, REST, stage } from '../testing/breaking.ts';
import { holdBack, JSON_FIRST, SUSPECT } from './hold-back.ts';
import { NOTHING, type Reader, type Reading } from './reader.ts';

const words = (text: string, more: Partial<Reading> = {}): Reading => ({
  ...NOTHING,
  out: [Buffer.from(text)],
  weight: 'hard',
  ...more,
});

/** A reader that says these things one after the other, and knows how many it has said. */
function saying(readings: readonly Reading[]): Reader {
  let at = 0;
  const next = (): Reading => readings[(at += 1) - 1] ?? NOTHING;
  return { feed: next, close: next, usage: () => null, resumed: () => ({ nextPart: at, openPart: -1 }) };
}

function held(readings: readonly Reading[], caution = SUSPECT) {
  const world = simulatedWorld(1, noNetwork);
  const told: string[] = [];
  const { reader, over } = holdBack(saying(readings), caution, world, () => void told.push(`due ${world.nowMs()}`));
  const feed = (): Reading => reader.feed(Buffer.from('x'));
  return { world, told, reader, feed, over };
}

describe('the first words of an answer that are held back', () => {
  it('come when nothing has happened for a while, together with what came meanwhile', () => {
    const { world, told, reader, feed } = held([words('a'), words('b'), words('c')]);
    expect([feed(), feed()]).toEqual([
      { ...words('a'), out: [], weight: 'none', held: true },
      { ...words('b'), out: [], weight: 'none', held: true },
    ]);
    world.settle();
    expect(told).toEqual(['due 750']);
    expect(reader.flush?.()).toEqual({ ...NOTHING, out: [Buffer.from('a'), Buffer.from('b')], weight: 'hard' });
    expect(feed()).toEqual(words('c'));
    expect(reader.flush?.()).toEqual(NOTHING);
  });

  it('come at once when there are many, and when the answer is over', () => {
    const many = held([words('a'), words('b'.repeat(64 * 1024))]);
    many.feed();
    expect(many.feed()).toMatchObject({ weight: 'hard', out: [Buffer.from('a'), { length: 64 * 1024 }] });
    const short = held([words('a'), words('b', { end: true })]);
    short.feed();
    expect(short.feed()).toMatchObject({ weight: 'hard', end: true, out: [Buffer.from('a'), Buffer.from('b')] });
    short.world.settle();
    expect(short.told).toEqual([]);
  });

  it('were never there when it breaks meanwhile, and whoever goes on does so behind what was shown', () => {
    const fault = new Fault('cut', 'It stopped');
    const thought: Reading = { ...words('hm'), weight: 'soft' };
    const { reader, feed } = held([thought, words('a'), { ...words('b'), fault }]);
    expect(feed()).toBe(thought);
    feed();
    expect(feed()).toMatchObject({ out: [], weight: 'none', fault });
    expect(reader.resumed()).toEqual({ nextPart: 1, openPart: -1 });

    const at = held([thought, { ...words('a'), fault }]);
    at.feed();
    at.feed();
    expect(at.reader.resumed()).toEqual({ nextPart: 1, openPart: -1 });
  });

  it('wait for no time when they are JSON', () => {
    const { world, told, feed } = held([words('a')], JSON_FIRST);
    feed();
    world.settle();
    expect(told).toEqual([]);
  });
});

describe('a target that has just broken off', () => {
  it('is heard a moment later, so that when it breaks off again with its first words nobody has seen them', () => {
    const one = stage([breaksOff(), () => ({ pieces: [REST] })], [{}, {}]);
    expect(one.ask()).toMatchObject({ text: FIRST, state: 'destroyed' });
    expect(one.ask()).toMatchObject({ text: REST, state: 'ended' });
    expect(one.entries.at(-1)?.attempts.map(({ fault }) => fault)).toEqual(['cut', null]);
  });

  it('is heard after three quarters of a second, whole', () => {
    let broke = false;
    const long = Array.from({ length: 300 }, (_, index) => `word ${index} `);
    const one = stage([
      () => {
        const said = { pieces: broke ? long : [FIRST], end: broke ? ('done' as const) : ('cut' as const) };
        broke = true;
        return said;
      },
    ]);
    one.ask();
    expect(one.ask()).toMatchObject({ text: long.join(''), state: 'ended' });
    expect(one.entries.at(-1)?.firstContentMs).toBe(15 + 750);
  });

  it('is as quick as any other once nothing speaks against it', () => {
    const one = stage([() => ({ pieces: [FIRST] })]);
    one.ask();
    expect(one.entries.at(-1)?.firstContentMs).toBe(15);
  });
});

describe('JSON on a route whose rungs go on with each other', () => {
  const json = { response_format: { type: 'json_object' } };

  it('is made anew instead, as long as little was said', () => {
    const one = stage([breaksOff('{"a": '), () => ({ pieces: ['{"b"', ': 2}'] })]);
    expect(one.ask(json)).toMatchObject({ text: '{"b": 2}', state: 'ended' });
  });
});
