import { Fault } from '../../model/fault.ts';
import { type Given, isSet } from '../command.ts';
import { disconnecting, isChange, take } from './apply.ts';
import { CONNECTABLE } from './clients.ts';
import { homeOf } from './home.ts';
import { type ChangedFile, type Connection, findConnection, recordConnection } from './ledger.ts';
import { mayChange, sayLeft, sayStep, stepData } from './say.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport, talk } from '../print.ts';

/** Takes out of a client's settings exactly what `connect` put in. */
export async function run(given: Given): Promise<Ending> {
  const [client = ''] = given.words;
  if (!Object.hasOwn(CONNECTABLE, client)) {
    throw new Fault('configuration', `"${client}" is not known: ${Object.keys(CONNECTABLE).join(', ')}.`);
  }
  const connection = findConnection(homeOf(given.env), client);
  if (connection !== null) return disconnect(connection, given);
  talk.line(`${nameOf(client)} is not connected; nothing is changed.`);
  if (isSet(given, 'json')) printReport('disconnect', { ok: true, data: { client, done: false, files: [] } });
  return 'fine';
}

async function disconnect({ client, files, ...connection }: Connection, given: Given): Promise<Ending> {
  const json = isSet(given, 'json');
  const dryRun = isSet(given, 'dryRun');
  // The last one first, so that a folder that was made for the first is empty in the end.
  const work = files.toReversed().map((changed) => ({ changed, step: disconnecting(client, changed) }));
  const report = (ok: boolean, done: boolean): void => {
    if (json) printReport('disconnect', { ok, data: { client, done, files: work.map(({ step }) => stepData(step)) } });
  };
  if (!json) for (const { step } of work) sayStep(step, out);
  for (const { step } of work) sayLeft(step);
  if (dryRun) {
    report(true, false);
    return 'fine';
  }
  const changes = work.some(({ step }) => isChange(step));
  if (changes && !(await mayChange(given, `Disconnect ${nameOf(client)}?`))) {
    report(false, false);
    return 'failing';
  }
  let kept: readonly ChangedFile[] = files;
  for (const { changed, step } of work) {
    const rest = take(step, changed);
    kept = [...kept.filter(({ file }) => file !== changed.file), ...(rest === null ? [] : [rest])];
    recordConnection(homeOf(given.env), client, kept.length === 0 ? null : { client, ...connection, files: kept });
  }
  const isOut = kept.length === 0;
  if (isOut) talk.line(`${talk.paint('green', '✓')} ${nameOf(client)} is as it was before.`);
  else talk.line('What is left there is yours to decide.');
  for (const { backup } of kept) if (backup !== null) talk.line(`The file as it was: ${backup}`);
  report(isOut, isOut);
  return isOut ? 'fine' : 'failing';
}

function nameOf(client: string): string {
  const name = CONNECTABLE[client]?.name ?? client;
  return name.charAt(0).toUpperCase() + name.slice(1);
}
