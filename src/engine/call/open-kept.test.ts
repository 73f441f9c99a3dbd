import { describe, expect, it } from 'vitest';
import { keeping } from '../../protocols/openai-responses/keeping.ts';
import { type SimulatedWorld, simulatedWorld } from '../../world/simulated.ts';
import type { WireHandlers, WireRequest } from '../../world/world.ts';
import { openKept } from './open-kept.ts';

const STREAM = { 'content-type': 'text/event-stream' };
const TEXT = 'Grüße aus dem Speicher, Zeichen für Zeichen: 🚦.';

/** The events of one answer, numbered from 0 on. */
const EVENTS: readonly string[] = [
  { type: 'response.created', response: { id: 'resp_1', status: 'queued' } },
  ...(TEXT.match(/./gsu) ?? []).map((delta) => ({ type: 'response.output_text.delta', delta })),
  { type: 'response.completed', response: { id: 'resp_1', status: 'completed' } },
].map((data, sequence_number) => `event: ${data.type}\ndata: ${JSON.stringify({ ...data, sequence_number })}\n\n`);
const LAST = EVENTS.length - 1;

/** What a provider does on one line: which events come on it, and how it ends. */
type Line = {
  readonly status?: number;
  readonly events?: readonly string[];
  /** Bytes in their place. */
  readonly raw?: Uint8Array;
  /** So many at once, instead of event by event. */
  readonly bytes?: number;
  readonly end?: 'end' | 'reset' | 'silence';
  /** Nothing at all is heard. */
  readonly deaf?: boolean;
};
type Provider = (request: WireRequest, after: number | null) => Line;

type Seen = { readonly atMs: number; readonly request: WireRequest; aborted: boolean };

/** Asks, and lets half an hour pass. */
function ask(provider: Provider, more: { readonly leaveMs?: number } = {}) {
  const seen: Seen[] = [];
  const world = simulatedWorld(1, (request, on, here) => {
    const one: Seen = { atMs: here.nowMs(), request, aborted: false };
    seen.push(one);
    const [, number] = /starting_after=(\d+)/.exec(request.path) ?? [];
    speak(here, provider(request, number === undefined ? null : Number(number)), one, on);
    return { pause: () => {}, resume: () => {}, abort: () => void (one.aborted = true) };
  });
  const heard = { sent: 0, heads: 0, body: '', ends: 0, code: '', again: 0 };
  const exchange = openKept(world.open, { keeping, world, again: () => (heard.again += 1) })(
    {
      method: 'POST',
      origin: 'https://api.example.com',
      path: '/v1/responses?v=1',
      headers: ['content-type', 'application/json', 'authorization', 'Bearer t', 'idempotency-key', 'k'],
      body: Buffer.from('{}'),
    },
    {
      sent: () => (heard.sent += 1),
      head: () => (heard.heads += 1),
      bytes: (chunk) => (heard.body += Buffer.from(chunk).toString('utf8')),
      end: () => (heard.ends += 1),
      broke: (code) => (heard.code = code),
    },
  );
  if (more.leaveMs === undefined) world.pass(1_800_000);
  else {
    world.pass(more.leaveMs);
    exchange.abort();
    world.pass(60_000);
  }
  return {
    ...heard,
    seen,
    timers: world.timers(),
    asked: seen.map(({ request }) => `${request.method} ${request.path}`),
  };
}

function speak(world: SimulatedWorld, line: Line, one: Seen, on: WireHandlers): void {
  const { status = 200, events = [], raw, bytes = 0, end = 'end', deaf = false } = line;
  let ms = 0;
  const then = (what: () => void): void => void world.arrive((ms += 5), () => (one.aborted ? undefined : what()));
  then(on.sent);
  if (deaf) return;
  then(() => on.head(status, status === 200 ? STREAM : { 'content-type': 'application/json' }));
  const all = raw ?? Buffer.from(events.join(''));
  const pieces =
    bytes === 0
      ? events.map((event) => Buffer.from(event))
      : Array.from({ length: Math.ceil(all.length / bytes) }, (_, at) => all.subarray(at * bytes, (at + 1) * bytes));
  for (const piece of pieces) then(() => on.bytes(piece));
  if (end === 'end') then(on.end);
  if (end === 'reset') then(() => on.broke('ECONNRESET', ''));
}

