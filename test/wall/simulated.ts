import { hear } from '../../src/drill/simulator/hearing/hear.ts';
import { evidenceOf, type Case } from '../../src/drill/simulator/invariants/invariant.ts';
import { violations } from '../../src/drill/simulator/invariants/invariants.ts';
import { run } from '../../src/drill/simulator/run.ts';
import {
  outage,
  OUTAGE_NAMES,
  type OutageName,
  scenarioNamed,
  TAGS,
} from '../../src/drill/simulator/scenario/named.ts';
import { type Dialect, DIALECTS } from '../fixtures/client.ts';
import type { Judgement } from './verdict.ts';

/** One stone of the wall that is played in the simulator, with the real engine in a world that is made up. */
export type SimulatedCell = { readonly outage: OutageName; readonly way: Dialect; readonly streamed: boolean };
export type SimulatedVerdict = Judgement & { readonly cell: SimulatedCell };

export const simulatedCells = (): readonly SimulatedCell[] =>
  OUTAGE_NAMES.flatMap((name) =>
    DIALECTS.flatMap((way) => [true, false].map((streamed) => ({ outage: name, way, streamed }))),
  );

/** Plays an outage and compares what every caller heard with what the providers sent. */
export function simulateCell(cell: SimulatedCell): SimulatedVerdict {
  const { questions, answeredBy, callsMax } = outage(cell.outage);
  const wrong = (why: string): SimulatedVerdict => ({ cell, outcome: 'wrong', why });
  const played = run(scenarioNamed(cell.outage, { caller: cell.way, stream: cell.streamed }));
  const evidence = evidenceOf(played);
  const [against] = violations(evidence);
  if (against !== undefined) return wrong(against);

  const during = evidence.cases.filter(({ talk }) => TAGS.during.test(talk.question.tag));
  const after = evidence.cases.find(({ talk }) => talk.question.tag === TAGS.after);
  if (during.length !== questions || after === undefined) return wrong('not every question was asked');
  const complaint =
    during.map((one) => complaintAbout(one, answeredBy)).find((found) => found !== '') ??
    complaintAbout(after, 'first');
  if (complaint !== '') return wrong(complaint);
  const calls = during.flatMap(({ exchanges }) => exchanges).filter(({ provider }) => provider === 'a').length;
  if (calls > callsMax) return wrong(`the first provider got ${calls} calls`);
  return { cell, outcome: answeredBy === 'nobody' ? 'told' : 'saved', why: answeredBy };
}

/** What is wrong with what a caller heard; empty for nothing. */
function complaintAbout({ talk, exchanges }: Case, by: ReturnType<typeof outage>['answeredBy']): string {
  const { tag, caller } = talk.question;
  const ear = hear(caller, talk.received);
  if (ear.offences.length > 0) return `${tag}: ${ear.offences.join(', ')}`;
  if (by === 'nobody') {
    const isTold = ear.error !== null && !ear.complete && ear.text === '';
    return isTold ? '' : `${tag}: no explicit error, although nobody could answer`;
  }
  if (!ear.complete || ear.error !== null) return `${tag}: no complete answer: ${String(ear.error)}`;
  const sent = exchanges.filter(({ provider }) => by === 'either' || provider === (by === 'first' ? 'a' : 'b'));
  return sent.some(({ answer }) => answer?.text === ear.text) ? '' : `${tag}: the words are not those of the ${by} one`;
}
