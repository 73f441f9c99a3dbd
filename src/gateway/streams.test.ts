import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OVER, type Running, type Sink } from '../engine/asked.ts';
import { noNetwork, type SimulatedWorld, simulatedWorld } from '../world/simulated.ts';
import { STREAM_BYTES_MAX } from './recording.ts';
import {
  ALL_STREAMS_BYTES_MAX,
  KEEP_MS,
  openStreams,
  type StreamOptions,
  type Streams,
  WAITING_MAX,
} from './streams.ts';
import { caller, type Caller } from './testing/caller.ts';

const GRACE_MS = 30_000;
const OPTIONS: StreamOptions = { client: 'app', framing: 'sse', graceMs: GRACE_MS };

/** An answer whose words are given to it, and who reads it first. */
type Play = {
  readonly id: string;
  readonly first: Caller;
  readonly line: Running;
  /** False: it has to wait. */
  readonly say: (word: string) => boolean;
  readonly sink: Sink;
  /** How often it was told that its caller is gone, and that it may go on. */
  readonly gone: () => number;
  readonly drained: () => number;
};

function stage(): { readonly world: SimulatedWorld; readonly streams: Streams } {
  const world = simulatedWorld(3, noNetwork);
  return { world, streams: openStreams(world) };
}

function perform(streams: Streams, options: Partial<StreamOptions> = {}): Play {
  const first = caller();
  let gone = 0;
  let drained = 0;
  let own: Sink | null = null;
  const line = streams.begin({ ...OPTIONS, ...options }, first.sink, (to) => {
    own = to;
    to.head(200, { 'content-type': 'text/event-stream', 'x-failsoft-mode': 'primary' });
    return { ...OVER, gone: () => (gone += 1), drained: () => (drained += 1) };
  });
  const sink: Sink = own ?? first.sink;
  return {
    id: first.head()?.headers['x-failsoft-stream'] ?? '',
    first,
    line,
    say: (word) => sink.write(Buffer.from(`data: ${word}\n\n`)),
    sink,
    gone: () => gone,
    drained: () => drained,
  };
}

const heard = ({ text }: Caller): readonly (readonly [number, string])[] =>
  [...text().matchAll(/id: [\w-]+\.(\d+)\n(?:data: |: )(.*)\n\n/g)].map(([, id, words = '']) => [Number(id), words]);

