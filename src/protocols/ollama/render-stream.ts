import { Fault } from '../../model/fault.ts';
import { parseInput } from '../../model/gather.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ReplyEvent, StopReason, Usage } from '../../model/reply.ts';
import type { Feed, Frame, StreamOptions } from '../protocol.ts';
import { renderError } from './error.ts';
import { type Call, inMessage, type Said, type Shape } from './response.ts';
import { CREATED_AT, renderStop, renderUsage, UNSAID_REFUSAL } from './terms.ts';

const NOTHING: Said = { thinking: '', text: '', calls: [] };

/** Writes the lines of `/api/chat`. */
export const renderStream = (options: StreamOptions): Feed<ReplyEvent, Frame> => renderLines(options, inMessage);

/**
 * Writes an answer line by line: what is said as it comes, each call as a whole, and a last line that is `done`. A fault ends the
 * stream with an error and without such a line. Nothing has to be closed or said anew behind another attempt's thinking.
 */
export function renderLines({ model }: StreamOptions, shape: Shape): Feed<ReplyEvent, Frame> {
  let usage: Usage | null = null;
  let over = false;
  let spoke = false;
  const calls = collectCall();

  // Printing of a line only what differs takes half the time.
  const head = JSON.stringify({ model, created_at: CREATED_AT }).slice(0, -1);
  const line = (said: Said, more: JsonObject = { done: false }): Frame => ({
    event: '',
    data: `${head},${JSON.stringify({ ...shape(said), ...more }).slice(1)}`,
  });

  const broken = (fault: Fault): readonly Frame[] => {
    over = true;
    return [{ event: '', data: JSON.stringify(renderError(fault)) }];
  };

  /** The call before, which is whole as soon as something else comes. */
  const called = (stop: StopReason | null): readonly Frame[] =>
    calls.take(stop).map((call) => line({ ...NOTHING, calls: [call] }));

  const render = (event: ReplyEvent): readonly Frame[] => {
    switch (event.type) {
      case 'text':
      case 'refusal':
        if (event.text === '') return [];
        spoke = true;
        return [...called(null), line({ ...NOTHING, text: event.text })];
      case 'thinking':
        return event.text === '' ? [] : [...called(null), line({ ...NOTHING, thinking: event.text })];
      case 'tool-call': {
        const before = called(null);
        spoke = true;
        calls.begin(event.id, event.name);
        return before;
      }
      case 'tool-input':
        calls.add(event.json);
        return [];
      case 'usage':
        ({ usage } = event);
        return [];
      case 'start':
      case 'citation':
      case 'signature':
      case 'sealed-thinking':
        // There is no place for them here.
        return [];
      case 'end': {
        const isSilent = event.stop === 'refused' && !spoke;
        const last = isSilent ? [line({ ...NOTHING, text: UNSAID_REFUSAL })] : called(event.stop);
        over = true;
        return [...last, line(NOTHING, { done: true, done_reason: renderStop(event.stop), ...renderUsage(usage) })];
      }
      case 'fault':
        return broken(event.fault);
    }
  };

  return (event) => {
    if (event === null || over) return [];
    try {
      return render(event);
    } catch (error) {
      return broken(Fault.from(error));
    }
  };
}

type CallCollector = {
  readonly begin: (id: string, name: string) => void;
  readonly add: (json: string) => void;
  /**
   * The call that was collected, or nothing; `stop` is why the answer has ended, null when it goes on. Where a limit has ended it in
   * the middle of a call, it is none. Throws `garbled` when its input is broken for no such reason.
   */
  readonly take: (stop: StopReason | null) => readonly Call[];
};

/** Puts a call together: it can only be written as a whole. */
function collectCall(): CallCollector {
  let call: { readonly id: string; readonly name: string; json: string } | null = null;
  return {
    begin: (id, name) => {
      call = { id, name, json: '' };
    },
    add: (json) => {
      if (call !== null) call.json += json;
    },
    take: (stop) => {
      if (call === null) return [];
      const { id, name, json } = call;
      call = null;
      try {
        return [{ type: 'tool-call', id, name, input: parseInput(json) }];
      } catch (error) {
        if (stop === 'length' || stop === 'context' || stop === 'refused') return [];
        throw error;
      }
    },
  };
}
