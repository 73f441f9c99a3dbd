import { type Gateway, isAway, type NewVersion } from './gateway.ts';
import type { Shelf } from './shelf.ts';

type Waiting = { readonly name: string; readonly id: string; readonly version: NewVersion };

const PREFIX = 'version ';

/** Keeps a version with the gateway; while that is away, here until it is back. Rejects where the gateway says no. */
export async function keepVersion(
  id: string,
  version: NewVersion,
  { gateway, shelf }: { readonly gateway: Gateway; readonly shelf: Shelf },
): Promise<void> {
  try {
    await gateway.keep(id, version);
  } catch (error) {
    if (!isAway(error)) throw error;
    const name = `${PREFIX}${id} ${Date.now()}`;
    await shelf.putThing(name, { name, id, version } satisfies Waiting);
  }
}

/** Hands over the versions that have waited. Rejects when the gateway is away again. */
export async function handOverVersions(gateway: Gateway, shelf: Shelf): Promise<void> {
  for (const { name, id, version } of await shelf.things<Waiting>(PREFIX)) {
    await gateway.keep(id, version);
    await shelf.dropThing(name);
  }
}
