import { Fault } from '../../model/fault.ts';
import type { Incident } from '../../model/incident.ts';
import type { IncidentQuery } from '../../model/monitor.ts';
import { at, isArray, isObject, type Json, textAt } from '../../model/json.ts';
import { SURFACES } from '../../providers/surfaces.ts';
import { JOURNAL } from '../../config/config.ts';
import { openStore } from '../../store/store.ts';
import { type Given, isSet, limitOf, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { incidentDetails, incidentTable } from './incident-lines.ts';
import { out, printReport, talk } from '../print.ts';
import { tell } from '../running/client.ts';
import { findRunning, notRunning } from '../running/running.ts';
import { storeFile } from '../running/store-file.ts';

/** Shows incidents: through the running gateway, else from its file. */
export async function run(given: Given): Promise<Ending> {
  const query = queryOf(given);
  const url = optionOf(given, 'url');
  const running = await findRunning(given.cwd, url);
  const incidents = running === null ? await fromFile(given, url, query) : await fromGateway(running.url, query);
  if (incidents === null) {
    talk.line(notRunning(url));
    return 'not-running';
  }
  const isFound = query.id === undefined || incidents.length > 0;
  if (isSet(given, 'json')) printReport('incidents', { ok: isFound, data: { incidents } });
  else show(incidents, query);
  return isFound ? 'fine' : 'failing';
}

function queryOf(given: Given): IncidentQuery {
  const id = optionOf(given, 'id');
  const surface = optionOf(given, 'surface');
  const text = optionOf(given, 'text');
  return {
    limit: id === null ? limitOf(given) : 1,
    ...(id !== null && { id }),
    ...(surface !== null && { surface: surfaceId(surface) }),
    ...(text !== null && { text }),
    ...(isSet(given, 'open') && { openOnly: true }),
  };
}

/** People say `Claude API`; a server of one's own is called as in the configuration. */
export function surfaceId(text: string): string {
  const wanted = text.toLowerCase();
  return [...SURFACES.values()].find(({ id, name }) => id === wanted || name.toLowerCase() === wanted)?.id ?? text;
}

function show(incidents: readonly Incident[], { id, openOnly }: IncidentQuery): void {
  const [first] = incidents;
  if (first === undefined) {
    if (id === undefined) talk.line(openOnly === true ? 'No incident is open.' : 'No incident is known that fits.');
    else talk.line(`There is no incident ${id}.`);
  } else if (id === undefined) for (const line of incidentTable(incidents, out)) out.line(line);
  else for (const line of incidentDetails(first, out)) out.line(line);
}

async function fromGateway(url: string, query: IncidentQuery): Promise<readonly Incident[]> {
  const { limit, id, surface, text, openOnly } = query;
  const parameters = new URLSearchParams({
    limit: String(limit),
    ...(id !== undefined && { id }),
    ...(surface !== undefined && { surface }),
    ...(text !== undefined && { text }),
    ...(openOnly === true && { open: 'true' }),
  });
  const { status, body } = await tell(url, { path: `/admin/incidents?${parameters.toString()}` });
  const incidents = at(body, 'incidents');
  if (status !== 200 || !isArray(incidents)) {
    throw new Fault('unreachable', textAt(body, 'error', 'message') || `${url} knows of no incidents (${status})`);
  }
  return incidents.filter(isIncident);
}

function isIncident(entry: Json): entry is Json & Incident {
  return isObject(entry) && typeof entry['id'] === 'string' && typeof entry['surface'] === 'string';
}

/** What a gateway that has ended has seen; null when there is none here. */
async function fromFile(given: Given, url: string | null, query: IncidentQuery): Promise<readonly Incident[] | null> {
  const path = url === null ? storeFile(given) : null;
  if (path === null) return null;
  talk.line(`No gateway is running. From ${path}:`);
  const store = openStore({ path, keepDays: JOURNAL.keepDays, onTrouble: talk.line, wallMs: Date.now });
  try {
    return await store.monitor.incidents(query);
  } finally {
    await store.close();
  }
}
