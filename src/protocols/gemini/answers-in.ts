import { numberAt } from '../../model/json.ts';
import { bodyWhereNamed } from '../body-where-named.ts';

/** How many answers side by side a request asks for. */
export function answersIn(body: Uint8Array): number {
  const asked = bodyWhereNamed(body, 'andidate');
  return Math.max(
    ...['generationConfig', 'generation_config'].flatMap((config) =>
      ['candidateCount', 'candidate_count'].map((count) => numberAt(asked, config, count)),
    ),
  );
}
