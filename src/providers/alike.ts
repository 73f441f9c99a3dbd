import { providerOf } from './index.ts';
import type { Provider } from './provider.ts';

/**
 * Do two servers know the same fields, as far as anybody can say? One is a cloud that has the models of the other, or both are
 * somebody's own.
 */
export function areAlike({ id, serves = [] }: Pick<Provider, 'id' | 'serves'>, vendor: string): boolean {
  if (serves.includes(vendor) || providerOf(vendor)?.serves?.includes(id) === true) return true;
  return isOwn(vendor) && isOwn(id);
}

/** What people run themselves passes over what it does not know. */
const isOwn = (id: string): boolean => providerOf(id)?.local !== false;
