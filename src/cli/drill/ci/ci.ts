import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadKnowledge } from '../../../audit/signatures/load.ts';
import type { Config } from '../../../config/config.ts';
import { loadConfig } from '../../../config/load.ts';
import { durationMs } from '../../../config/quantities.ts';
import { isPreset, PRESET_IDS, type PresetId } from '../../../drill/presets.ts';
import { startSandbox } from '../../../drill/sandbox/sandbox.ts';
import { Fault } from '../../../model/fault.ts';
import { counted } from '../../../page/words.ts';
import { type Given, isSet, optionOf } from '../../command.ts';
import type { Ending } from '../../exit-codes.ts';
import { findProgram, type Program } from '../../launch/program.ts';
import { duration, harmless, out, printReport, talk } from '../../print.ts';
import { STYLES } from '../lines.ts';
import { behindGateway } from './behind-gateway.ts';
import { type Beside, filed, shownBeside, usualFor, workflowsBeside } from './beside.ts';
import { renderJunit } from './junit.ts';
import { ciLines, takenIn } from './lines.ts';
import { withPlaceholders } from './placeholders.ts';
import { type Company, type Order, type Rehearsed, rehearse } from './rehearse.ts';
import type { Shown } from './runs.ts';
import { bareScene } from './scene.ts';
import { ownVariablesFor, ownVariablesIn, variablesFor } from './variables.ts';

/** Runs the tests of a project once in each of several outages, and tells what the project did in them. */
export async function run(given: Given): Promise<Ending> {
  const order = orderOf(given);
  const config = gatewayOf(given);
  const beside = await workflowsBeside(given, config !== null);
  const command = given.words.map(withoutValue).join(' ');
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);
  const sandbox = await startSandbox({ pace: 'instant' });
  try {
    const scene = config === null ? bareScene(sandbox) : behindGateway(config, sandbox);
    talk.line(`${harmless(command)}, without an outage`);
    const usual = isSet(given, 'all') ? PRESET_IDS : usualFor(beside);
    const rehearsed = await rehearse({ presets: usual, ...order }, scene, companyFor(leaving.signal));
    if (leaving.signal.aborted) return 'interrupted';
    return rehearsed.runs === null
      ? showNothing(given, rehearsed)
      : show(given, { command, usual: rehearsed.usual, runs: rehearsed.runs, beside });
  } finally {
    process.off('SIGINT', leave);
    process.off('SIGTERM', leave);
    await sandbox.close();
  }
}

/** What is to be run. Throws a `configuration` fault. */
function orderOf(given: Given): Omit<Order, 'presets'> & Partial<Pick<Order, 'presets'>> {
  const [name = '', ...words] = given.words;
  const named = presetsOf(given);
  const own = ownVariablesIn(optionOf(given, 'variables'));
  const knowledge = loadKnowledge([]);
  return {
    program: programOf(given, name),
    words,
    cwd: given.cwd,
    env: given.env,
    leading: (addressOf) => ({ ...variablesFor(knowledge, addressOf), ...ownVariablesFor(own, addressOf) }),
    ...(named !== null && { presets: named }),
    isForgiving: named === null,
    limitMs: limitOf(given),
  };
}

/** The configuration of the gateway that is to stand before the providers; null: none is. Throws a `configuration` fault. */
function gatewayOf(given: Given): Config | null {
  const { gateway } = given.options;
  if (gateway === undefined) return null;
  const root = resolve(given.cwd, optionOf(given, 'code') ?? '.');
  const file = typeof gateway === 'string' ? gateway : null;
  return loadConfig({ cwd: root, env: withPlaceholders(given.env, { root, file }), ...(file !== null && { file }) });
}

function companyFor(signal: AbortSignal): Company {
  let told = '';
  return {
    signal,
    begins: (planned) => talk.line(`in ${planned.preset} (${takenIn(planned)})`),
    ended: ({ verdict, said }) => {
      // The same once more would only be longer.
      if (verdict === 'failed' && said !== told) sayTail(said);
      told = said;
    },
  };
}

