import dns, { type LookupAddress } from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

/** What a name comes to: addresses, after a while, or a failure. */
export type Answer = { readonly addresses: readonly string[]; readonly afterMs: number } | { readonly code: string };

type Told = (error: Error | null, found: string | LookupAddress[], family?: number) => void;

/**
 * Answers for names instead of the system, which is asked for those that `answer` does not know: for whoever begins to look names
 * up from now on. There is no other place in which a test could let a name server fail. Returns how to end it.
 */
export function answerNames(answer: (name: string) => Answer | null): () => void {
  const { lookup } = dns;
  const ours = (name: string, options: { readonly all?: boolean }, told: Told): void => {
    const found = answer(name);
    if (found === null) return void Reflect.apply(lookup, dns, [name, options, told]);
    if ('code' in found) {
      setImmediate(() => told(Object.assign(new Error(`${found.code} ${name}`), { code: found.code }), ''));
      return;
    }
    const all = found.addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    setTimeout(() => {
      if (options.all === true) told(null, all);
      else told(null, all[0]?.address ?? '', all[0]?.family);
    }, found.afterMs);
  };
  const install = (one: typeof ours | typeof lookup): void => {
    Object.assign(dns, { lookup: one });
    syncBuiltinESMExports();
  };
  install(ours);
  return () => install(lookup);
}
