import type { AlertsStatus, Tried } from '../../model/alerts.ts';
import { Fault } from '../../model/fault.ts';
import { at, isArray, type Json, textAt } from '../../model/json.ts';
import { alertsLines, triedLines } from './alert-lines.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport, talk } from '../print.ts';
import { tell, type Told } from '../running/client.ts';
import { findRunning, notRunning } from '../running/running.ts';

/** A channel has ten seconds, and some are told twice. */
const TEST_MS = 30_000;

/** Shows who is told of trouble, or sends something to try it, by the running gateway. */
export async function run(given: Given): Promise<Ending> {
  const [action, channel = ''] = given.words;
  if (action !== undefined && action !== 'test')
    throw new Fault('configuration', `"${action}" is nothing that can be done with alerts; there is "test".`);
  const wanted = optionOf(given, 'url');
  const running = await findRunning(given.cwd, wanted);
  if (running === null) {
    talk.line(notRunning(wanted));
    return 'not-running';
  }
  return action === undefined ? list(given, running.url) : test(given, running.url, channel);
}

async function list(given: Given, url: string): Promise<Ending> {
  const { body } = await answered(url, tell(url, { path: '/admin/alerts' }));
  if (!isStatus(body)) throw new Fault('unreachable', `${url} does not tell its alerts`);
  if (isSet(given, 'json')) printReport('alerts', { ok: true, data: body });
  else for (const line of alertsLines(body, out)) out.line(line);
  return 'fine';
}

async function test(given: Given, url: string, channel: string): Promise<Ending> {
  const body = channel === '' ? {} : { channel };
  const told = tell(url, { method: 'POST', path: '/admin/alerts/test', body, limitMs: TEST_MS });
  const results = at((await answered(url, told)).body, 'results');
  if (!isArray(results)) throw new Fault('unreachable', `${url} does not say what came of it`);
  const tried = results.filter(isTried);
  const ok = tried.length > 0 && tried.every((one) => one.ok);
  if (isSet(given, 'json')) printReport('alerts-test', { ok, data: { results: tried } });
  else for (const line of triedLines(tried, out)) out.line(line);
  return ok ? 'fine' : 'failing';
}

async function answered(url: string, asked: Promise<Told>): Promise<Told> {
  const told = await asked;
  if (told.status === 200) return told;
  const why = textAt(told.body, 'error', 'message') || `${url} answered ${told.status}`;
  throw new Fault(told.status === 400 ? 'configuration' : 'unreachable', why);
}

function isStatus(body: Json): body is Json & AlertsStatus {
  return isArray(at(body, 'channels')) && isArray(at(body, 'waiting')) && isArray(at(body, 'givenUp'));
}

function isTried(entry: Json): entry is Json & Tried {
  return textAt(entry, 'channel') !== '' && typeof at(entry, 'ok') === 'boolean';
}
