import { describe, expect, it } from 'vitest';
import type { RequestEntry } from '../model/journal.ts';
import { LIMITS, type Limits, type Rung } from '../model/route.ts';
import { PROTOCOLS } from '../protocols/index.ts';
import type { ProtocolId } from '../protocols/protocol.ts';
import { simulatedWorld, type Network, type SimulatedWorld } from '../world/simulated.ts';
import type { WireHandlers } from '../world/world.ts';
import type { Running } from './asked.ts';
import { complete } from './complete.ts';
import { createEngine } from './engine.ts';
import { accountOf, askedOf, routeOf, setupOf } from './testing/parts.ts';

/** What a simulated provider does with a request; `at` ms after it came. */
type Act = (on: WireHandlers, at: (ms: number, what: () => void) => void) => void;

const EVENTS = [
  'data: {"id":"c1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}\n\n',
  'data: {"id":"c1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":"Hello"}}]}\n\n',
  'data: {"id":"c1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
  'data: [DONE]\n\n',
];
const bytes = (text: string): Uint8Array => Buffer.from(text);
const SSE = { 'content-type': 'text/event-stream' };

const answers =
  (stepMs: number): Act =>
  (on, at) => {
    at(stepMs, () => on.head(200, SSE));
    EVENTS.forEach((event, index) => at(stepMs * (index + 2), () => on.bytes(bytes(event))));
    at(stepMs * 6, on.end);
  };
const silent: Act = () => {};
const pings: Act = (on, at) => {
  at(10, () => on.head(200, SSE));
  for (let ms = 5_000; ms < 200_000; ms += 5_000) at(ms, () => on.bytes(bytes(': ping\n\n')));
};
const stalls: Act = (on, at) => {
  at(10, () => on.head(200, SSE));
  at(20, () => on.bytes(bytes(`${EVENTS[0]}${EVENTS[1]}`)));
};
const refuses =
  (status: number, headers = {}): Act =>
  (on, at) => {
    at(5, () => on.head(status, { 'content-type': 'application/json', ...headers }));
    at(6, () => on.bytes(bytes('{"error":{"message":"no"}}')));
    at(7, on.end);
  };
const unreachable: Act = (on, at) => at(1, () => on.broke('ECONNREFUSED', ''));

type Stage = {
  readonly world: SimulatedWorld;
  readonly ask: (caller?: ProtocolId) => { text: () => string; state: () => string; running: Running };
  readonly entries: RequestEntry[];
  readonly open: () => number;
};

/** A route over simulated providers `a`, `b`, … that do what the scripts say, one per request, the last one for ever. */
function stage(
  scripts: readonly (readonly Act[])[],
  limits: Partial<Limits> = {},
  seed = 1,
  notice: string | null = null,
  probesPerMinute = 6,
): Stage {
  const counts = scripts.map(() => 0);
  let openExchanges = 0;
  const network: Network = (request, on, world) => {
    const which = Number(new URL(request.origin).port) - 1_000;
    const script = scripts[which] ?? [];
    const act = script[Math.min(counts[which] ?? 0, script.length - 1)] ?? silent;
    counts[which] = (counts[which] ?? 0) + 1;
    let over = false;
    openExchanges += 1;
    const close = (): void => {
      if (!over) openExchanges -= 1;
      over = true;
    };
    const at = (ms: number, what: () => void): void => void world.after(ms, () => (over ? undefined : what()));
    at(0, on.sent);
    act({ ...on, end: () => (close(), on.end()), broke: (code, message) => (close(), on.broke(code, message)) }, at);
    return { pause: () => {}, resume: () => {}, abort: close };
  };
  const world = simulatedWorld(seed, network);
  const entries: RequestEntry[] = [];
  const ids = scripts.map((_, index) => String.fromCharCode(97 + index));
  const accounts = ids.map((id, index) =>
    accountOf(id, { provider: { baseUrl: `http://127.0.0.1:${1_000 + index}/v1` } }),
  );
  const engine = createEngine(
    world,
    { record: (entry) => void entries.push(entry) },
    setupOf(accounts, { probesPerMinute }),
  );
  const ladder: Rung[] = ids.map((provider) => ({
    kind: 'model',
    provider,
    model: null,
    tries: 2,
    limits: { ...LIMITS, ...limits },
  }));
  if (notice !== null) ladder.push({ kind: 'notice', text: notice });
  return {
    world,
    entries,
    open: () => openExchanges,
    ask: (caller = 'openai-chat') => {
      const body = bytes('{"model":"m","stream":true,"max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}');
      let text = '';
      let state = 'open';
      const running = complete(
        askedOf(body, { caller: PROTOCOLS[caller], route: routeOf(ladder) }),
        {
          head: (status) => void (text += `${status} `),
          write: (chunk) => ((text += Buffer.from(chunk).toString()), true),
          end: (chunk) => void ((text += chunk === undefined ? '' : Buffer.from(chunk).toString()), (state = 'ended')),
          destroy: () => void (state = 'destroyed'),
        },
        engine,
      );
      return { text: () => text, state: () => state, running };
    },
  };
}

