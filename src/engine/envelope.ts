import { Fault } from '../model/fault.ts';
import { awsEventStream } from '../providers/clouds/event-stream.ts';
import type { Provider } from '../providers/provider.ts';
import { broken, type Reader, type Reading } from './reader.ts';

/** A reader for streams that come in the provider's envelope: it is taken off before the reader sees anything. */
export function unwrapped(reader: Reader, envelope: Provider['envelope']): Reader {
  if (envelope === undefined) return reader;
  const open = awsEventStream();
  const feed = (chunk: Uint8Array): Reading => {
    try {
      return reader.feed(open(chunk));
    } catch (error) {
      return broken(Fault.from(error));
    }
  };
  return { ...reader, feed };
}
