import { expect } from 'vitest';
import type { ReplyEvent } from '../../model/reply.ts';
import { splitFrames } from '../frame.ts';
import type { Frame, ProviderProtocol } from '../protocol.ts';

/** Compares, and says which recording it was. */
export function same(path: string, found: unknown, wanted: unknown): void {
  expect({ path, found }).toEqual({ path, found: wanted });
}

/** The server-sent events of a recorded stream, of which the empty line behind the last may be missing. */
export function recordedFrames(text: string): readonly Frame[] {
  return splitFrames('sse').feed(Buffer.from(text.endsWith('\n\n') ? text : `${text}\n\n`));
}

/** What a stream says, to its end. */
export function eventsIn(
  frames: readonly Frame[],
  { parseStream }: Pick<ProviderProtocol, 'parseStream'>,
): readonly ReplyEvent[] {
  const read = parseStream();
  return [...frames.flatMap(read), ...read(null)];
}