const faultsOf = ({ entries }: Stage) =>
  entries.at(-1)?.attempts.map(({ target, fault, tookMs }) => [target, fault, Math.round(tookMs)]);

describe('time', () => {
  it('is up for a request although somebody was still to be asked, when the machine has slept over both', () => {
    const one = stage([[refuses(503), answers(10)]]);
    const asked = one.ask();
    one.world.pass(8);
    one.world.freeze(700_000);
    one.world.settle();
    expect(asked.text()).toContain('The time for this request is over');
    expect(faultsOf(one)).toEqual([['a/m', 'overloaded', 7]]);
  });

  it('is up for a provider that never answers after the limit to first content, and the next one answers', () => {
    const one = stage([[silent], [answers(10)]]);
    const asked = one.ask();
    one.world.pass(29_999);
    expect(asked.state()).toBe('open');
    one.world.settle();
    expect(asked.state()).toBe('ended');
    expect(asked.text()).toContain('Hello');
    expect(faultsOf(one)).toEqual([
      ['a/m', 'timeout', 30_000],
      ['b/m', null, 50],
    ]);
    expect(one.open()).toBe(0);
  });

  it('is not bought by pings', () => {
    const one = stage([[pings], [answers(10)]]);
    one.ask();
    one.world.settle();
    expect(faultsOf(one)?.[0]).toEqual(['a/m', 'timeout', 30_000]);
  });

  it('is up for a stream that stands still after its first words, and the caller hears of it', () => {
    const one = stage([[stalls], [answers(10)]]);
    const asked = one.ask();
    one.world.settle();
    expect(asked.state()).toBe('destroyed');
    expect(asked.text()).toContain('Hello');
    expect(asked.text()).toContain('"error"');
    expect(asked.text()).not.toContain('[DONE]');
    expect(one.entries.at(-1)).toMatchObject({ outcome: 'broken', fault: 'stalled', servedBy: 'a/m' });
  });

  it('is up for the whole request after ten minutes, whatever is tried', () => {
    const one = stage([[silent], [silent], [silent]], { firstContentMs: 500_000 });
    const asked = one.ask();
    one.world.pass(599_999);
    expect(asked.state()).toBe('open');
    one.world.pass(1);
    expect(asked.state()).toBe('destroyed');
    expect(one.entries).toHaveLength(1);
    one.world.settle();
    expect(one.open()).toBe(0);
  });

  it('passes with signs of life for a streaming caller, every ten seconds until there are words', () => {
    const one = stage([[silent], [answers(10)]]);
    const asked = one.ask('anthropic');
    one.world.pass(10_000);
    expect(asked.text()).toMatch(/^200 event: ping\n/);
    one.world.settle();
    expect(asked.text().match(/event: ping/g)).toHaveLength(3);
    expect(asked.text()).toContain('message_stop');
    // The head went out before anybody had answered, so who did stands at the end.
    expect(asked.text()).toContain(': x-failsoft-mode=standby x-failsoft-served-by=b/m');
  });
});

describe('thinking that was shown', () => {
  const thinks: Act = (on, at) => {
    at(1, () => on.head(200, SSE));
    const delta = '{"index":0,"delta":{"reasoning_content":"Hm"}}';
    at(2, () =>
      on.bytes(bytes(`data: {"id":"c1","object":"chat.completion.chunk","model":"m","choices":[${delta}]}\n\n`)),
    );
    at(3, on.end);
  };

  it.each([
    ['the next model', [[thinks], [answers(5)]], null, 'Hello'],
    ['the notice', [[thinks], [thinks]], 'AI is away.', 'AI is away.'],
  ] as const)('is gone on behind by %s, in one answer with one beginning', (_, scripts, notice, words) => {
    const one = stage(scripts, {}, 1, notice);
    const asked = one.ask('anthropic');
    one.world.settle();
    const text = asked.text();
    expect(text.match(/event: message_start/g)).toHaveLength(1);
    expect(text.match(/event: message_stop/g)).toHaveLength(1);
    expect(text).toContain(words);
    const starts = [...text.matchAll(/"type":"content_block_start","index":(\d+)/g)].map(([, index]) => Number(index));
    expect(starts).toEqual(starts.map((_start, index) => index));
    expect(text.match(/"type":"content_block_stop"/g)).toHaveLength(starts.length);
    expect(asked.state()).toBe('ended');
  });
});

