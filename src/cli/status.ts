import { setTimeout as wait } from 'node:timers/promises';
import { Fault } from '../model/fault.ts';
import type { Json } from '../model/json.ts';
import { at, isArray } from '../model/json.ts';
import type { Status } from '../model/status.ts';
import { type Given, isSet, optionOf } from './command.ts';
import type { Ending } from './exit-codes.ts';
import { out, printReport, talk } from './print.ts';
import { tell } from './running/client.ts';
import { findRunning, notRunning } from './running/running.ts';
import { standing, statusLines } from './status-lines.ts';

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
  const status = await statusAt(url);
  show(url, status, json);
  return endingOf(status, isSet(given, 'strict'));
}

async function watch(url: string, json: boolean): Promise<Ending> {
  for (;;) {
    let status: Status;
    try {
      status = await statusAt(url);
    } catch {
      talk.line(`The gateway at ${url} does not answer any more.`);
      return 'not-running';
    }
    if (!json && out.isTerminal()) out.piece(CLEAR);
    show(url, status, json);
    await wait(WATCH_MS);
  }
}

function show(url: string, status: Status, json: boolean): void {
  if (json) printReport('status', { ok: standing(status) !== 'failing', data: { url, ...status } });
  else for (const line of statusLines(url, status, out)) out.line(line);
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

async function statusAt(url: string): Promise<Status> {
  const { status, body } = await tell(url, { path: '/admin/status' });
  if (status !== 200 || !isStatus(body)) throw new Fault('unreachable', `${url} does not tell its status (${status})`);
  return body;
}

/** Older and newer gateways say the same things here; it is enough to know that it is one. */
function isStatus(body: Json): body is Json & Status {
  return isArray(at(body, 'routes')) && at(body, 'requests', 'byMode') !== undefined;
}
