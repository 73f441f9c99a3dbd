import { useEffect, useState } from 'react';
import type { Session } from './session.ts';

/** `absent`: the words are with the gateway, which does not answer. */
export type Loaded = 'loading' | 'loaded' | 'absent';

export function useLoaded(session: Session): Loaded {
  const [loaded, setLoaded] = useState<Loaded>('loading');
  useEffect(() => {
    let isWanted = true;
    const look = (): void => {
      const isAway = session.saving.get().folder.kind === 'away';
      if (isWanted) setLoaded(session.body.length === 0 && isAway && session.isKnown() ? 'absent' : 'loaded');
    };
    void session.loaded.then(look);
    const stop = session.saving.subscribe(() => void session.loaded.then(look));
    return () => {
      isWanted = false;
      stop();
    };
  }, [session]);
  return loaded;
}

export function isAbsent(loaded: Loaded): boolean {
  return loaded !== 'loaded';
}