describe('another try', () => {
  it('is made once on a fresh connection after a reset, and not after a refused connection', () => {
    const reset: Act = (on, at) => at(1, () => on.broke('ECONNRESET', ''));
    const one = stage([[reset, answers(10)], [answers(10)]]);
    one.ask();
    one.world.settle();
    expect(faultsOf(one)?.map(([target, fault]) => [target, fault])).toEqual([
      ['a/m', 'reset'],
      ['a/m', null],
    ]);
    const other = stage([[unreachable], [answers(10)]]);
    other.ask();
    other.world.settle();
    expect(faultsOf(other)?.map(([target]) => target)).toEqual(['a/m', 'b/m']);
  });

  it('waits for a limit that is over in a moment when nobody else could answer', () => {
    const one = stage([[refuses(429, { 'retry-after-ms': '700' }), answers(10)]]);
    const asked = one.ask();
    one.world.settle();
    expect(asked.text()).toContain('Hello');
    expect(one.entries.at(-1)?.attempts[1]?.startedMs).toBeGreaterThanOrEqual(700);
  });
});

describe('many requests', () => {
  it('stop asking a provider that is down after three failures, and come back when it is well', () => {
    const down = Array.from({ length: 3 }, () => unreachable);
    const one = stage([[...down, answers(1)], [answers(1)]]);
    const served: (string | undefined)[] = [];
    for (let count = 0; count < 50; count += 1) {
      one.ask();
      one.world.pass(600);
      served.push(one.entries.at(-1)?.servedBy);
    }
    // Three failures open it; probes find it well after some two, four and six seconds, and then it gets more and more.
    expect(served.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => 'b/m'));
    expect(served.at(-1)).toBe('a/m');
    expect(
      one.entries.flatMap(({ attempts }) => attempts).filter(({ target, fault }) => target === 'a/m' && fault !== null),
    ).toHaveLength(3);
  });

  it('that still wait where others have met an outage are rescued at once, and nobody hears twice', () => {
    const one = stage([[silent], [answers(10)]], { firstContentMs: 5_000 });
    const early = [one.ask(), one.ask(), one.ask()];
    one.world.pass(4_000);
    const late = one.ask();
    one.world.pass(1_200);
    // The first three have opened the breaker after five seconds; the last one would have waited for four more.
    for (const { state, text } of [...early, late]) {
      expect(state()).toBe('ended');
      expect(text().match(/Hello/g)).toHaveLength(1);
    }
    const [rescued] = one.entries.filter(({ attempts }) => attempts.some(({ fault }) => fault === 'cancelled'));
    expect(rescued?.attempts.map(({ target, fault, startedMs }) => [target, fault, startedMs])).toEqual([
      ['a/m', 'cancelled', 0],
      ['b/m', null, 1_000],
    ]);
    // Nobody looks at it again before.
    one.world.pass(1_000);
    expect(one.open()).toBe(0);
  });

  it('leave the same trace for the same seed', () => {
    const trace = (seed: number): string => {
      const one = stage(
        [
          [refuses(500), silent, answers(7), refuses(529)],
          [answers(3), unreachable, answers(5)],
        ],
        {},
        seed,
      );
      for (let count = 0; count < 20; count += 1) {
        one.ask();
        one.world.pass(Math.floor(one.world.random() * 20_000));
      }
      one.world.settle();
      expect(one.open()).toBe(0);
      return JSON.stringify(one.entries);
    };
    expect(trace(3)).toBe(trace(3));
    expect(trace(3)).not.toBe(trace(4));
  });

  it('end with everything closed when their callers leave in the middle of anything', () => {
    const one = stage([[silent, stalls, pings], [answers(2_000)]], {}, 1, null, 0);
    for (let count = 0; count < 30; count += 1) {
      const { running } = one.ask();
      one.world.pass(Math.floor(one.world.random() * 40_000));
      running.gone();
      running.gone();
      expect(one.open()).toBe(0);
    }
    expect(one.entries).toHaveLength(30);
  });
});
