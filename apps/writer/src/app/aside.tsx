import type { Editor } from '@tiptap/react';
import { lazy, type ReactNode, Suspense } from 'react';
import type { Assist } from '../assist/use-assist.ts';
import type { Session } from '../documents/session.ts';
import { Icon } from './icons.tsx';
import type { Say } from './toast.tsx';
import type { Workspace } from './workspace.ts';

/** What is beside the text. */
export type Aside = 'help' | 'versions' | 'waiting';

export type AsideProps = {
  readonly which: Aside;
  readonly editor: Editor;
  readonly workspace: Workspace;
  readonly session: Session;
  readonly assist: Assist;
  readonly say: Say;
  readonly close: () => void;
};

const HelpPanel = lazy(async () => ({ default: (await import('../help/help-panel.tsx')).HelpPanel }));
const VersionsPanel = lazy(async () => ({ default: (await import('../documents/versions-panel.tsx')).VersionsPanel }));
const WaitingPanel = lazy(async () => ({ default: (await import('../assist/waiting-panel.tsx')).WaitingPanel }));

const TITLES: Readonly<Record<Aside, string>> = {
  help: 'Checks and outline',
  versions: 'Versions',
  waiting: 'Asked for later',
};

export function AsidePanel(props: AsideProps): ReactNode {
  const { which, close } = props;
  return (
    <aside className="aside" aria-label={TITLES[which]} onKeyDown={({ key }) => key === 'Escape' && close()}>
      <header>
        <h2>{TITLES[which]}</h2>
        <button type="button" className="plain" aria-label={`Close ${TITLES[which].toLowerCase()}`} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <Suspense fallback={<p className="hint">Opening…</p>}>
        {which === 'help' && <HelpPanel editor={props.editor} />}
        {which === 'versions' && <VersionsPanel {...props} />}
        {which === 'waiting' && <WaitingPanel {...props} />}
      </Suspense>
    </aside>
  );
}
