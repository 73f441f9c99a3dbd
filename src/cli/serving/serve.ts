import { VERSION } from '../../app.ts';
import type { Reloaded } from '../../gateway/gateway.ts';
import { Fault } from '../../model/fault.ts';
import { textAt } from '../../model/json.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport, talk } from '../print.ts';
import { tell } from '../running/client.ts';
import { isGateway } from '../running/running.ts';
import { followFailovers } from './feed.ts';
import type { KeyTable } from './keys.ts';
import { ladders, startScreen } from './screen.ts';
import { type Started, startGateway } from './start.ts';
import { untilTold } from './until-told.ts';
import { type Setup, setUp, wantedUrl, type Wishes } from '../setup/setup.ts';

/** Runs the gateway until it is told to end. Nothing is sent to any provider by starting it. */
export async function run(given: Given): Promise<Ending> {
  const wishes = wishesOf(given);
  const json = isSet(given, 'json');
  const url = wishes.port === null ? wantedUrl(given, wishes) : null;
  if (url !== null && (await isGateway(url))) return alreadyRunning(url, json);
  const setup = await setUp(given, wishes, 'ask');
  let started: Started;
  try {
    started = await startGateway(setup, {
      cwd: given.cwd,
      mayMove: wishes.port === null,
      record: wishes.store,
      say: warn,
      reloaded: sayReloaded,
    });
  } catch (error) {
    await setup.close();
    throw error;
  }
  const stopFeed = talk.isTerminal() ? followFailovers(started.gateway, talk) : () => {};
  await untilTold(setup, started, { keys: keysFor(setup, started), ready: () => welcome(setup, started, json) });
  stopFeed();
  return 'fine';
}

function wishesOf(given: Given): Wishes {
  const port = optionOf(given, 'port');
  if (port !== null && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
    throw new Fault('configuration', `--port takes a number from 0 to 65535, not "${port}".`);
  }
  return {
    file: optionOf(given, 'config'),
    standby: optionOf(given, 'standby'),
    sandbox: isSet(given, 'sandbox'),
    host: optionOf(given, 'host'),
    port: port === null ? null : Number(port),
    store: given.options['store'] !== false,
  };
}

async function alreadyRunning(url: string, json: boolean): Promise<Ending> {
  const { body } = await tell(url, { path: '/admin/status' });
  const source = textAt(body, 'config', 'source');
  talk.line(`A gateway is already running${source === '' ? '' : ` (${source})`}. For another one: failsoft --port 0`);
  if (json) printReport('serve', { ok: true, data: { url, alreadyRunning: true, source } });
  else out.line(url);
  return 'fine';
}

function welcome(setup: Setup, { url, moved }: Started, json: boolean): void {
  const { config, origin } = setup;
  if (json) {
    const found = origin.kind === 'keys' ? origin.found : [];
    const sandbox = origin.kind === 'sandbox' ? origin.sandbox.url : null;
    printReport('serve', { ok: true, data: { url, pid: process.pid, source: config.source, found, sandbox } });
    return;
  }
  talk.line(`${talk.paint('bold', `failsoft ${VERSION}`)} · Node ${process.versions.node}`);
  for (const line of startScreen(setup, url, talk)) talk.line(line);
  config.warnings.forEach(warn);
  if (moved) talk.line(`Port ${config.listen.port} is taken by another program, so this is another one.`);
  const switches = origin.kind === 'sandbox' ? 'a Anthropic off and on · o OpenAI off and on · ' : '';
  if (talk.isTerminal()) talk.line(talk.paint('dim', `${switches}h help · q quit`));
  out.line(url);
}

function warn(sentence: string): void {
  talk.line(`${talk.paint('yellow', '!')} ${sentence}`);
}

function sayReloaded(outcome: Reloaded): void {
  if (outcome.ok)
    talk.line(`${talk.paint('green', '✓')} The configuration was read again (number ${outcome.generation}).`);
  else talk.line(`${talk.paint('red', '✗')} The configuration in effect stays as it is:\n${outcome.why}`);
}

function keysFor({ origin }: Setup, { gateway }: Started): KeyTable {
  const off = new Set<string>();
  const turn = (provider: string, name: string): void => {
    if (origin.kind !== 'sandbox') return;
    if (!off.delete(provider)) off.add(provider);
    origin.sandbox.setFault(provider, off.has(provider) ? 'overloaded' : null);
    talk.line(
      off.has(provider) ? `${talk.paint('red', '○')} ${name} is off.` : `${talk.paint('green', '●')} ${name} is on.`,
    );
  };
  const table: KeyTable = {
    c: { summary: 'configuration', act: () => sayConfiguration(gateway.live().config) },
    r: { summary: 'read the configuration again', act: () => void gateway.reload() },
    ...(origin.kind === 'sandbox' && {
      a: { summary: 'switch Anthropic off and on', act: () => turn('anthropic', 'Anthropic') },
      o: { summary: 'switch OpenAI off and on', act: () => turn('openai', 'OpenAI') },
    }),
  };
  const help = (): void => {
    for (const [key, { summary }] of Object.entries(table)) talk.line(`  ${talk.paint('bold', key)}  ${summary}`);
    talk.line(`  ${talk.paint('bold', 'q')}  quit`);
  };
  return { h: { summary: 'help', act: help }, ...table };
}

function sayConfiguration(config: Setup['config']): void {
  talk.line(`Configuration: ${config.source}`);
  for (const line of ladders(config, talk.width())) talk.line(`  ${line}`);
}
