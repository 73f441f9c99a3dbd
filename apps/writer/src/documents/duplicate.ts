import * as Y from 'yjs';
import type { Workspace } from '../app/workspace.ts';
import { shownTitle } from './cards.ts';
import type { Card } from './shelf.ts';

/** A copy of a document, with everything but its versions. Gives its id. */
export async function duplicateOf(card: Card, { shelf, gateway, library }: Workspace): Promise<string> {
  const copy = library.draft(card.folder);
  const doc = new Y.Doc();
  for (const change of await shelf.changesOf(card.id)) Y.applyUpdate(doc, change);
  const remote = await gateway.open(card.id).catch(() => null);
  if (remote?.state != null) Y.applyUpdate(doc, remote.state);
  for (const { bytes } of remote?.changes ?? []) Y.applyUpdate(doc, bytes);
  if (remote?.state == null && remote?.outside != null) {
    const { changeTo } = await import('../editor/outside.ts');
    const change = changeTo(doc, remote.outside);
    if (change !== null) Y.applyUpdate(doc, change);
  }
  await shelf.keep(copy.id, Y.encodeStateAsUpdate(doc));
  doc.destroy();
  await library.rename(copy.id, `${shownTitle(card)} copy`);
  return copy.id;
}
