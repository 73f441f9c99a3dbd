import { useSyncExternalStore } from 'react';

/** A value that tells when it has become another. */
export type Observable<T> = {
  readonly get: () => T;
  readonly watch: (changed: () => void) => () => void;
};

export type Settable<T> = Observable<T> & { readonly set: (next: T) => void };

export function settable<T>(first: T): Settable<T> {
  let value = first;
  const watching = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const changed of watching) changed();
    },
    watch: (changed) => {
      watching.add(changed);
      return () => void watching.delete(changed);
    },
  };
}

export function useValue<T>({ watch, get }: Observable<T>): T {
  return useSyncExternalStore(watch, get);
}
