import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../../model/fault.ts';
import { readOrNull, writeWhole } from './files.ts';

/** A change of a document, in Yjs's own form, which only writers read. They are numbered from 1 on. */
export type Update = { readonly number: number; readonly bytes: Uint8Array };

/** Number and length. */
const HEAD_BYTES = 8;

/** Changes as they stand in a file: each with its number and its length in front. */
export function renderUpdates(updates: readonly Update[]): Uint8Array {
  return Buffer.concat(
    updates.flatMap(({ number, bytes }) => {
      const head = Buffer.alloc(HEAD_BYTES);
      head.writeUInt32LE(number, 0);
      head.writeUInt32LE(bytes.length, 4);
      return [head, bytes];
    }),
  );
}

/** What a process that was killed while it wrote has left half is no change. */
export function parseUpdates(file: Uint8Array): readonly Update[] {
  const bytes = Buffer.from(file);
  const updates: Update[] = [];
  for (let at = 0; at + HEAD_BYTES <= bytes.length;) {
    const end = at + HEAD_BYTES + bytes.readUInt32LE(at + 4);
    if (end > bytes.length) break;
    updates.push({ number: bytes.readUInt32LE(at), bytes: bytes.subarray(at + HEAD_BYTES, end) });
    at = end;
  }
  return updates;
}

export async function readUpdates(path: string): Promise<readonly Update[]> {
  return parseUpdates((await readOrNull(path)) ?? Buffer.alloc(0));
}

/** The same, and takes away what was left half at the end: it would hide what comes behind it. */
export async function mendUpdates(path: string): Promise<readonly Update[]> {
  const file = (await readOrNull(path)) ?? Buffer.alloc(0);
  const updates = parseUpdates(file);
  if (renderUpdates(updates).length < file.length) await rewriteUpdates(path, updates);
  return updates;
}

/** Throws `configuration`. */
export async function appendUpdate(path: string, update: Update): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await appendFile(path, renderUpdates([update]));
  } catch (error) {
    throw new Fault('configuration', `The folder ${dirname(path)} cannot be written`, { cause: error });
  }
}

export async function rewriteUpdates(path: string, updates: readonly Update[]): Promise<void> {
  await writeWhole(path, renderUpdates(updates));
}
