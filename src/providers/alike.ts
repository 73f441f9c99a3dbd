import { providerOf } from './index.ts';
import type { Provider } from './provider.ts';

/**
 * Do two servers know the same fields, as far as anybody can say? One is a cloud that has the models of the other, or nothing is known
 * of either: two servers of somebody's own.
 */
export function areAlike({ id, serves = [] }: Pick<Provider, 'id' | 'serves'>, vendor: string): boolean {
  const first = providerOf(vendor);
  if (serves.includes(vendor) || first?.serves?.includes(id) === true) return true;
  return first === null && providerOf(id) === null;
}
