import { Fault } from '../../model/fault.ts';
import { isArray } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { parseData } from '../frame.ts';
import type { Feed, Frame } from '../protocol.ts';
import { untilOver } from '../until-over.ts';
import { readChunks } from './read-chunks.ts';

/**
 * Reads the pieces of an answer. There is no terminal event: the answer is over with the piece that says why it ended and what it
 * cost, or, where the cost is not said, when the stream ends behind the reason; a stream that ends otherwise was cut.
 */
export function parseStream(): Feed<Frame, ReplyEvent> {
  return untilOver(readStream());
}

function readStream(): Feed<Frame, ReplyEvent> {
  const chunks = readChunks();
  return (frame) => {
    if (frame === null) {
      if (chunks.hasEnded()) return chunks.end();
      return [{ type: 'fault', fault: new Fault('cut', 'The answer stopped before its end') }];
    }
    if (frame.data === '' || frame.data.trim() === '[DONE]') return [];
    const data = parseData(frame);
    const events = isArray(data) ? data.flatMap(chunks.read) : chunks.read(data);
    return chunks.isComplete() ? [...events, ...chunks.end()] : events;
  };
}
