import { setTimeout as wait } from 'node:timers/promises';
import { durationMs } from '../config/quantities.ts';
import { DRILL_MODES } from '../engine/drills.ts';
import { Fault } from '../model/fault.ts';
import { at, isObject, type Json, listAt, numberAt, textAt } from '../model/json.ts';
import { type Given, isSet, optionOf } from './command.ts';
import type { Ending } from './exit-codes.ts';
import { out, printReport, talk } from './print.ts';
import { tell } from './running/client.ts';
import { findRunning, notRunning } from './running/running.ts';

const LOOK_MS = 500;
/** Requests that began in the drill may end after it. */
const AFTER_MS = 1_000;
/** A local model may have to be loaded before it answers. */
const PROVE_MS = 600_000;

/** Switches a provider off for a while in the running gateway, and reports who was served by what. */
export async function run(given: Given): Promise<Ending> {
  const wanted = optionOf(given, 'url');
  const drill = drillOf(given);
  const running = await findRunning(given.cwd, wanted);
  if (running === null) {
    talk.line(notRunning(wanted));
    return 'not-running';
  }
  const { url } = running;
  if (isSet(given, 'prove')) await prove(url);
  const { status, body } = await tell(url, { method: 'POST', path: '/admin/drill', body: drill });
  if (status !== 200) {
    const why = textAt(body, 'error', 'message') || `The gateway answered ${status}.`;
    if (isSet(given, 'json'))
      printReport('drill', { ok: false, data: null, errors: [{ code: 'refused', message: why }] });
    talk.line(why);
    return 'usage';
  }
  talk.line(`${drill.provider} fails for ${optionOf(given, 'for') ?? '60s'} (${drill.mode}). Ctrl+C ends it at once.`);
  const report = await follow(url);
  const ok = listAt(report, 'outcomes').every((one) => ['answered', 'left'].includes(textAt(one, 'outcome')));
  if (isSet(given, 'json')) printReport('drill', { ok, data: report });
  else for (const line of reportLines(report, out)) out.line(line);
  return ok ? 'fine' : 'failing';
}

function drillOf(
  given: Given,
): { readonly [key: string]: Json } & { readonly provider: string; readonly mode: string } {
  const [provider = ''] = given.words;
  const mode = optionOf(given, 'mode') ?? '529';
  if (!DRILL_MODES.some((one) => one === mode))
    throw new Fault('configuration', `--mode is one of ${DRILL_MODES.join(', ')}, not "${mode}".`);
  const time = optionOf(given, 'for') ?? '60s';
  const forMs = durationMs(time);
  if (Number.isNaN(forMs)) throw new Fault('configuration', `--for takes a time such as 60s or 5m, not "${time}".`);
  const percent = Number(optionOf(given, 'percent') ?? '100');
  if (!(percent > 0 && percent <= 100)) throw new Fault('configuration', '--percent takes a number from 1 to 100.');
  const workflow = optionOf(given, 'workflow') ?? '';
  return { provider, mode, forMs, percent, workflow, unproven: isSet(given, 'unproven') };
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

/** Waits until the drill is over. Whoever interrupts ends it; should this process die, it ends by itself. */
async function follow(url: string): Promise<Json> {
  let interrupted = false;
  const stop = (): void => void (interrupted = true);
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    for (;;) {
      const { body } = await tell(url, { path: '/admin/drill' });
      if (numberAt(body, 'leftMs') === 0) {
        await wait(AFTER_MS);
        return (await tell(url, { path: '/admin/drill' })).body;
      }
      if (interrupted) {
        talk.line('The drill ends now.');
        await tell(url, { method: 'POST', path: '/admin/drill/end', body: {} });
      } else await wait(Math.min(LOOK_MS, numberAt(body, 'leftMs')));
    }
  } finally {
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
  }
}

function reportLines(report: Json, { paint }: Pick<typeof out, 'paint'>): readonly string[] {
  const outcomes = listAt(report, 'outcomes').filter(isObject);
  const total = outcomes.reduce((sum, one) => sum + numberAt(one, 'count'), 0);
  const lost = outcomes.filter((one) => !['answered', 'left'].includes(textAt(one, 'outcome')));
  const failed = lost.reduce((sum, one) => sum + numberAt(one, 'count'), 0);
  const sign = failed === 0 ? paint('green', '✓') : paint('red', '✗');
  const head =
    total === 0
      ? 'Nobody asked anything meanwhile, so nothing was proven. Run it while there is traffic.'
      : `${total} requests, ${failed === 0 ? 'all of them answered' : `${failed} of them not answered`}; ${numberAt(report, 'struck')} calls were made to fail.`;
  return [
    `${total === 0 ? paint('yellow', '!') : sign} ${head}`,
    ...outcomes.map((one) => {
      const by = textAt(one, 'servedBy') || 'nobody';
      return `  ${String(numberAt(one, 'count')).padStart(6)}  ${textAt(one, 'outcome').padEnd(8)}  ${by}`;
    }),
  ];
}
