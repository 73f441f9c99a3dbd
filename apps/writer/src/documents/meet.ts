import * as Y from 'yjs';
import { type Gateway, GatewayTrouble, type Remote } from './gateway.ts';
import { FROM_GATEWAY } from './origins.ts';

/** Takes in what the gateway has, and gives what it lacks; null: nothing. */
export function meet(doc: Y.Doc, { state, changes }: Remote): Uint8Array | null {
  const there = new Y.Doc();
  if (state !== null) Y.applyUpdate(there, state);
  for (const { bytes } of changes) Y.applyUpdate(there, bytes);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(there, Y.encodeStateVector(doc)), FROM_GATEWAY);
  const isSame = Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(there));
  const lacking = isSame ? null : Y.encodeStateAsUpdate(doc, Y.encodeStateVector(there));
  there.destroy();
  return lacking;
}

/** A document as the gateway has it; made there where it has none. Rejects with GatewayTrouble. */
export async function openOrMake(
  id: string,
  gateway: Gateway,
  place: () => { readonly title: string; readonly folder: string },
): Promise<Remote> {
  try {
    return await gateway.open(id);
  } catch (error) {
    if (!(error instanceof GatewayTrouble) || error.kind !== 'missing') throw error;
    const { title, folder } = place();
    await gateway.put(id, title, folder);
    return gateway.open(id);
  }
}
