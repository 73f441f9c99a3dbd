const LAST = 'failsoft-last';

/** In the address: a document that is not there yet. */
export const NEW = 'new';

/** The document that the address names, else the one that was open last. */
export function wantedDocument(): string | null {
  const named = decodeURIComponent(location.hash.slice(1));
  if (named !== '') return named;
  try {
    return localStorage.getItem(LAST);
  } catch {
    return null;
  }
}

export function wantDocument(id: string): void {
  history.replaceState(null, '', `#${encodeURIComponent(id)}`);
  try {
    localStorage.setItem(LAST, id);
  } catch {
    // Then the newest one is opened next time.
  }
}
