import { type ReactNode, useCallback, useEffect, useState } from 'react';
import type { AsideProps } from '../app/aside.tsx';
import { clock } from '../app/times.ts';
import { alone } from '../editor/apply.ts';
import type { Version } from './gateway.ts';
import { contentIn, differences, type Piece } from './versions.ts';

const REASONS: Readonly<Record<Version['reason'], string>> = {
  work: 'While writing',
  ai: 'After a suggestion',
  export: 'At an export',
  restore: 'Before going back',
  import: 'Imported',
  outside: 'By another program',
};

/** The text as it once was, what has changed since, and the way back. */
export function VersionsPanel({ editor, workspace: { gateway }, session, say }: AsideProps): ReactNode {
  const [versions, setVersions] = useState<readonly Version[] | null>(null);
  const [trouble, setTrouble] = useState('');
  const [shown, setShown] = useState<{ readonly id: number; readonly pieces: readonly Piece[] } | null>(null);
  const failed = useCallback(
    (error: unknown) => setTrouble(error instanceof Error ? error.message : String(error)),
    [],
  );
  const load = useCallback(async () => {
    setVersions(await gateway.versions(session.id));
    setTrouble('');
  }, [gateway, session]);
  useEffect(() => void load().catch(failed), [load, failed]);

  const show = async (id: number): Promise<void> => {
    if (shown?.id === id) return setShown(null);
    const { markdown } = await gateway.version(session.id, id);
    setShown({ id, pieces: await differences(markdown, editor.getJSON()) });
  };
  const restore = async (version: Version): Promise<void> => {
    const content = await contentIn(await gateway.version(session.id, version.id));
    await session.keepVersion({ reason: 'restore', note: `Before going back to ${clock(version.id)}` });
    alone(editor, () => editor.commands.setContent(content));
    say({
      text: `This is the text of ${clock(version.id)} again.`,
      action: { label: 'Undo', act: () => editor.commands.undo() },
    });
    await load();
  };
  if (trouble !== '') return <p className="trouble">Versions are kept by the gateway. {trouble}</p>;
  if (versions === null) return <p className="hint">Opening…</p>;
  const keep = (): void => void session.keepVersion({ reason: 'work', note: 'Kept by hand' }).then(load).catch(failed);
  return (
    <>
      <button type="button" onClick={keep}>
        Keep one now
      </button>
      {versions.length === 0 && <p className="hint">None yet. One is kept every ten minutes of work.</p>}
      <ul className="versions">
        {versions.map((version) => (
          <VersionRow
            key={version.id}
            version={version}
            pieces={shown?.id === version.id ? shown.pieces : null}
            show={() => void show(version.id).catch(failed)}
            restore={() => void restore(version).catch(failed)}
          />
        ))}
      </ul>
    </>
  );
}

type RowProps = {
  readonly version: Version;
  /** What has changed since; null: it is not shown. */
  readonly pieces: readonly Piece[] | null;
  readonly show: () => void;
  readonly restore: () => void;
};

function VersionRow({ version: { id, note, reason, words }, pieces, show, restore }: RowProps): ReactNode {
  return (
    <li>
      <button type="button" className="version" aria-expanded={pieces !== null} onClick={show}>
        <strong>{clock(id)}</strong>
        <span className="hint">
          {note === '' ? REASONS[reason] : note} · {words} words
        </span>
      </button>
      {pieces !== null && (
        <div className="version-open">
          <p className="differences">{pieces.map(shownPiece)}</p>
          <button type="button" className="main-action" onClick={restore}>
            Go back to this
          </button>
        </div>
      )}
    </li>
  );
}

function shownPiece({ kind, text }: Piece, at: number): ReactNode {
  if (kind === 'same') return <span key={at}>{text}</span>;
  return kind === 'added' ? <ins key={at}>{text}</ins> : <del key={at}>{text}</del>;
}
