import { describe, expect, it } from 'vitest';
import type { RequestEntry } from '../../model/journal.ts';
import { NO_USAGE } from '../../model/reply.ts';
import { LIMITS, type Rung } from '../../model/route.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { ProtocolId } from '../../protocols/protocol.ts';
import { scan } from '../../protocols/scan.ts';
import { type Network, simulatedWorld } from '../../world/simulated.ts';
import { complete } from '../complete.ts';
import { createEngine } from '../engine.ts';
import { accountOf, askedOf, routeOf, setupOf } from '../testing/parts.ts';
import { type BelowAnswer, type Kept, nothingKept } from './below.ts';

const KEPT: BelowAnswer = {
  mode: 'cache',
  reply: {
    id: 'old',
    model: 'old',
    parts: [{ type: 'text', text: 'As I said.' }],
    stop: 'done',
    stopSequence: '',
    usage: NO_USAGE,
  },
  servedBy: 'a/m',
  headers: { age: '7' },
  note: null,
};
const THOUGHT = 'data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"reasoning_content":"Hm"}}]}\n\n';

const unreachable: Network = (_, on, world) => {
  world.after(1, () => on.broke('ECONNREFUSED', ''));
  return { pause: () => {}, resume: () => {}, abort: () => {} };
};
const thinksAndBreaks: Network = (_, on, world) => {
  world.after(1, () => {
    on.head(200, { 'content-type': 'text/event-stream' });
    on.bytes(Buffer.from(THOUGHT));
  });
  world.after(20, () => on.broke('ECONNRESET', ''));
  return { pause: () => {}, resume: () => {}, abort: () => {} };
};

type Asking = { readonly below?: Kept; readonly stream?: boolean; readonly network?: Network };

function ask(caller: ProtocolId, { below = nothingKept, stream = true, network = unreachable }: Asking = {}) {
  const entries: RequestEntry[] = [];
  const world = simulatedWorld(1, network);
  const engine = createEngine(world, { record: (entry) => void entries.push(entry) }, setupOf([accountOf('a')]));
  const ladder: readonly Rung[] = [
    { kind: 'model', provider: 'a', model: 'm', tries: 1, limits: LIMITS },
    { kind: 'cache', maxAgeMs: null },
    { kind: 'notice', text: 'Away' },
  ];
  const question = {
    input: 'Hi',
    messages: [{ role: 'user', content: 'Hi' }],
    contents: [{ parts: [{ text: 'Hi' }] }],
  };
  const body = Buffer.from(JSON.stringify({ model: 'm', stream, ...question }));
  let heard = '';
  let head: Readonly<Record<string, string>> = {};
  complete(
    askedOf(body, {
      caller: PROTOCOLS[caller],
      scan: scan(body) ?? { model: 'm', stream, modelAt: null },
      route: routeOf(ladder),
    }),
    {
      head: (_, headers) => void (head = headers),
      write: (bytes) => (heard += Buffer.from(bytes).toString()) !== '',
      end: (bytes) => void (heard += bytes === undefined ? '' : Buffer.from(bytes).toString()),
      destroy: () => {},
    },
    engine,
    below,
  );
  world.settle();
  return { heard, head, entry: entries[0] };
}

const finds: Kept = {
  look: (_, found) => {
    found(KEPT);
    return () => {};
  },
  has: () => true,
};

describe('what is kept below the models', () => {
  it.each(Object.keys(PROTOCOLS) as ProtocolId[])('is said in the dialect %s, whole and streamed', (protocol) => {
    for (const stream of [true, false]) {
      const { heard, head, entry } = ask(protocol, { below: finds, stream });
      expect(heard).toContain('As I said.');
      expect(heard).not.toContain('"old"');
      expect(head).toMatchObject({ 'x-failsoft-mode': 'cache', 'x-failsoft-served-by': 'a/m', age: '7' });
      expect(entry).toMatchObject({ outcome: 'answered', mode: 'cache', servedBy: 'a/m', usage: null });
    }
  });

  it('is said behind a thought that was shown, and then labelled at the end', () => {
    const { heard } = ask('openai-chat', { below: finds, network: thinksAndBreaks });
    expect(heard.indexOf('As I said.')).toBeGreaterThan(heard.indexOf('Hm'));
    expect(heard).toContain('[DONE]');
    expect(heard).toContain('x-failsoft-mode=cache');
  });

  it('may take its time, and is not waited for when the caller has left', () => {
    let cancelled = false;
    const { entry } = ask('openai-chat', { below: { look: () => () => void (cancelled = true), has: () => true } });
    expect([cancelled, entry?.fault]).toEqual([true, 'timeout']);
  });

  it('makes room for the notice where there is nothing', () => {
    expect(ask('anthropic').entry).toMatchObject({ outcome: 'answered', mode: 'notice' });
  });
});
