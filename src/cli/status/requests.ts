import { JOURNAL } from '../../config/config.ts';
import { Fault } from '../../model/fault.ts';
import { at, isArray, isObject, type Json, textAt } from '../../model/json.ts';
import type { RequestEntry } from '../../model/journal.ts';
import { openJournalStore } from '../../store/journal-store.ts';
import { type Given, isSet, limitOf, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport, talk } from '../print.ts';
import { tell } from '../running/client.ts';
import { findRunning, notRunning } from '../running/running.ts';
import { storeFile } from '../running/store-file.ts';
import { attemptLines, requestTable } from './request-lines.ts';

/** Shows the journal: through the running gateway, else from its file. */
export async function run(given: Given): Promise<Ending> {
  const limit = limitOf(given);
  const id = optionOf(given, 'id');
  const failovers = isSet(given, 'failovers');
  const url = optionOf(given, 'url');
  const running = await findRunning(given.cwd, url);
  const query = { limit: id === null ? limit : 1, failovers, id };
  const entries = running === null ? await fromFile(given, url, query) : await fromGateway(running.url, query);
  if (entries === null) {
    talk.line(notRunning(url));
    return 'not-running';
  }
  if (isSet(given, 'json')) {
    printReport('requests', { ok: id === null || entries.length > 0, data: { requests: entries } });
  } else show(entries, { id, failovers });
  return id !== null && entries.length === 0 ? 'failing' : 'fine';
}

type Query = { readonly limit: number; readonly failovers: boolean; readonly id: string | null };

function show(entries: readonly RequestEntry[], { id, failovers }: Omit<Query, 'limit'>): void {
  const [first] = entries;
  if (first === undefined) {
    const none = failovers ? 'No failover yet: the first rung has answered everything.' : 'No request yet.';
    talk.line(id === null ? none : `There is no request ${id} in the journal.`);
  } else if (id === null) for (const line of requestTable(entries, out)) out.line(line);
  else for (const line of attemptLines(first, out)) out.line(line);
}

async function fromGateway(url: string, { limit, failovers, id }: Query): Promise<readonly RequestEntry[]> {
  const query = new URLSearchParams({ limit: String(limit) });
  if (failovers) query.set('failovers', 'true');
  if (id !== null) query.set('id', id);
  const { status, body } = await tell(url, { path: `/admin/requests?${query.toString()}` });
  const entries = at(body, 'requests');
  if (status !== 200 || !isArray(entries)) {
    throw new Fault('unreachable', textAt(body, 'error', 'message') || `${url} does not show its journal (${status})`);
  }
  return entries.filter(isEntry);
}

function isEntry(entry: Json): entry is Json & RequestEntry {
  return isObject(entry) && typeof entry['id'] === 'string' && Array.isArray(entry['attempts']);
}

/** The journal of a gateway that has ended; null when there is none here. */
async function fromFile(
  given: Given,
  url: string | null,
  { limit, failovers, id }: Query,
): Promise<readonly RequestEntry[] | null> {
  const path = url === null ? storeFile(given) : null;
  if (path === null) return null;
  talk.line(`No gateway is running. From ${path}:`);
  const store = openJournalStore({ path, keepDays: JOURNAL.keepDays, onTrouble: talk.line, wallMs: Date.now });
  try {
    return await store.query({ limit, ...(failovers && { failoversOnly: true }), ...(id !== null && { id }) });
  } finally {
    await store.close();
  }
}
