import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../model/fault.ts';
import { type Json, numberAt, textAt } from '../../model/json.ts';
import { readOrNull, remove, writeWhole } from './files.ts';

/** Why a version was kept. `outside`: what another program has written into the file. */
export const REASONS = ['work', 'ai', 'export', 'restore', 'import', 'outside'] as const;
export type Reason = (typeof REASONS)[number];

/** A text as it once was. */
export type Version = {
  /** When it was kept, ms since 1970; later ones are greater, whatever the clock does. */
  readonly id: number;
  readonly reason: Reason;
  /** What else is to be said of it, such as who has answered. */
  readonly note: string;
  readonly words: number;
};

export type Kept = {
  readonly reason: Reason;
  readonly note: string;
  readonly words: number;
  readonly markdown: string;
  /** Null: there is only text. */
  readonly state: Uint8Array | null;
};

/** Of one document. The oldest that were only kept by the clock go first. */
const VERSIONS_MAX = 100;

/** Newest first. */
export async function listVersions(folder: string): Promise<readonly Version[]> {
  const names = await readdir(folder).catch(() => []);
  const ids = names.flatMap((name) => (/^\d+\.json$/.test(name) ? [Number(name.slice(0, -'.json'.length))] : []));
  const versions = await Promise.all(ids.toSorted((a, b) => b - a).map(async (id) => readVersion(folder, id)));
  return versions.filter((version) => version !== null);
}

async function readVersion(folder: string, id: number): Promise<Version | null> {
  const file = await readOrNull(join(folder, `${id}.json`));
  if (file === null) return null;
  let json: Json;
  try {
    json = JSON.parse(file.toString('utf8'));
  } catch {
    return null;
  }
  const reason = REASONS.find((one) => one === textAt(json, 'reason')) ?? 'work';
  return { id, reason, note: textAt(json, 'note'), words: numberAt(json, 'words') };
}

/** Throws `no-such-path`. */
export async function versionAt(
  folder: string,
  id: number,
): Promise<{ readonly markdown: string; readonly state: Uint8Array | null }> {
  const markdown = await readOrNull(join(folder, `${id}.md`));
  if (markdown === null) throw new Fault('no-such-path', 'There is no such version');
  return { markdown: markdown.toString('utf8'), state: await readOrNull(join(folder, `${id}.ydoc`)) };
}

/** Throws `configuration`. */
export async function keepVersion(folder: string, kept: Kept, nowMs: number): Promise<Version> {
  const before = await listVersions(folder);
  const id = Math.max(nowMs, (before[0]?.id ?? 0) + 1);
  const { reason, note, words } = kept;
  await writeWhole(join(folder, `${id}.md`), kept.markdown);
  if (kept.state !== null) await writeWhole(join(folder, `${id}.ydoc`), kept.state);
  // It is a version once this is there.
  await writeWhole(join(folder, `${id}.json`), `${JSON.stringify({ reason, note, words })}\n`);
  for (const one of tooMany(before)) {
    for (const ending of ['json', 'ydoc', 'md']) await remove(join(folder, `${one}.${ending}`));
  }
  return { id, reason, note, words };
}

function tooMany(before: readonly Version[]): readonly number[] {
  const count = before.length + 1 - VERSIONS_MAX;
  if (count <= 0) return [];
  const oldestFirst = before.toReversed();
  const byClock = oldestFirst.filter(({ reason }) => reason === 'work');
  return [...byClock, ...oldestFirst.filter(({ reason }) => reason !== 'work')].slice(0, count).map(({ id }) => id);
}