/** Keeps the answer; its lines break behind so many events. */
const keeps =
  (breaks: readonly number[], end: Line['end'] = 'reset'): Provider =>
  (request, after) => {
    if (request.path.includes('/cancel')) return { status: 200 };
    const from = (after ?? -1) + 1;
    const to = breaks.find((at) => at > from) ?? EVENTS.length;
    return { events: EVENTS.slice(from, to), end: to > LAST ? 'end' : end };
  };

describe('an answer that its provider keeps', () => {
  it.each(['reset', 'end'] as const)('goes on behind its last event when the line breaks: %s', (end) => {
    const one = ask(keeps([7], end));
    expect(one).toMatchObject({ body: EVENTS.join(''), sent: 1, heads: 1, ends: 1, code: '', again: 1, timers: 0 });
    expect(one.asked).toEqual(['POST /v1/responses?v=1', 'GET /v1/responses/resp_1?v=1&stream=true&starting_after=6']);
    expect(one.seen[1]?.request).toMatchObject({ body: null, headers: ['authorization', 'Bearer t'] });
  });

  it('goes on as often as its line breaks, ten times at most', () => {
    const three = ask(keeps([3, 9, 20]));
    expect(three).toMatchObject({ body: EVENTS.join(''), again: 3, ends: 1 });
    const many = ask(keeps(EVENTS.map((_, at) => at + 1)));
    expect(many).toMatchObject({ ends: 0, code: 'ECONNRESET', again: 10 });
    expect(EVENTS.join('').startsWith(many.body)).toBe(true);
    expect(many.asked.at(-1)).toBe('POST /v1/responses/resp_1/cancel?v=1');
  });

  it('is whole wherever in its bytes the line breaks', () => {
    const first = EVENTS[0]?.length ?? 0;
    const all = Buffer.from(EVENTS.join(''));
    for (let cut = first; cut < all.length; cut += 13) {
      const one = ask((request, after) =>
        request.method === 'POST'
          ? { raw: all.subarray(0, cut), bytes: 11, end: 'reset' }
          : { events: EVENTS.slice((after ?? 0) + 1), bytes: 17 },
      );
      expect(one.body).toBe(EVENTS.join(''));
      expect(one).toMatchObject({ ends: 1, code: '' });
    }
  });

  it('comes once where the provider begins anew on another line', () => {
    const one = ask((request) => ({
      events: request.method === 'POST' ? EVENTS.slice(0, 9) : [': hello\n\n', ...EVENTS],
      bytes: 50,
    }));
    expect(one).toMatchObject({ body: EVENTS.join(''), ends: 1, again: 1 });
  });

  it('is broken where events are missing, rather than gone on with behind a gap', () => {
    const one = ask((_, after) => ({ events: after === null ? EVENTS.slice(0, 9) : EVENTS.slice(after + 2) }));
    expect(one).toMatchObject({ body: EVENTS.slice(0, 9).join(''), again: 0 });
    expect(one.ends + (one.code === '' ? 0 : 1)).toBe(1);
    expect(one.asked.at(-1)).toBe('POST /v1/responses/resp_1/cancel?v=1');
  });

  it.each([404, 400, 401])('breaks as its line did when the provider has it no more: %s', (status) => {
    const one = ask((request) =>
      request.method === 'POST' ? { events: EVENTS.slice(0, 5), end: 'reset' } : { status },
    );
    expect(one).toMatchObject({ code: 'ECONNRESET', ends: 0, again: 0 });
    expect(one.asked.filter((asked) => asked.startsWith('GET'))).toHaveLength(1);
  });

  it('is asked for three times while the provider is in trouble, each time a little later', () => {
    const trouble: readonly Line[] = [{ status: 503 }, { deaf: true }, { status: 429 }];
    let count = 0;
    const cut = (request: WireRequest): Line | null =>
      request.method === 'POST' ? { events: EVENTS.slice(0, 5), end: 'end' } : (trouble[count++] ?? null);
    const lost = ask((request) => cut(request) ?? {});
    const [cutMs = 0, ...gets] = lost.seen.map(({ atMs }) => atMs);
    expect(lost.asked.map((asked) => asked.split(' ')[0])).toEqual(['POST', 'GET', 'GET', 'GET', 'POST']);
    expect(lost).toMatchObject({ ends: 1, code: '' });
    expect((gets[2] ?? 0) - cutMs).toBeLessThan(6_000);
    count = 1;
    expect(ask((request, after) => cut(request) ?? keeps([])(request, after)).body).toBe(EVENTS.join(''));
  });

  it('breaks as ever where no event has said its name', () => {
    expect(ask(() => ({ events: [], end: 'reset' }))).toMatchObject({ code: 'ECONNRESET', asked: { length: 1 } });
    const error = ask(() => ({ status: 500, events: ['{"error":{}}'] }));
    expect(error).toMatchObject({ ends: 1, body: '{"error":{}}', asked: { length: 1 } });
  });

  it('is asked for on another line after a silence, and once only', () => {
    const dead = ask(keeps([8], 'silence'));
    expect(dead).toMatchObject({ body: EVENTS.join(''), ends: 1, again: 0 });
    expect(dead.seen[1]?.atMs).toBeGreaterThanOrEqual(15_000);
    expect(dead.seen[0]?.aborted).toBe(true);
    const thinking = ask((request, after) => ({
      events: request.method === 'POST' ? EVENTS.slice(0, 8) : EVENTS.slice((after ?? 0) + 1, 8),
      end: 'silence',
    }));
    expect(thinking.asked).toHaveLength(2);
    // However often it thinks, a break is another thing.
    const often = ask((request, after) => {
      if (request.path.includes('/cancel')) return {};
      const from = (after ?? -1) + 1;
      if (from === 20) return { events: EVENTS.slice(20) };
      return { events: EVENTS.slice(from, from + 1), end: from === 19 ? 'reset' : 'silence' };
    });
    expect(often).toMatchObject({ body: EVENTS.join(''), ends: 1, again: 1, asked: { length: 21 } });
    // A line that is only silent is none that broke.
    const kept = ask((request) =>
      request.method === 'POST' ? { events: EVENTS.slice(0, 8), end: 'silence' } : { status: 400 },
    );
    expect(kept).toMatchObject({ ends: 0, code: '', asked: { length: 2 } });
    expect(kept.seen[0]?.aborted).toBe(false);
  });
});

