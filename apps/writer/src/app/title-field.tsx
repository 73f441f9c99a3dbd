import { type ReactNode, useEffect, useState } from 'react';
import { useValue } from './observable.ts';
import type { Workspace } from './workspace.ts';

/** A title is told to the gateway after so much quiet, ms: each one is another file name. */
const QUIET_MS = 1_200;

type TitleFieldProps = { readonly workspace: Workspace; readonly id: string; readonly leave: () => void };

export function TitleField({ workspace: { library }, id, leave }: TitleFieldProps): ReactNode {
  useValue(library.cards);
  const known = library.card(id)?.title ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => {
    if (typed === null) return undefined;
    const timer = setTimeout(() => void library.rename(id, typed.trim()).then(() => setTyped(null)), QUIET_MS);
    return () => clearTimeout(timer);
  }, [library, id, typed]);
  const finish = (): void => {
    if (typed !== null && typed.trim() !== known) void library.rename(id, typed.trim());
  };
  useEffect(() => {
    document.title = known === '' ? 'Writer' : `${known} · Writer`;
  }, [known]);
  return (
    <>
      <h1 className="unseen">{known === '' ? 'A new document' : known}</h1>
      <input
        className="title"
        aria-label="Title"
        placeholder="Title"
        value={typed ?? known}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          leave();
        }}
      />
    </>
  );
}
