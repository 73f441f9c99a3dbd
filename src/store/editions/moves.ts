import { open, readFile } from 'node:fs/promises';
import type { Edition, Move } from '../../model/edition.ts';
import { isObject, type Json } from '../../model/json.ts';
import { isAbsent } from './disk.ts';
import type { Places } from './places.ts';

/** Every move of the pointer that is written down, oldest first. A line that broke off in a crash is passed over. */
export async function readMoves({ moves }: Pick<Places, 'moves'>): Promise<readonly Move[]> {
  try {
    const text = await readFile(moves, 'utf8');
    return text.split('\n').flatMap((line) => moveIn(line) ?? []);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

function moveIn(line: string): Move | null {
  try {
    const json: Json = JSON.parse(line);
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- Nobody else writes this file.
    return isObject(json) && typeof json['kind'] === 'string' ? (json as unknown as Move) : null;
  } catch {
    return null;
  }
}

/** Writes a move down and waits until that is on the disk. It begins on a line of its own, whatever stands before it. */
export async function writeMove({ moves }: Pick<Places, 'moves'>, move: Move): Promise<void> {
  const file = await open(moves, 'a', 0o600);
  try {
    const { size } = await file.stat();
    await file.appendFile(`${size === 0 ? '' : '\n'}${JSON.stringify(move)}`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Does the newest line say that this one is current? It does not when a process died behind writing and before moving. */
export function saysCurrent(moves: readonly Move[], current: string | null): boolean {
  const last = moves.at(-1);
  return last === undefined || (last.kind === 'undone' ? last.from : last.to) === current;
}

/** The editions in the order in which they were published, oldest first. Those of which that is not known come first. */
export function inOrder(moves: readonly Move[], editions: readonly Edition[]): readonly Edition[] {
  const places = new Map<string, number>();
  for (const [at, { kind, to }] of moves.entries())
    if (to !== null && (kind === 'published' || kind === 'approved')) places.set(to, at);
  const place = ({ id }: Edition): number => places.get(id) ?? -1;
  return editions.toSorted((one, other) => place(one) - place(other) || one.createdAtMs - other.createdAtMs);
}