describe('an answer that nobody wants any more', () => {
  it('is ended at its provider', () => {
    const one = ask(keeps([]), { leaveMs: 60 });
    expect(one.asked).toEqual(['POST /v1/responses?v=1', 'POST /v1/responses/resp_1/cancel?v=1']);
    expect(one.seen[0]?.aborted).toBe(true);
    expect(one).toMatchObject({ ends: 0, code: '', timers: 0 });
  });

  it('is ended there also where an event came that is too large to be read', () => {
    const large = `data: ${'x'.repeat(9 * 1024 * 1024)}`;
    const one = ask(() => ({ events: [...EVENTS.slice(0, 2), large], end: 'silence' }), { leaveMs: 60 });
    expect(one.asked.at(-1)).toBe('POST /v1/responses/resp_1/cancel?v=1');
  });

  it('is ended there as soon as it has a name', () => {
    const one = ask(keeps([]), { leaveMs: 7 });
    expect(one.asked).toEqual(['POST /v1/responses?v=1', 'POST /v1/responses/resp_1/cancel?v=1']);
    expect(one).toMatchObject({ heads: 0, body: '' });
    expect(one.seen[0]?.aborted).toBe(true);
  });

  it('is let go where it never gets one, or is over', () => {
    const nameless = ask(() => ({ deaf: true }), { leaveMs: 100 });
    expect(nameless.asked).toHaveLength(1);
    expect(nameless.seen[0]?.aborted).toBe(true);
    const over = ask(() => ({ events: EVENTS, end: 'silence' }), { leaveMs: 14_000 });
    expect(over.asked).toHaveLength(1);
  });

  it('is ended while another line is made for it', () => {
    const one = ask(
      (request) => (request.method === 'GET' ? { deaf: true } : { events: EVENTS.slice(0, 4), end: 'reset' }),
      { leaveMs: 1_000 },
    );
    expect(one.asked.map((asked) => asked.split(' ')[0])).toEqual(['POST', 'GET', 'POST']);
    expect(one.seen[1]?.aborted).toBe(true);
    expect(one).toMatchObject({ ends: 0, code: '' });
  });
});
