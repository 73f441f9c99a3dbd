import { OVER, type Asked, type Running, type Sink } from '../engine/asked.ts';
import { answer } from '../engine/kept-answers/cached.ts';
import { Fault } from '../model/fault.ts';
import type { Gateway, Live } from './gateway.ts';
import type { Incoming } from './handle.ts';
import type { StreamPlace } from './streams.ts';

/** Answers a question; for a caller who says that it can come back (`x-failsoft-resume: 1`), so that it can. */
export function answerAsked(gateway: Gateway, live: Live, asked: Asked, sink: Sink): Running {
  const { headers, scan, caller, client } = asked;
  // A list is one JSON text, and has no events to count.
  if (headers['x-failsoft-resume'] !== '1' || !scan.stream || caller.framing === 'raw')
    return answer(asked, sink, live.engine);
  const of = { client, framing: caller.framing, graceMs: live.config.limits.resumeGraceMs };
  return gateway.streams.begin(of, sink, (to) => answer(asked, to, live.engine));
}

/**
 * The rest of a stream (GET), behind the event that `last-event-id` or `?after=` names, or the word that nobody will come back
 * for it (DELETE). Throws `no-such-path` for what is not there or not this client's, `bad-request` beyond the end.
 */
export function answerStream(gateway: Gateway, place: StreamPlace, incoming: Incoming, sink: Sink): Running {
  switch (incoming.method) {
    case 'GET':
      return gateway.streams.join(place, seenOf(place.id, incoming), sink);
    case 'DELETE':
      gateway.streams.leave(place);
      sink.head(204, {});
      sink.end();
      return OVER;
    default:
      throw new Fault('no-such-path', `${incoming.method} is not possible here; GET and DELETE are`);
  }
}

/** How many events the client has seen. */
function seenOf(id: string, { headers, query }: Incoming): number {
  const last = headers['last-event-id'] ?? '';
  const [, stream = id, number = ''] =
    last === '' ? ['', id, new URLSearchParams(query).get('after') ?? '0'] : (/^(.*)\.(\d+)$/.exec(last) ?? []);
  if (stream !== id || !/^\d{1,9}$/.test(number))
    throw new Fault('bad-request', 'This is the id of no event of this stream');
  return Number(number);
}
