import { Fault } from '../../model/fault.ts';
import { gather } from '../../model/gather.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import type { CallerProtocol, Protocol, Quirks, StreamOptions, Weight } from '../../protocols/protocol.ts';
import type { Asked } from '../asked.ts';
import { objectOf, printed } from '../prepare/body.ts';
import { broken, heavier, type Reader, type Reading } from './reader.ts';

/** The same request as one for a stream. `dialect`: the target's, where the caller's own body is sent to it; else null. */
export function asStream(asked: Asked, dialect: Protocol | null, { noStreamOptions = false }: Quirks): Asked {
  const scan = { model: asked.scan.model, stream: true, modelAt: null };
  if (dialect === null) return { ...asked, scan };
  const { stream_options: options, ...plain } = dialect.streaming;
  const wish = options === undefined || noStreamOptions ? plain : dialect.streaming;
  return { ...asked, scan, body: printed({ ...objectOf(asked.body), ...wish }) };
}

/** A caller who wants its answer whole, as one who reads a stream of one event. */
export function wholeCaller(caller: CallerProtocol): CallerProtocol {
  const { watch: _, ...rest } = caller;
  return { ...rest, framing: 'raw', renderStream: (options) => renderWhole(caller, options) };
}

function renderWhole(caller: CallerProtocol, { model, tools }: StreamOptions): ReturnType<Protocol['renderStream']> {
  const events: ReplyEvent[] = [];
  return (event) => {
    if (event === null || event.type === 'fault') return [];
    events.push(event);
    if (event.type !== 'end') return [];
    return [{ event: '', data: JSON.stringify(caller.renderResponse({ ...gather(events), model }, tools)) }];
  };
}

/** Shows nothing before all of it is there, so that all of it can be taken back until then. `bytesMax`: of the stream. */
export function gathered(reader: Reader, bytesMax: number): Reader {
  let weight: Weight = 'none';
  let bytes = 0;
  const hold = (reading: Reading): Reading => {
    weight = heavier(weight, reading.weight);
    // Thoughts alone are no answer.
    if (reading.end) return { ...reading, weight: weight === 'hard' ? 'hard' : 'none' };
    return { ...reading, weight: 'none', held: reading.weight !== 'none' || reading.held === true };
  };
  return {
    ...reader,
    feed: (chunk) => {
      bytes += chunk.length;
      if (bytes > bytesMax) return broken(new Fault('garbled', `The answer is larger than ${bytesMax} bytes`));
      return hold(reader.feed(chunk));
    },
    close: () => hold(reader.close()),
  };
}