/** Lines of its own that are shown of a command that has failed. */
const TAIL = 20;

function sayTail(said: string): void {
  const lines = said.trimEnd().split('\n');
  for (const line of lines.slice(-TAIL)) talk.line(talk.paint('dim', `  │ ${harmless(line.trimEnd())}`));
}

function showNothing(given: Given, { usual }: Rehearsed): Ending {
  const why =
    usual.code === 0
      ? 'No request reached the simulated providers, so nothing was shown: the tests may stand in for the SDK, or the address is written into the code (failsoft audit shows which).'
      : `It fails without an outage, too (${usual.code === null ? 'it did not end' : `it ended with ${usual.code}`}), so nothing was shown.`;
  if (usual.code !== 0) sayTail(usual.said);
  if (isSet(given, 'json'))
    printReport('drill-ci', { ok: false, data: null, errors: [{ code: 'void', message: why }] });
  const [sign, style] = STYLES.void;
  talk.line(`${talk.paint(style, `${sign} VOID`)}  ${why}`);
  return 'partial';
}

type Result = {
  readonly command: string;
  readonly usual: Rehearsed['usual'];
  readonly runs: readonly Shown[];
  readonly beside: Beside | null;
};

function show(given: Given, { command, usual, runs, beside }: Result): Ending {
  const { moved, shown } = shownBeside(beside, runs, command);
  const isFailing = runs.some(({ verdict }) => verdict === 'failed');
  const isVoid = runs.some(({ verdict }) => verdict === 'void') || runs.length === 0;
  const junit = optionOf(given, 'junit');
  if (junit !== null) writeFileSync(resolve(given.cwd, junit), renderJunit(command, runs));
  if (isSet(given, 'json')) {
    const { code, tookMs, requests, asked } = usual;
    const data = { command, usual: { code, tookMs, requests, asked }, runs: runs.map(withoutWords), workflows: moved };
    printReport('drill-ci', { ok: !isFailing && !isVoid, data });
  } else {
    const whom = usual.asked.join(', ');
    talk.line();
    out.line(
      `Without an outage it takes ${duration(usual.tookMs)} and asks ${whom} (${counted(usual.requests, 'request')}).`,
    );
    for (const line of ciLines(runs, moved, out)) out.line(line);
  }
  if (isSet(given, 'record') && beside !== null) talk.line(filed(beside, shown));
  return isFailing ? 'failing' : isVoid ? 'partial' : 'fine';
}

/** `env KEY=…`: what stands behind it may be a secret, and the command is told to others. */
function withoutValue(word: string): string {
  return word.replace(/=.+$/s, '=…');
}

/** What a command says of itself may hold anything, and stays on the screen. */
function withoutWords({ preset, takes, verdict, why, code, tookMs, requests, struck, workflows }: Shown): object {
  return { preset, takes, verdict, why, code, tookMs, requests, struck, workflows };
}

function programOf({ env, cwd }: Given, name: string): Program {
  const path = resolve(cwd, name);
  if (name.includes('/') && existsSync(path)) return { file: path, first: [] };
  const found = findProgram(name, env);
  if (found === null) throw new Fault('configuration', `There is no program ${name}, here or on the PATH.`);
  return found;
}

function presetsOf(given: Given): readonly PresetId[] | null {
  const text = optionOf(given, 'preset');
  if (text === null) return null;
  const names = text.split(',').map((one) => one.trim());
  return names.map((one) => {
    if (isPreset(one)) return one;
    throw new Fault('configuration', `There is no outage ${one}. There are ${PRESET_IDS.join(', ')}.`);
  });
}

function limitOf(given: Given): number | null {
  const text = optionOf(given, 'timeout');
  if (text === null) return null;
  const ms = durationMs(text);
  if (ms > 0) return ms;
  throw new Fault('configuration', `--timeout takes a time such as 90s or 10m, not "${text}".`);
}
