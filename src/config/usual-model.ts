import { isArray, isObject, type Json, listAt, textAt } from '../model/json.ts';
import { matches } from '../model/route.ts';

/**
 * The model to ask for when nobody named one: the usual one of the first vendor that a route serves, else one of this
 * machine, else whatever a route names. `config` is a redacted configuration; null when it serves nothing.
 */
export function usualModel(config: Json): string | null {
  const routes = listAt(config, 'routes');
  const served = (model: string): boolean => model !== '' && routes.some((route) => matches(patternsOf(route), model));
  const accounts = listAt(config, 'accounts').toSorted((a, b) => Number(isLocal(a)) - Number(isLocal(b)));
  const candidates = [
    ...accounts.flatMap((account) => [textAt(account, 'provider', 'standbyModel'), textAt(account, 'models', 0)]),
    ...routes.flatMap((route) => patternsOf(route).filter((pattern) => !pattern.includes('*'))),
    ...routes.flatMap((route) => listAt(route, 'ladder').map((rung) => textAt(rung, 'model'))),
    // A route for everything takes any name.
    'default',
  ];
  return candidates.find(served) ?? null;
}

function patternsOf(route: Json): readonly string[] {
  return listAt(route, 'match').filter((pattern) => typeof pattern === 'string');
}

function isLocal(account: Json): boolean {
  return (
    isObject(account) && isObject(account['provider']) && account['provider']['local'] === true && !isArray(account)
  );
}
