import type { JournalQuery } from '../../model/journal.ts';
import type { Gateway } from '../gateway.ts';
import { numberIn } from '../query.ts';

const ENTRIES = 50;
const ENTRIES_MAX = 1_000;

/** What the journal has of requests, newest first. Rejects with `busy` when it cannot be read now. */
export async function recorded(gateway: Gateway, parameters: URLSearchParams): Promise<object> {
  const id = parameters.get('id');
  const beforeMs = numberIn(parameters, 'before_ms');
  const beforeId = parameters.get('before_id');
  const wanted: JournalQuery = {
    limit: Math.min(numberIn(parameters, 'limit') ?? ENTRIES, ENTRIES_MAX),
    ...(id !== null && { id }),
    ...(beforeMs !== null && { beforeMs }),
    ...(beforeId !== null && { beforeId }),
    ...(parameters.get('failovers') === 'true' && { failoversOnly: true }),
  };
  return { requests: await gateway.requests(wanted) };
}
