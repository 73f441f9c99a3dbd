import { EditorContent, useEditorState } from '@tiptap/react';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { Suggestion } from '../assist/suggestion.tsx';
import { useAssist } from '../assist/use-assist.ts';
import { isAbsent, useLoaded } from '../documents/use-loaded.ts';
import type { Session } from '../documents/session.ts';
import { useText } from '../editor/use-text.ts';
import { LevelLine } from '../levels/level-line.tsx';
import { isInTable } from '../tables/acts.ts';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { type Aside, AsidePanel } from './aside.tsx';
import { TitleField } from './title-field.tsx';
import type { Say } from './toast.tsx';
import { useKeys } from './use-keys.ts';
import type { Workspace } from './workspace.ts';

export type DeskProps = {
  readonly workspace: Workspace;
  readonly session: Session;
  readonly say: Say;
  readonly isListOpen: boolean;
  readonly toggleList: () => void;
};

const loadAskMenu = async () => import('../assist/ask-menu.tsx');
const AskMenu = lazy(async () => ({ default: (await loadAskMenu()).AskMenu }));
const FindBar = lazy(async () => ({ default: (await import('./find-bar.tsx')).FindBar }));
const TableBar = lazy(async () => ({ default: (await import('../tables/table-bar.tsx')).TableBar }));

/** A document, and all that is around it. */
export function Desk({ workspace, session, say, isListOpen, toggleList }: DeskProps): ReactNode {
  const editor = useText(session);
  const loaded = useLoaded(session);
  const [aside, setAside] = useState<Aside | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [isFinding, setFinding] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const inTable = useEditorState({ editor, selector: ({ editor: now }) => isInTable(now) });
  const assist = useAssist({ workspace, session, editor, say });
  const toggle = (which: Aside): void => setAside(aside === which ? null : which);
  useKeys({
    j: () => setAsking(true),
    f: () => setFinding(true),
    s: () => void session.flush(),
    '\\': toggleList,
    '.': () => setFocused(!isFocused),
  });
  useEffect(() => {
    if (loaded === 'loaded' && matchMedia('(hover: hover)').matches) editor.commands.focus('end');
  }, [editor, loaded]);
  // Whoever asks goes on typing at once, and means the menu.
  useEffect(() => void loadAskMenu().catch(() => null), []);
  const done = (): void => void editor.commands.focus();
  return (
    <div className={`desk${aside === null ? '' : ' with-aside'}${isFocused ? ' focused' : ''}`}>
      <Header
        editor={editor}
        workspace={workspace}
        session={session}
        say={say}
        isListOpen={isListOpen}
        toggleList={toggleList}
        ask={() => setAsking(true)}
        aside={aside}
        toggleAside={toggle}
        find={() => setFinding(true)}
        focus={{ isOn: isFocused, toggle: () => setFocused(!isFocused) }}
      />
      <LevelLine workspace={workspace} />
      <main className="page">
        <Suspense>{isFinding && <FindBar editor={editor} close={() => (setFinding(false), done())} />}</Suspense>
        <article className="sheet">
          <TitleField workspace={workspace} id={session.id} leave={done} />
          {isAbsent(loaded) ? (
            <p className="hint">
              {loaded === 'loading' ? 'Opening…' : 'The gateway has this text, and does not answer.'}
            </p>
          ) : (
            <EditorContent editor={editor} />
          )}
        </article>
        <Suspense>{inTable && <TableBar editor={editor} />}</Suspense>
        <Suggestion assist={assist} editor={editor} />
      </main>
      {aside !== null && (
        <AsidePanel
          which={aside}
          editor={editor}
          workspace={workspace}
          session={session}
          assist={assist}
          say={say}
          close={() => (setAside(null), done())}
        />
      )}
      <Footer editor={editor} workspace={workspace} session={session} showWaiting={() => setAside('waiting')} />
      <Suspense>
        {isAsking && (
          <AskMenu
            editor={editor}
            workspace={workspace}
            assist={assist}
            close={() => (setAsking(false), done())}
            say={say}
          />
        )}
      </Suspense>
    </div>
  );
}
