import { at, isArray, isObject, type Json, textAt } from '../../model/json.ts';
import { type Board, EMPTY } from './board.ts';
import { NOTHING_TO_SEND, type Outbox } from './outbox.ts';

/** All that has to be known again after a restart. */
export type Memory = {
  /** What this gateway is called where others tell it from others. */
  readonly origin: string;
  readonly board: Board;
  readonly outbox: Outbox;
};

/** What comes from another version is begun anew. */
const VERSION = 1;

export function written({ origin, board, outbox }: Memory): string {
  return JSON.stringify({ version: VERSION, origin, board, outbox });
}

/** What we have written ourselves; null where that is nothing, or of another version. */
export function readMemory(text: string | null): Memory | null {
  let json: Json;
  try {
    json = JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
  const [board, outbox] = [at(json, 'board'), at(json, 'outbox')];
  if (at(json, 'version') !== VERSION) return null;
  return {
    origin: textAt(json, 'origin'),
    board: isBoard(board) ? board : EMPTY,
    outbox: isOutbox(outbox) ? again(outbox) : NOTHING_TO_SEND,
  };
}

/** What waited is tried at once: the clock of then says nothing now. */
function again({ deliveries, givenUp }: Outbox): Outbox {
  return { givenUp, deliveries: deliveries.map((one) => ({ ...one, dueMs: 0 })) };
}

function isBoard(json: Json | undefined): json is Json & Board {
  return isObject(at(json, 'episodes')) && isObject(at(json, 'missed'));
}

function isOutbox(json: Json | undefined): json is Json & Outbox {
  return isArray(at(json, 'deliveries')) && isArray(at(json, 'givenUp'));
}
