import { Fault } from '../../model/fault.ts';
import { at, textAt, type Json } from '../../model/json.ts';
import type { Usage } from '../../model/reply.ts';
import { calmUntil, parseData } from '../frame.ts';
import type { Sighting, Watch, Weight } from '../protocol.ts';
import { saidIn } from './response.ts';
import { parseStop, parseUsage } from './terms.ts';

/**
 * Words that make it worth parsing a line. A quoted word without a backslash cannot stand inside a JSON text, so looking for it
 * needs no parser.
 */
const TELLING = /"done"\s*:\s*true|"error"\s*:|"tool_calls"/;
const CONTENT = /"(?:content|response)"\s*:\s*"[^"]/;
const THOUGHT = /"thinking"\s*:\s*"[^"]/;

const sighted = (weight: Weight, end = false): Sighting => ({ weight, end, fault: null });
const faulty = (fault: Fault): Sighting => ({ weight: 'none', end: false, fault });

/** Looks at the lines of a stream that is passed on as it is. Nearly all of them carry a few words and are not parsed. */
export function watch(): Watch {
  let usage: Usage | null = null;
  let progress: 'running' | 'ended' = 'running';
  let hard = false;
  const ids = new Set<string>();

  const read = (line: Json): Sighting => {
    const { thinking, text, calls } = saidIn(line, ids);
    usage = parseUsage(line) ?? usage;
    const isHard = text !== '' || calls.length > 0;
    hard ||= isHard;
    if (at(line, 'done') === true) {
      progress = 'ended';
      const stop = parseStop(textAt(line, 'done_reason'), ids.size > 0);
      return sighted(isHard || stop !== 'done' ? 'hard' : thinking === '' ? 'none' : 'soft', true);
    }
    return sighted(isHard ? 'hard' : thinking === '' ? 'none' : 'soft');
  };

  return {
    calmUntil: (lines) => (hard && progress === 'running' ? calmUntil(lines, '{"', TELLING, '\n') : 0),
    see: (frame) => {
      const { data } = frame;
      if (data.trim() === '' || progress === 'ended') return sighted('none');
      if (hard && data.startsWith('{') && data.endsWith('}') && !TELLING.test(data)) {
        if (CONTENT.test(data)) return sighted('hard');
        return sighted(THOUGHT.test(data) ? 'soft' : 'none');
      }
      try {
        return read(parseData(frame));
      } catch (error) {
        return faulty(Fault.from(error));
      }
    },
    close: () => (progress === 'ended' ? '' : null),
    usage: () => usage,
    // Thinking is no part with a number here, and nothing has to be closed.
    resumed: () => ({ nextPart: 0, openPart: -1 }),
  };
}
