import { useEffect } from 'react';

/** Keys together with Ctrl, or Cmd on a Mac. */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const act = (event: KeyboardEvent): void => {
      const key = event.key.toLowerCase();
      if (!(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey || !Object.hasOwn(keys, key)) return;
      event.preventDefault();
      keys[key]?.();
    };
    addEventListener('keydown', act);
    return () => removeEventListener('keydown', act);
  });
}

/** How a key is written where this browser runs. */
export function keyName(key: string): string {
  return /mac|iphone|ipad/i.test(navigator.platform) ? `⌘${key}` : `Ctrl ${key}`;
}