describe('a stream whose reader gets lost', () => {
  it('is the whole stream, event by event, wherever its lines break and however slowly they are read', () => {
    type Step = 'say' | 'slow' | 'quick' | 'break' | 'break-late' | 'twice';
    const step = fc.constantFrom<Step>('say', 'say', 'say', 'slow', 'quick', 'break', 'break-late', 'twice');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), fc.nat(), (steps, complete, less) => {
        const { world, streams } = stage();
        const play = perform(streams);
        const got: (readonly [number, string])[] = [];
        let now = play.first;
        let { line } = play;
        let said = 0;
        let waits = false;
        const join = (lost: number): void => {
          // What was under way on a broken line may not have come.
          const seen = heard(now).slice(0, Math.max(0, heard(now).length - lost));
          got.push(...seen);
          now = caller();
          line = streams.join({ id: play.id, client: 'app' }, got.length, now.sink);
        };
        for (const one of steps) {
          switch (one) {
            case 'say':
              // An answer that has to wait waits.
              if (!waits) waits = !play.say(`word ${(said += 1)}`);
              break;
            case 'slow':
              now.slow(true);
              break;
            case 'quick':
              now.slow(false);
              line.drained();
              waits = false;
              break;
            case 'break':
              line.gone();
              waits = false;
              join(less % 4);
              break;
            case 'break-late':
              line.gone();
              if (play.say(`word ${(said += 1)}`)) world.pass(1_000);
              waits = false;
              join(0);
              break;
            case 'twice':
              // The old line is not known to be lost yet.
              join(less % 3);
              waits = false;
              break;
          }
        }
        if (complete) play.sink.end();
        else play.sink.destroy();
        now.slow(false);
        line.drained();
        got.push(...heard(now));
        const words = Array.from({ length: said }, (_, index) => `word ${index + 1}`);
        expect(got).toEqual(
          [...words, `x-failsoft-end=${complete ? 'complete' : 'broken'}`].map((word, index) => [index + 1, word]),
        );
        expect(now.end()).toBe(complete ? 'ended' : 'cut');
        expect(play.gone()).toBe(0);
      }),
    );
  });

  it('says who answered to everybody who comes back, and under which id', () => {
    const { streams } = stage();
    const play = perform(streams);
    play.say('a');
    play.line.gone();
    const next = caller();
    streams.join({ id: play.id, client: 'app' }, 0, next.sink);
    expect(next.head()).toEqual(play.first.head());
    expect(next.head()?.headers).toMatchObject({
      'x-failsoft-mode': 'primary',
      'x-failsoft-stream': expect.stringMatching(/^[\w-]{22}$/),
      'x-failsoft-resume-grace': '30000ms',
    });
  });

  it('goes on for the grace time and not longer', () => {
    const { world, streams } = stage();
    const play = perform(streams);
    play.say('a');
    play.first.slow(true);
    expect(play.say('b')).toBe(false);
    play.line.gone();
    expect(play.drained()).toBe(1);
    expect(play.say('c')).toBe(true);
    world.pass(GRACE_MS - 100);
    expect(play.gone()).toBe(0);
    world.pass(200);
    expect(play.gone()).toBe(1);
    expect(() => streams.join({ id: play.id, client: 'app' }, 1, caller().sink)).toThrow('There is no stream');
    expect(world.timers()).toBe(0);
  });

  it('goes on for as long as it takes when its reader is back', () => {
    const { world, streams } = stage();
    const play = perform(streams);
    play.say('a');
    play.line.gone();
    world.pass(GRACE_MS - 100);
    streams.join({ id: play.id, client: 'app' }, 1, caller().sink);
    world.pass(10 * GRACE_MS);
    expect(play.gone()).toBe(0);
    expect(world.timers()).toBe(0);
  });

  it('ends at once where nothing was said yet, where there is no grace, and where the reader says that it will not come back', () => {
    const { world, streams } = stage();
    let gone = 0;
    const silent = streams.begin(OPTIONS, caller().sink, () => ({ ...OVER, gone: () => (gone += 1) }));
    silent.gone();
    expect(gone).toBe(1);
    const merciless = perform(streams, { graceMs: 0 });
    merciless.say('a');
    merciless.line.gone();
    expect(merciless.gone()).toBe(1);
    const left = perform(streams);
    left.say('a');
    streams.leave({ id: left.id, client: 'app' });
    expect([left.gone(), left.first.end()]).toEqual([1, 'cut']);
    left.line.gone();
    expect(left.gone()).toBe(1);
    expect(world.timers()).toBe(0);
  });

  it('is kept for ten minutes after its end', () => {
    const { world, streams } = stage();
    const play = perform(streams);
    play.say('a');
    play.line.gone();
    play.sink.end(Buffer.from('data: b\n\n'));
    world.pass(KEEP_MS - 100);
    const next = caller();
    streams.join({ id: play.id, client: 'app' }, 1, next.sink);
    expect(heard(next)).toEqual([
      [2, 'b'],
      [3, 'x-failsoft-end=complete'],
    ]);
    expect(next.end()).toBe('ended');
    world.pass(200);
    expect(() => streams.join({ id: play.id, client: 'app' }, 1, caller().sink)).toThrow('There is no stream');
    expect(world.timers()).toBe(0);
    expect(play.gone()).toBe(0);
  });

  it('is there for the client that asked, and for nobody else, and not beyond what was said', () => {
    const { streams } = stage();
    const play = perform(streams);
    play.say('a');
    for (const place of [
      { id: play.id, client: 'other' },
      { id: play.id, client: '' },
      { id: 'x'.repeat(22), client: 'app' },
    ]) {
      expect(() => streams.join(place, 0, caller().sink)).toThrow(/^There is no stream of this id/);
      expect(() => streams.leave(place)).toThrow(/^There is no stream of this id/);
    }
    expect(() => streams.join({ id: play.id, client: 'app' }, 2, caller().sink)).toThrow('has no event 2 yet');
    // Nobody's line was cut by it.
    expect(play.say('b')).toBe(true);
    expect(heard(play.first)).toHaveLength(2);
  });

  it('is no stream when the answer is an error: that passes as it is', () => {
    const { streams } = stage();
    const one = caller();
    const line = streams.begin(OPTIONS, one.sink, (to) => {
      to.head(503, { 'content-length': '2' });
      to.end(Buffer.from('{}'));
      return OVER;
    });
    line.gone();
    expect(one.head()).toEqual({ status: 503, headers: { 'content-length': '2' } });
    expect([one.text(), one.end()]).toEqual(['{}', 'ended']);
  });
});

