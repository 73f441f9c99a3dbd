import { Fault } from '../../model/fault.ts';
import { ownerOf } from '../../providers/hosts.ts';
import { realWorld } from '../../world/real.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import { type Check, type Plan, planChecks } from './checks.ts';
import { deepQuestions, lookDeeper } from './deep.ts';
import { examine } from './examine.ts';
import { mayCost, priceSentence } from './price.ts';
import { startAsker } from './question.ts';
import { endingOf, findingLines, findingsData, type Judged, judgeRoutes, routeLines } from './report.ts';
import { VERDICTS } from './verdict.ts';
import type { Ending } from '../exit-codes.ts';
import { isConversing, out, printReport, talk, wrap } from '../print.ts';
import { NO_WISHES, type Setup, setUp } from '../setup/setup.ts';

/** Finds out whether every rung would really answer: a standby counts only when it has answered. */
export async function run(given: Given): Promise<Ending> {
  const wishes = { ...NO_WISHES, file: optionOf(given, 'config'), standby: optionOf(given, 'standby'), store: false };
  const setup = await setUp(given, { ...wishes, sandbox: isSet(given, 'sandbox') }, 'remembered');
  try {
    if (setup.origin.kind === 'sandbox' && !setup.origin.asked) return nothingToAsk(given);
    return await diagnose(setup, given);
  } finally {
    await setup.close();
  }
}

function nothingToAsk(given: Given): Ending {
  const message = 'No provider key was found, and Ollama does not run here.';
  const fix = 'set ANTHROPIC_API_KEY or OPENAI_API_KEY, or try: failsoft doctor --sandbox';
  if (isSet(given, 'json'))
    printReport('doctor', { ok: false, data: null, errors: [{ code: 'no_key', message, fix }] });
  else talk.line(`${message}\n→ ${fix}`);
  return 'credential';
}

async function diagnose({ config }: Setup, given: Given): Promise<Ending> {
  const plan = planChecks(config, optionOf(given, 'model'));
  const permitted = await permission(plan, given);
  const mayAsk = (check: Check): boolean => permitted === 'all' || (permitted === 'unpaid' && !mayCost(check));
  const world = realWorld(config.network, { ownerOf: (host) => ownerOf(host, config.accounts) });
  const asker = startAsker(config, plan.checks);
  try {
    // Side by side: a provider that hangs must not make the others wait.
    const means = { config, world, asker, mayAsk };
    const findings = await Promise.all(plan.checks.map(async (check) => examine(means, check)));
    const deep = isSet(given, 'deep') ? await lookDeeper(means, plan, findings) : { findings, rehearsals: [] };
    return report({ ...deep, routes: judgeRoutes(plan, deep.findings) }, given);
  } finally {
    await asker.close();
    await world.close();
  }
}

/** Which questions may be asked. Money is spent only after somebody said so. */
async function permission(plan: Plan, given: Given): Promise<'all' | 'unpaid' | 'none'> {
  const { checks } = plan;
  if (isSet(given, 'free')) return 'none';
  if (isSet(given, 'yes') || !checks.some(mayCost)) return 'all';
  talk.line(
    wrap(priceSentence(checks, isSet(given, 'deep') ? deepQuestions(plan) : 0), { width: talk.width(), indent: 0 }),
  );
  if (!isConversing()) {
    talk.line('They are not asked, because nobody is here to agree. To ask them: failsoft doctor --yes');
    return 'unpaid';
  }
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message: 'Ask them?', output: process.stderr });
  if (isCancel(answer)) throw new Fault('cancelled', 'Interrupted');
  return answer ? 'all' : 'unpaid';
}

function report(judged: Judged, given: Given): Ending {
  const { findings, routes, rehearsals } = judged;
  const ending = endingOf(judged, isSet(given, 'strict'));
  if (isSet(given, 'json')) {
    const dead = findings.filter(({ verdict }) => VERDICTS[verdict].standing === 'dead');
    printReport('doctor', {
      ok: ending === 'fine' && routes.every(({ standing }) => standing === 'ready'),
      data: { targets: findingsData(findings), routes, rehearsals },
      errors: dead.map(({ name, verdict, detail, fix }) => ({ code: verdict, message: `${name}: ${detail}`, fix })),
    });
    return ending;
  }
  for (const line of findingLines(findings, out)) out.line(line);
  out.line();
  for (const line of routeLines(judged, out)) out.line(line);
  return ending;
}
