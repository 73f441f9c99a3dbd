import type { Engine } from '../engine/engine.ts';
import type { Check } from '../model/edition.ts';
import { Fault } from '../model/fault.ts';
import { at, type Json, textAt } from '../model/json.ts';
import type { Route } from '../model/route.ts';
import type { Judge } from '../model/slot.ts';
import { askModels } from './asking.ts';
import type { SourceText } from './gate/candidate.ts';
import { questionForJudge } from './question.ts';

export type Case = {
  readonly judge: Judge;
  readonly route: Route;
  readonly body: string;
  readonly sources: readonly SourceText[];
  readonly untilMs: number;
};

/** What a model thinks of content that has passed all other checks. Rejects with a Fault when it gives no mark. */
export async function judgedBy({ judge, route, body, sources, untilMs }: Case, engine: Engine): Promise<Check> {
  const { model, least } = judge;
  const conversation = questionForJudge(judge, body, sources);
  const { text, servedBy } = await askModels({ route, model, conversation, untilMs }, engine);
  const mark = at(answerIn(text), 'mark');
  if (typeof mark !== 'number' || !(mark >= 0 && mark <= 1))
    throw new Fault('garbled', `The judge ${servedBy} has given no mark`);
  const why = textAt(answerIn(text), 'why').replaceAll(/\s+/g, ' ').slice(0, 200);
  return { name: 'judge', ok: mark >= least, said: `${mark} by ${servedBy}, ${least} is asked for: ${why}` };
}

function answerIn(text: string): Json {
  const json = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  try {
    const answer: Json = JSON.parse(json);
    return answer;
  } catch {
    return null;
  }
}
