import { redacted } from '../../config/redacted.ts';
import { Fault } from '../../model/fault.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { ANY_KEY, type Client, CLIENTS, type Door } from './clients.ts';
import { findProgram, type Program, runProgram } from './program.ts';
import { makeScratch } from './scratch.ts';
import { talk } from '../print.ts';
import { doorAt, keyWanted } from '../running/door.ts';
import { findRunning, notRunning } from '../running/running.ts';
import { type Started, startGateway } from '../serving/start.ts';
import { NO_WISHES, setUp } from '../setup/setup.ts';

/** Runs a client through the gateway that runs, else through one of its own. Nothing outlives it, no file is changed. */
export async function run(given: Given): Promise<Ending | number> {
  const [name = '', ...words] = given.words;
  const client = Object.hasOwn(CLIENTS, name) ? CLIENTS[name] : undefined;
  if (client === undefined) {
    throw new Fault(
      'configuration',
      `"${name}" cannot be launched, but these can: ${Object.keys(CLIENTS).join(', ')}.`,
    );
  }
  const program = findProgram(client.program, given.env);
  if (program === null) {
    talk.line(`${client.name} is not installed, or not on the PATH. To install it: ${client.install}`);
    return 'failing';
  }
  const launch: Launch = { client, program, words };
  const url = optionOf(given, 'url');
  const own = optionOf(given, 'config') !== null || isSet(given, 'sandbox');
  const running = own && url === null ? null : await findRunning(given.cwd, url);
  if (running !== null) return launchThrough(running.url, launch, given);
  if (url === null) return launchWithOwn(launch, given);
  talk.line(notRunning(url));
  return 'not-running';
}

type Launch = { readonly client: Client; readonly program: Program; readonly words: readonly string[] };

async function launchThrough(url: string, launch: Launch, given: Given): Promise<Ending | number> {
  const door = await doorAt(url, given.env);
  if (door !== null) return start(door, launch, given);
  talk.line(keyWanted(url));
  return 'credential';
}

async function launchWithOwn(launch: Launch, given: Given): Promise<Ending | number> {
  const sandbox = isSet(given, 'sandbox');
  const wishes = { ...NO_WISHES, file: optionOf(given, 'config'), standby: optionOf(given, 'standby'), sandbox };
  const setup = await setUp(given, wishes, 'ask');
  if (setup.origin.kind === 'sandbox' && !sandbox) {
    await setup.close();
    talk.line(
      'No key was found, and simulated answers would confuse a coding agent. To see what it is like: --sandbox',
    );
    return 'credential';
  }
  const said: string[] = [];
  let started: Started;
  try {
    // The screen belongs to the client while it runs.
    const say = (sentence: string): void => void said.push(sentence);
    started = await startGateway(setup, { cwd: given.cwd, mayMove: true, record: true, say });
  } catch (error) {
    await setup.close();
    throw error;
  }
  const { config } = setup;
  try {
    const key = given.env['FAILSOFT_KEY'] ?? config.clients[0]?.key.reveal() ?? ANY_KEY;
    return await start({ url: started.url, key, config: redacted(config) }, launch, given);
  } finally {
    sayWhatHappened(started);
    for (const sentence of new Set(said)) talk.line(sentence);
    await started.close(0);
  }
}

async function start(door: Door, { client, program, words }: Launch, given: Given): Promise<number> {
  const { cwd, env } = given;
  talk.line(`${client.name} through ${door.url}`);
  for (const remark of client.remarks(door, { cwd, env })) talk.line(`${talk.paint('yellow', '!')} ${remark}`);
  const plan = client.scratch?.(env);
  const scratch = plan === undefined ? null : makeScratch(plan);
  try {
    return await runProgram(program, {
      words: [...(client.words?.(door) ?? []), ...words],
      cwd,
      env: { ...env, ...client.variables(door, { env, folder: scratch?.folder ?? '' }) },
    });
  } finally {
    scratch?.remove();
  }
}

function sayWhatHappened({ gateway }: Started): void {
  const { total, byMode, failed, broken } = gateway.status().requests;
  const { primary = 0, ...others } = byMode;
  const instead = Object.values(others).reduce((sum, count) => sum + count, 0);
  if (total === 0) return;
  talk.line(`${total} requests: ${primary} answered as asked, ${instead} by a standby, ${failed + broken} failed.`);
  if (instead + failed + broken > 0) talk.line('Who and why: failsoft requests --failovers');
}
