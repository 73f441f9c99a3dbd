import { join } from 'node:path';
import { WORKFLOWS_FILE } from '../../audit/workflows/file.ts';
import { durationMs } from '../../config/quantities.ts';
import { DRILL_MODES } from '../../engine/drills/faults.ts';
import { Fault } from '../../model/fault.ts';
import { at, type Json, listAt, textAt } from '../../model/json.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import { codeRoot } from './code-root.ts';
import { follow } from './follow.ts';
import { drillLines } from './lines.ts';
import { type Watched, watchMetric } from './metric.ts';
import { type Stops, stopsIn } from './stop-when.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport, talk } from '../print.ts';
import { tell } from '../running/client.ts';
import { findRunning, notRunning } from '../running/running.ts';
import { codeHashes } from '../audit/workflows/code-hashes.ts';
import { recordTrial } from '../audit/workflows/record.ts';

/** Should this process die, the drill ends after so long, ms. */
const LEASE_MS = 10_000;
/** A local model may have to be loaded before it answers. */
const PROVE_MS = 600_000;

/** Switches providers off for a while in the running gateway, and reports who was served by what, and what that has shown. */
export async function run(given: Given): Promise<Ending> {
  const wanted = optionOf(given, 'url');
  const stops = stopsIn(optionOf(given, 'stopWhen'));
  const drill = drillOf(given, stops);
  const running = await findRunning(given.cwd, wanted);
  if (running === null) {
    talk.line(notRunning(wanted));
    return 'not-running';
  }
  const { url } = running;
  const root = codeRoot(given);
  const code = root === null ? {} : await codeHashes(given, root);
  if (isSet(given, 'prove')) await prove(url);
  const metric = await metricOf(given, stops);
  const { status, body } = await tell(url, { method: 'POST', path: '/admin/drill', body: { ...drill, code } });
  if (status !== 200) {
    metric?.close();
    const why = textAt(body, 'error', 'message') || `The gateway answered ${status}.`;
    if (isSet(given, 'json'))
      printReport('drill', { ok: false, data: null, errors: [{ code: 'refused', message: why }] });
    talk.line(why);
    return 'usage';
  }
  const names = drill.providers.join(' and ');
  const fails = drill.providers.length === 1 ? 'fails' : 'fail';
  talk.line(`${names} ${fails} for ${optionOf(given, 'for') ?? '60s'} (${drill.mode}). Ctrl+C ends it at once.`);
  const report = await follow(url, body, () => metric?.stop() ?? null).finally(() => metric?.close());
  if (report === null) return 'partial';
  const verdict = textAt(report, 'trial', 'verdict');
  if (isSet(given, 'json')) printReport('drill', { ok: verdict === 'passed', data: report });
  else for (const line of drillLines(report, out)) out.line(line);
  if (isSet(given, 'record') && root !== null) await record(given, root, { url, report });
  return verdict === 'passed' ? 'fine' : verdict === 'failed' ? 'failing' : 'partial';
}

type Order = { readonly [key: string]: Json } & { readonly providers: readonly string[]; readonly mode: string };

function drillOf(given: Given, { own: stopWhen }: Stops): Order {
  const providers = given.words;
  const mode = optionOf(given, 'mode') ?? '529';
  if (!DRILL_MODES.some((one) => one === mode))
    throw new Fault('configuration', `--mode is one of ${DRILL_MODES.join(', ')}, not "${mode}".`);
  const time = optionOf(given, 'for') ?? '60s';
  const forMs = durationMs(time);
  if (Number.isNaN(forMs)) throw new Fault('configuration', `--for takes a time such as 60s or 5m, not "${time}".`);
  const percent = Number(optionOf(given, 'percent') ?? '100');
  if (!(percent > 0 && percent <= 100)) throw new Fault('configuration', '--percent takes a number from 1 to 100.');
  const workflow = optionOf(given, 'workflow') ?? '';
  return { providers, mode, forMs, percent, workflow, leaseMs: LEASE_MS, stopWhen, unproven: isSet(given, 'unproven') };
}

/** What the operator watches it by, already being watched; null where that is the gateway alone. Throws a `configuration` fault. */
async function metricOf(given: Given, { isHarm }: Stops): Promise<Watched | null> {
  const address = optionOf(given, 'metric');
  if (address !== null) return watchMetric(address, isHarm);
  if (isHarm === null) return null;
  throw new Fault('configuration', '--stop-when says something of a metric: say where it is with --metric <url>.');
}

type Ended = { readonly url: string; readonly report: Json };

/** Writes what was shown into the file beside the code as well, for those who have no gateway to ask. */
async function record(given: Given, root: string, { url, report }: Ended): Promise<void> {
  const options = { ...given.options, url };
  const written = await recordTrial({ ...given, options }, root, textAt(report, 'trial', 'id'));
  const file = join(root, WORKFLOWS_FILE);
  talk.line(
    written.length === 0
      ? `Nothing was shown that could be noted in ${file}.`
      : `Noted in ${file}: ${written.join(', ')}`,
  );
}

/** Lets every rung answer once, so that it is known who would. */
async function prove(url: string): Promise<void> {
  const { body } = await tell(url, { method: 'POST', path: '/admin/prove', body: {}, limitMs: PROVE_MS });
  for (const proof of listAt(body, 'proofs')) {
    const ok = at(proof, 'ok') === true;
    const why = ok ? 'would answer' : `would not: ${textAt(proof, 'why')}`;
    talk.line(`${ok ? talk.paint('green', '✓') : talk.paint('red', '✗')} ${textAt(proof, 'target')} ${why}`);
  }
}
