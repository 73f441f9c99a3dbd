import { JOURNAL } from '../../config/config.ts';
import { at, isArray, isObject, type Json } from '../../model/json.ts';
import type { JournalQuery, RequestEntry } from '../../model/journal.ts';
import { openJournalStore } from '../../store/journal-store.ts';
import { type Given, optionOf } from '../command.ts';
import { talk } from '../print.ts';
import { tell } from '../running/client.ts';
import { findRunning } from '../running/running.ts';
import { storeFile } from '../running/store-file.ts';

/** Requests that are looked at, the newest. More would say the same and take longer. */
const ENTRIES_MAX = 20_000;
const PAGE = 1_000;

/** What went through the gateway of a folder lately: from the one that runs, else from its file. Null where there is neither. */
export async function recentEntries(given: Given, root: string): Promise<readonly RequestEntry[] | null> {
  const running = await findRunning(root, optionOf(given, 'url'));
  if (running !== null) return paged((query) => fromGateway(running.url, query));
  const path = storeFile({ cwd: root, env: given.env });
  if (path === null) return null;
  const store = openJournalStore({ path, keepDays: JOURNAL.keepDays, onTrouble: talk.line, wallMs: Date.now });
  try {
    return await paged(store.query);
  } finally {
    await store.close();
  }
}

async function paged(ask: (query: JournalQuery) => Promise<readonly RequestEntry[]>): Promise<readonly RequestEntry[]> {
  const entries: RequestEntry[] = [];
  while (entries.length < ENTRIES_MAX) {
    const last = entries.at(-1);
    const page = await ask({ limit: PAGE, ...(last !== undefined && { beforeMs: last.atMs, beforeId: last.id }) });
    entries.push(...page);
    if (page.length < PAGE) break;
  }
  return entries;
}

async function fromGateway(url: string, { limit, beforeMs, beforeId }: JournalQuery): Promise<readonly RequestEntry[]> {
  const query = new URLSearchParams({
    limit: String(limit),
    ...(beforeMs !== undefined && { before_ms: String(beforeMs) }),
    ...(beforeId !== undefined && { before_id: beforeId }),
  });
  const { body } = await tell(url, { path: `/admin/requests?${query.toString()}` });
  const found = at(body, 'requests');
  return isArray(found) ? found.filter(isEntry) : [];
}

function isEntry(entry: Json): entry is Json & RequestEntry {
  return isObject(entry) && typeof entry['id'] === 'string' && typeof entry['workflow'] === 'string';
}
