import { JOURNAL } from '../../../config/config.ts';
import type { Sources } from '../../../audit/workflows/sources.ts';
import type { GatewaySetup } from '../../../audit/workflows/targets.ts';
import { at, isArray, isObject, type Json, listAt, textAt } from '../../../model/json.ts';
import type { JournalQuery, RequestEntry } from '../../../model/journal.ts';
import type { OwnPast } from '../../../model/own-past.ts';
import type { Trial } from '../../../model/trial.ts';
import { ownPastIn } from '../../../monitor/past/own.ts';
import { openStore } from '../../../store/store.ts';
import { type Given, optionOf } from '../../command.ts';
import { talk } from '../../print.ts';
import { tell } from '../../running/client.ts';
import { findRunning } from '../../running/running.ts';
import { storeFile } from '../../running/store-file.ts';

/** What a gateway has seen. */
type Seen = Pick<Sources, 'running' | 'entries' | 'trials' | 'own'>;

/** What is seen without a gateway. */
export const NOTHING_SEEN: Seen = { running: null, entries: null, trials: [], own: null };

/** Requests that are looked at, the newest. More would say the same and take longer. */
const ENTRIES_MAX = 20_000;
const PAGE = 1_000;
/** Drills and incidents that are looked at, the newest. */
const TRIALS = 1_000;

/** What the gateway of a folder has seen: from the one that runs, else from its file. */
export async function seenBy(given: Given, root: string): Promise<Seen> {
  const running = await findRunning(root, optionOf(given, 'url'));
  if (running !== null) return seenAt(running.url);
  const path = storeFile({ cwd: root, env: given.env });
  return path === null ? NOTHING_SEEN : seenIn(path);
}

async function seenAt(url: string): Promise<Seen> {
  const entries = await paged((query) => fromGateway(url, query));
  const { body: tried } = await tell(url, { path: `/admin/trials?limit=${TRIALS}` });
  const { body: running } = await tell(url, { path: '/admin/config' });
  const { body: past } = await tell(url, { path: '/admin/past' });
  const trials: readonly Trial[] = listAt(tried, 'trials').filter(isTrial);
  const isSimulated = textAt(running, 'source') === 'sandbox';
  if (isSimulated)
    talk.line('The providers of the gateway here are simulated: what it shows is no proof of real ones.');
  return {
    running: isSetup(running) ? running : null,
    entries,
    trials: trials.map((trial) => (isSimulated ? { ...trial, void: 'its providers were simulated' } : trial)),
    // Simulated providers have no past but the one that somebody plays.
    own: isPast(past) && !isSimulated ? { incidents: past.incidents, watched: past.watched, nowMs: Date.now() } : null,
  };
}

async function seenIn(path: string): Promise<Seen> {
  const store = openStore({ path, keepDays: JOURNAL.keepDays, onTrouble: talk.line, wallMs: Date.now });
  try {
    const nowMs = Date.now();
    return {
      running: null,
      entries: await paged(store.journal.query),
      trials: await store.monitor.trials({ limit: TRIALS }),
      own: { ...(await ownPastIn(store.monitor, nowMs)), nowMs },
    };
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
  return listAt(body, 'requests').filter(isEntry);
}

function isEntry(entry: Json): entry is Json & RequestEntry {
  return isObject(entry) && typeof entry['id'] === 'string' && typeof entry['workflow'] === 'string';
}

/** An older gateway, or one that watches nobody, answers something else. */
function isTrial(entry: Json): entry is Json & Trial {
  return isObject(entry) && typeof entry['id'] === 'string' && isArray(entry['groups']) && isArray(entry['providers']);
}

function isRoute(route: Json): boolean {
  return textAt(route, 'name') !== '' && isArray(at(route, 'ladder'));
}

function isSetup(body: Json): body is Json & GatewaySetup {
  const accounts = at(body, 'accounts');
  return listAt(body, 'routes').every(isRoute) && isArray(accounts) && isArray(at(body, 'alerts', 'channels'));
}

function isPast(body: Json): body is Json & OwnPast {
  return isArray(at(body, 'incidents')) && isObject(at(body, 'watched') ?? null);
}