describe('what is kept of streams', () => {
  const long = 'x'.repeat(100_000);

  it('is bounded for each: a longer one reaches its reader whole and cannot be joined any more', () => {
    const { streams, world } = stage();
    const play = perform(streams);
    const count = Math.ceil(STREAM_BYTES_MAX / long.length) + 3;
    for (let index = 0; index < count; index += 1) {
      play.first.slow(index === 5);
      if (index === 8) play.line.drained();
      play.say(`${index} ${long}`);
    }
    play.sink.end();
    expect(heard(play.first).map(([id]) => id)).toEqual(Array.from({ length: count + 1 }, (_, index) => index + 1));
    expect(play.first.end()).toBe('ended');
    expect(() => streams.join({ id: play.id, client: 'app' }, 1, caller().sink)).toThrow('There is no stream');
    expect(world.timers()).toBe(0);
  });

  it('is no reason to go on for nobody: what nobody can come back to ends', () => {
    const { streams, world } = stage();
    const play = perform(streams);
    play.line.gone();
    for (let size = 0; size <= STREAM_BYTES_MAX; size += long.length) play.say(long);
    world.pass(50);
    expect(play.gone()).toBe(1);
    expect(world.timers()).toBe(0);
  });

  it('is bounded for all: what ended first is forgotten first, and what goes on last', () => {
    const { streams } = stage();
    const live = perform(streams);
    live.say('a');
    const enough = Math.ceil(ALL_STREAMS_BYTES_MAX / (10 * long.length)) + 2;
    const ended = Array.from({ length: enough }, () => {
      const play = perform(streams);
      for (let index = 0; index < 10; index += 1) play.say(long);
      play.sink.end();
      return play;
    });
    const there = ({ id }: Play): boolean => {
      try {
        streams.join({ id, client: 'app' }, 0, caller().sink);
        return true;
      } catch {
        return false;
      }
    };
    const kept = ended.map(there);
    expect(kept.indexOf(true)).toBeGreaterThan(0);
    expect(kept.slice(kept.indexOf(true))).not.toContain(false);
    expect(kept.filter(Boolean).length * 10 * long.length).toBeLessThanOrEqual(ALL_STREAMS_BYTES_MAX);
    expect(there(live)).toBe(true);
  });

  it('is missed by a reader who has lost it before its end, for as long as it goes on for them', () => {
    const { streams, world } = stage();
    const play = perform(streams);
    play.say('one');
    expect(streams.isAnyMissed()).toBe(false);
    play.line.gone();
    expect(streams.isAnyMissed()).toBe(true);
    const next = caller();
    const line = streams.join({ id: play.id, client: 'app' }, 1, next.sink);
    expect(streams.isAnyMissed()).toBe(false);
    line.gone();
    // Its end is missed as well.
    play.sink.end();
    world.pass(GRACE_MS - 1);
    expect(streams.isAnyMissed()).toBe(true);
    world.pass(1);
    expect(streams.isAnyMissed()).toBe(false);
  });

  it('is not missed by one who has had all of it, or will not come back', () => {
    const { streams } = stage();
    const [whole, left] = [perform(streams), perform(streams)];
    whole.sink.end();
    whole.line.gone();
    left.line.gone();
    streams.leave({ id: left.id, client: 'app' });
    expect(streams.isAnyMissed()).toBe(false);
  });

  it('is bounded in what goes on without a reader', () => {
    const { streams, world } = stage();
    const plays = Array.from({ length: WAITING_MAX + 1 }, () => perform(streams));
    for (const { line } of plays) line.gone();
    expect(plays.map(({ gone }) => gone()).filter(Boolean)).toEqual([1]);
    expect(plays.at(-1)?.gone()).toBe(1);
    // Who comes back makes room for another.
    streams.join({ id: plays[0]?.id ?? '', client: 'app' }, 0, caller().sink);
    const next = perform(streams);
    next.line.gone();
    expect(next.gone()).toBe(0);
    streams.close();
    expect(plays.map(({ gone }) => gone())).toEqual(plays.map(() => 1));
    expect(world.timers()).toBe(0);
  });
});
