import type { Client } from '../config/config.ts';
import { matches } from '../model/route.ts';

/** May this client use the route of this name? Nobody in particular may use all. */
export function mayUse(client: Client | null, route: string): boolean {
  return client === null || matches(client.routes, route);
}
