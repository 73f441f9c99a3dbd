import type { Access, Setup } from './access.ts';
import type { Engine } from './engine.ts';
import { watchOver } from './probes/scheduler.ts';

/** The same engine as the operator wants it now. What is known of an account that is asked elsewhere from now on is forgotten. */
export function withSetup(engine: Engine, setup: Setup): Engine {
  for (const [id, before] of engine.setup.access) {
    const now = setup.access.get(id);
    if (now !== undefined && isSame(before, now)) continue;
    engine.book.renew(id);
    engine.proofs.forget(id);
  }
  return watchOver({ ...engine, setup });
}

/** By the address, and the dialect in which it is spoken to. */
function isSame({ account: { provider } }: Access, { account: { provider: now } }: Access): boolean {
  return provider.baseUrl === now.baseUrl && provider.protocol === now.protocol;
}
