import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Desk } from './desk.tsx';
import { useValue } from './observable.ts';
import { Toast, useToast } from './toast.tsx';
import { newerPage } from './updates.ts';
import { useKeys } from './use-keys.ts';
import type { Workspace } from './workspace.ts';

const Documents = lazy(async () => ({ default: (await import('./documents.tsx')).Documents }));
/** Its place is there before it is, so that no text moves. */
const PLACE = <div className="documents" />;

/** Wide windows have room for the list beside the text. */
const WIDE = '(min-width: 64rem)';

export function App({ workspace }: { readonly workspace: Workspace }): ReactNode {
  const session = useValue(workspace.session);
  const newer = useValue(newerPage);
  const [isListOpen, setListOpen] = useState(
    () => matchMedia(WIDE).matches && workspace.library.cards.get().length > 1,
  );
  const { toast, say } = useToast();
  const [searches, setSearches] = useState(0);
  useKeys({
    k: () => {
      setListOpen(true);
      setSearches(searches + 1);
    },
  });
  return (
    <div className={`frame${isListOpen ? ' with-list' : ''}`}>
      {isListOpen && (
        <Suspense fallback={PLACE}>
          <Documents
            key={searches}
            isSearching={searches > 0}
            workspace={workspace}
            current={session?.id ?? ''}
            say={say}
            close={() => setListOpen(false)}
            opened={() => setListOpen(matchMedia(WIDE).matches)}
          />
        </Suspense>
      )}
      {session !== null && (
        <Desk
          key={session.id}
          workspace={workspace}
          session={session}
          say={say}
          isListOpen={isListOpen}
          toggleList={() => setListOpen(!isListOpen)}
        />
      )}
      {newer !== null && (
        <div className="newer" role="status">
          A new version of the writer is here.
          <button type="button" onClick={newer}>
            Reload
          </button>
        </div>
      )}
      <Toast toast={toast} />
    </div>
  );
}
