import { type Editor, EditorContent, useEditorState } from '@tiptap/react';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { type Assist, useAssist } from '../assist/use-assist.ts';
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
const Suggestion = lazy(async () => ({ default: (await import('../assist/suggestion.tsx')).Suggestion }));
const FindBar = lazy(async () => ({ default: (await import('./find-bar.tsx')).FindBar }));
const TableBar = lazy(async () => ({ default: (await import('../tables/table-bar.tsx')).TableBar }));

/** A document, and all that is around it. */
export function Desk(props: DeskProps): ReactNode {
  const { workspace, session, say, toggleList } = props;
  const editor = useText(session);
  const [aside, setAside] = useState<Aside | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [isFinding, setFinding] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const assist = useAssist({ workspace, session, editor, say });
  const toggle = (which: Aside): void => setAside(aside === which ? null : which);
  useKeys({
    j: () => setAsking(true),
    f: () => setFinding(true),
    s: () => void session.flush(),
    '\\': toggleList,
    '.': () => setFocused(!isFocused),
  });
  // Whoever asks goes on typing at once, and means the menu.
  useEffect(() => void loadAskMenu().catch(() => null), []);
  const done = (): void => void editor.commands.focus();
  return (
    <div className={`desk${aside === null ? '' : ' with-aside'}${isFocused ? ' focused' : ''}`}>
      <Header
        {...props}
        editor={editor}
        ask={() => setAsking(true)}
        aside={aside}
        toggleAside={toggle}
        find={() => setFinding(true)}
        focus={{ isOn: isFocused, toggle: () => setFocused(!isFocused) }}
      />
      <LevelLine workspace={workspace} />
      <Page
        editor={editor}
        workspace={workspace}
        session={session}
        assist={assist}
        finding={isFinding ? () => (setFinding(false), done()) : null}
        done={done}
      />
      {aside !== null && (
        <AsidePanel {...props} {...{ editor, assist }} which={aside} close={() => (setAside(null), done())} />
      )}
      <Footer editor={editor} workspace={workspace} session={session} showWaiting={() => setAside('waiting')} />
      <Suspense>
        {isAsking && <AskMenu {...{ editor, workspace, assist, say }} close={() => (setAsking(false), done())} />}
      </Suspense>
    </div>
  );
}

type PageProps = Pick<DeskProps, 'workspace' | 'session'> & {
  readonly editor: Editor;
  readonly assist: Assist;
  /** Ends finding; null: nothing is looked for. */
  readonly finding: (() => void) | null;
  readonly done: () => void;
};

/** The text itself, and what lies on it. */
function Page({ editor, workspace, session, assist, finding, done }: PageProps): ReactNode {
  const loaded = useLoaded(session);
  const inTable = useEditorState({ editor, selector: ({ editor: now }) => isInTable(now) });
  useEffect(() => {
    if (loaded === 'loaded' && matchMedia('(hover: hover)').matches) editor.commands.focus('end');
  }, [editor, loaded]);
  return (
    <main className="page">
      <Suspense>{finding !== null && <FindBar editor={editor} close={finding} />}</Suspense>
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
      <Suspense>
        <Suggestion assist={assist} editor={editor} />
      </Suspense>
    </main>
  );
}
