import { evidenceOf } from '../../src/drill/simulator/invariants/invariant.ts';
import { violations } from '../../src/drill/simulator/invariants/invariants.ts';
import { run } from '../../src/drill/simulator/run.ts';
import { isOutage, outage, OUTAGE_NAMES, scenarioNamed } from '../../src/drill/simulator/scenario/named.ts';
import { traceOf } from '../../src/drill/simulator/trace.ts';

/** Plays an outage that has a name, for a streaming caller of Chat Completions, and says which laws it went against. */
export function playOutage(name: string, trace: boolean): void {
  if (!isOutage(name)) return console.log(`There are ${OUTAGE_NAMES.join(', ')}.`);
  const played = run(scenarioNamed(name, { caller: 'openai-chat', stream: true }));
  if (trace) console.log(traceOf(played).join('\n'));
  const found = violations(evidenceOf(played));
  console.log(`${outage(name).says} ${found.length === 0 ? 'Every law was kept.' : found.join('\n')}`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
