/** A value that tells when it has become another. In React: `useSyncExternalStore(value.subscribe, value.get)`. */
export type Value<T> = {
  readonly get: () => T;
  /** Calls at every change, and not at once, until what it returns is called. */
  readonly subscribe: (changed: () => void) => () => void;
};

export type Settable<T> = Value<T> & { readonly set: (next: T) => void };

export function settable<T>(first: T): Settable<T> {
  let value = first;
  const listening = new Set<{ readonly changed: () => void }>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const { changed } of listening) changed();
    },
    subscribe: (changed) => {
      // Whoever subscribes twice is told twice, and lets go twice.
      const one = { changed };
      listening.add(one);
      return () => void listening.delete(one);
    },
  };
}

/** A value that is kept up to date as long as anybody listens. `begin` starts with that, and what it returns ends it. */
export function followed<T>(first: T, begin: (set: (next: T) => void) => () => void): Value<T> {
  const { get, set, subscribe } = settable(first);
  const follow = shared(() => begin(set));
  return {
    get,
    subscribe: (changed) => {
      const leave = subscribe(changed);
      const letGo = follow();
      return () => {
        leave();
        letGo();
      };
    },
  };
}

/** Begins with the first who wants it, and ends when the last has let go. */
export function shared(begin: () => () => void): () => () => void {
  let count = 0;
  let end = nothing;
  return () => {
    count += 1;
    if (count === 1) end = begin();
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      count -= 1;
      if (count === 0) end();
    };
  };
}

function nothing(): void {}
