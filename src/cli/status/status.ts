import { setTimeout as wait } from 'node:timers/promises';
import { Fault } from '../../model/fault.ts';
import type { Json } from '../../model/json.ts';
import { at, isArray } from '../../model/json.ts';
import type { Status } from '../../model/status.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport, talk } from '../print.ts';
import { tell } from '../running/client.ts';
import { findRunning, notRunning } from '../running/running.ts';
import { standing, statusLines } from './status-lines.ts';
import { headlineLines, verdictLines, type Watched } from '../monitoring/verdict-lines.ts';

const WATCH_MS = 1_000;
const CLEAR = '\u001B[H\u001B[J';

/** Shows how the running gateway is doing. */
export async function run(given: Given): Promise<Ending> {
  const wanted = optionOf(given, 'url');
  const running = await findRunning(given.cwd, wanted);
  const json = isSet(given, 'json');
  if (running === null) {
    if (json)
      printReport('status', { ok: false, data: null, errors: [{ code: 'not-running', message: notRunning(wanted) }] });
    talk.line(notRunning(wanted));
    return 'not-running';
  }
  const { url } = running;
  if (isSet(given, 'watch')) return watch(url, json);
  const seen = await seenAt(url);
  show(url, seen, json);
  return endingOf(seen.status, isSet(given, 'strict'));
}

async function watch(url: string, json: boolean): Promise<Ending> {
  for (;;) {
    let seen: Seen;
    try {
      seen = await seenAt(url);
    } catch {
      talk.line(`The gateway at ${url} does not answer any more.`);
      return 'not-running';
    }
    if (!json && out.isTerminal()) out.piece(CLEAR);
    show(url, seen, json);
    await wait(WATCH_MS);
  }
}

type Seen = {
  readonly status: Status;
  /** Null where nobody watches the providers. */
  readonly services: Watched | null;
};

function show(url: string, { status, services }: Seen, json: boolean): void {
  if (json) return printReport('status', { ok: standing(status) !== 'failing', data: { url, ...status, services } });
  if (services !== null) for (const line of [...headlineLines(services, out), '']) out.line(line);
  for (const line of statusLines(url, status, out)) out.line(line);
  if (services !== null) for (const line of ['', ...verdictLines(services, out)]) out.line(line);
}

function endingOf(status: Status, strict: boolean): Ending {
  switch (standing(status)) {
    case 'fine':
      return 'fine';
    case 'degraded':
      return strict ? 'degraded' : 'fine';
    case 'failing':
      return 'failing';
  }
}

async function seenAt(url: string): Promise<Seen> {
  const [status, services] = await Promise.all([statusAt(url), servicesAt(url)]);
  return { status, services };
}

/** An older gateway has nothing to say of them, and one whose store is busy has nothing now. */
async function servicesAt(url: string): Promise<Watched | null> {
  const { status, body } = await tell(url, { path: '/admin/verdicts' });
  return status === 200 && isWatched(body) ? body : null;
}

function isWatched(body: Json): body is Json & Watched {
  return isArray(at(body, 'verdicts')) && isArray(at(body, 'headline', 'sentence')) && isArray(at(body, 'guide'));
}

async function statusAt(url: string): Promise<Status> {
  const { status, body } = await tell(url, { path: '/admin/status' });
  if (status !== 200 || !isStatus(body)) throw new Fault('unreachable', `${url} does not tell its status (${status})`);
  return body;
}

/** Older and newer gateways say the same things here; it is enough to know that it is one. */
function isStatus(body: Json): body is Json & Status {
  return isArray(at(body, 'routes')) && at(body, 'requests', 'byMode') !== undefined;
}
