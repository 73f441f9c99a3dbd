import { bodyWhereNamed } from '../body-where-named.ts';
import { numberAt } from '../../model/json.ts';

/** How many answers side by side a request asks for. */
export function answersIn(body: Uint8Array): number {
  return numberAt(bodyWhereNamed(body, '"n"'), 'n');
}
