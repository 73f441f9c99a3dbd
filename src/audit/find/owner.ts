import type { Endpoints } from '../signatures/endpoints.ts';
import { ownerOfName } from '../signatures/owners.ts';

/**
 * Whose a call is by the names of what it stands in: its function, its class, its file, its folder. The weakest sign there is, so it
 * counts only where it is known that a model is asked, and nothing else says which.
 */
export function ownerOfPlace(file: string, symbol: string, endpoints: Endpoints): string | null {
  const folders = file.replace(/\.\w+$/, '').split('/');
  for (const name of [...symbol.split('.').toReversed(), ...folders.slice(-2).toReversed()]) {
    if (SPEAKING_LIKE.test(name)) return null;
    const owner = ownerOfName(name, endpoints);
    if (owner !== null) return owner;
  }
  return null;
}

/** Whoever speaks like a provider is another one, and who speaks to all is none. */
const SPEAKING_LIKE = /compat|lite_?llm|[_-]like|Like(?:[A-Z]|$)/i;
