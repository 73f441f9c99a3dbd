import { type ReactNode, useCallback, useEffect, useState } from 'react';

/** A sentence about what was just done, and the way back. */
export type Said = { readonly text: string; readonly action?: { readonly label: string; readonly act: () => void } };

export type Say = (said: Said) => void;

/** Long enough to read it; with a button long enough to reach that by keyboard, ms. */
const SHOWN_MS = 6_000;
const OFFERED_MS = 12_000;

export function useToast(): { readonly toast: Said | null; readonly say: Say } {
  const [toast, setToast] = useState<Said | null>(null);
  const say = useCallback((said: Said) => setToast(said), []);
  useEffect(() => {
    if (toast === null) return undefined;
    const timer = setTimeout(() => setToast(null), toast.action === undefined ? SHOWN_MS : OFFERED_MS);
    return () => clearTimeout(timer);
  }, [toast]);
  return { toast, say };
}

export function Toast({ toast }: { readonly toast: Said | null }): ReactNode {
  return (
    <div className="toast-place" role="status">
      {toast !== null && (
        <div className="toast">
          <span>{toast.text}</span>
          {toast.action !== undefined && (
            <button type="button" onClick={toast.action.act}>
              {toast.action.label}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
