import type { Client } from '../config/config.ts';
import { matches, type Route } from '../model/route.ts';

/** May this client use the route of this name? Nobody in particular may use all. */
export function mayUse(client: Client | null, route: string): boolean {
  return client === null || matches(client.routes, route);
}

/** The route that a workflow leads to: one that lists it, or that is called like it. Null where there is none, or no workflow. */
export function namedBy(routes: readonly Route[], workflow: string): Route | null {
  if (workflow === '') return null;
  const listed = routes.find(({ workflows }) => workflows?.includes(workflow) === true);
  return listed ?? routes.find(({ name }) => name === workflow) ?? null;
}
