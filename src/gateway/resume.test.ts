import { describe, expect, it } from 'vitest';
import { configOf } from '../../test/fixtures/gateway.ts';
import { accessTo, createEngine } from '../engine/engine.ts';
import type { RequestEntry } from '../model/journal.ts';
import { type SimulatedWorld, simulatedWorld } from '../world/simulated.ts';
import type { WireHandlers } from '../world/world.ts';
import type { Gateway } from './gateway.ts';
import { admit, handle } from './handle.ts';
import { openAvailabilities } from './availability/watch.ts';
import { openMetrics } from './metrics/metrics.ts';
import { openStreams } from './streams.ts';
import { openWriter } from './writer/writer.ts';
import { caller, type Caller } from './testing/caller.ts';

/** The whole way from the door to the provider and back, in a world whose time passes when it is told to. */
type Play = {
  readonly world: SimulatedWorld;
  readonly first: Caller;
  /** The line of the first caller breaks. */
  readonly lose: () => void;
  /** The caller takes something again. */
  readonly drain: () => void;
  readonly comeBack: (after: number) => Caller;
  readonly say: (data: string) => void;
  readonly end: () => void;
  readonly provider: () => 'open' | 'paused' | 'aborted';
  readonly entries: readonly RequestEntry[];
};

const FILE = `
providers: { only: { protocol: openai-chat, baseUrl: "https://only.example/v1", apiKey: a-key-of-the-only-one } }
routes: [{ match: ["*"], ladder: [only/*] }]
journal: { path: null }
`;

function play(headers: Readonly<Record<string, string>> = { 'x-failsoft-resume': '1' }): Play {
  let on: WireHandlers | null = null;
  let state: ReturnType<Play['provider']> = 'open';
  const world = simulatedWorld(1, (_, handlers) => {
    on = handlers;
    return {
      pause: () => (state = 'paused'),
      resume: () => void (state = state === 'paused' ? 'open' : state),
      abort: () => (state = 'aborted'),
    };
  });
  const config = configOf(FILE);
  const entries: RequestEntry[] = [];
  const engine = createEngine(
    world,
    { record: (entry) => void entries.push(entry) },
    {
      access: new Map(config.accounts.map((account) => [account.id, accessTo(account)])),
      answerBytes: 1e6,
      bodies: false,
      probesPerMinute: 0,
      sealKey: Buffer.from('test'),
      instance: 'test',
    },
  );
  const live = { config, engine, clients: new Map(), sendsCredentials: false };
  const nothing = (): never => {
    throw new Error('Nobody asks for this here');
  };
  const streams = openStreams(world);
  const gateway: Gateway = {
    monitor: null,
    bulletin: null,
    alerts: null,
    availability: openAvailabilities(world, nothing),
    metrics: openMetrics(null, 0),
    writer: openWriter(world, nothing),
    editions: { status: nothing, build: nothing, shown: nothing, sinceMs: nothing },
    deferred: null,
    live: () => live,
    streams,
    status: nothing,
    requests: nothing,
    trials: nothing,
    prove: nothing,
    adminKey: '',
    reload: nothing,
  };
  const incoming = (method: string, path: string, query = '') => ({
    method,
    path,
    query,
    headers: { host: 'localhost', 'content-type': 'application/json', ...headers },
    body: Buffer.from(
      method === 'GET' ? '' : '{"model":"m","stream":true,"messages":[{"role":"user","content":"Hi"}]}',
    ),
    fromHere: true,
  });
  const serve = (request: ReturnType<typeof incoming>, to: Caller) =>
    handle(gateway, admit(live, request), request, to.sink);

  const first = caller();
  const line = serve(incoming('POST', '/v1/chat/completions'), first);
  const provider = (): WireHandlers => on ?? nothing();
  world.pass(1);
  provider().sent();
  provider().head(200, { 'content-type': 'text/event-stream' });
  return {
    world,
    first,
    lose: line.gone,
    drain: line.drained,
    comeBack: (after) => {
      const next = caller();
      const id = first.head()?.headers['x-failsoft-stream'] ?? '';
      serve(incoming('GET', `/v1/streams/${id}`, `?after=${after}`), next);
      return next;
    },
    say: (data) => provider().bytes(Buffer.from(`data: ${data}\n\n`)),
    end: () => provider().end(),
    provider: () => state,
    entries,
  };
}

const word = (content: string): string =>
  JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'm', choices: [{ index: 0, delta: { content } }] });
const STOP = JSON.stringify({
  id: 'c',
  object: 'chat.completion.chunk',
  model: 'm',
  choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
});

describe('an answer whose reader is lost', () => {
  it('is ended at the provider when the grace time is over, and noted as left', () => {
    const { world, say, lose, provider, entries, comeBack } = play();
    say(word('a'));
    world.pass(1);
    lose();
    say(word('b'));
    world.pass(29_900);
    expect([provider(), entries]).toEqual(['open', []]);
    world.pass(200);
    expect(provider()).toBe('aborted');
    expect(entries).toMatchObject([{ outcome: 'left', status: 499 }]);
    expect(comeBack(1).head()?.status).toBe(404);
    expect(world.timers()).toBe(0);
  });

  it('is ended at once for those who do not say that they come back', () => {
    const { say, lose, provider, entries, first } = play({});
    say(word('a'));
    lose();
    expect(provider()).toBe('aborted');
    expect(entries).toMatchObject([{ outcome: 'left' }]);
    expect(first.head()?.headers).not.toHaveProperty('x-failsoft-stream');
    expect(first.text()).toBe(`data: ${word('a')}\n\n`);
  });

  it('comes to its end without one, is noted as answered, and is there for who comes back', () => {
    const { world, say, end, lose, entries, comeBack } = play();
    say(word('a'));
    lose();
    say(word('b'));
    say(STOP);
    say('[DONE]');
    end();
    expect(entries).toMatchObject([{ outcome: 'answered' }]);
    world.pass(500_000);
    const back = comeBack(1);
    expect(back.end()).toBe('ended');
    const events = back
      .text()
      .split('\n\n')
      .filter(Boolean)
      .map((event) => event.replace(/^id: [\w-]+\./, ''));
    expect(events).toEqual([
      `2\ndata: ${word('b')}`,
      `3\ndata: ${STOP}`,
      '4\ndata: [DONE]',
      '5\n: x-failsoft-end=complete',
    ]);
  });

  it('is not held back by one who was slow and is gone, and is by one who came back and is slow', () => {
    const { say, lose, first, provider, comeBack, drain } = play();
    first.slow(true);
    say(word('a'));
    expect(provider()).toBe('paused');
    first.slow(false);
    drain();
    expect(provider()).toBe('open');
    first.slow(true);
    say(word('b'));
    lose();
    expect(provider()).toBe('open');
    say(word('c'));
    const back = comeBack(1);
    expect(back.text()).toContain(word('b'));
    back.slow(true);
    say(word('d'));
    expect(provider()).toBe('paused');
    expect(back.text()).toContain(word('d'));
  });
});
