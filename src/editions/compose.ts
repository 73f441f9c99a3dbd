import type { Builds, Check, Edition, Outcome, Printed } from '../model/edition.ts';
import { FORMS, type Format, type Slot } from '../model/slot.ts';
import { sha256Hex } from '../world/hashes.ts';
import type { Said } from './asking.ts';
import type { Read } from './sources.ts';

/** Digits of an id. Of so many, no two are the same by chance. */
const ID_DIGITS = 24;

export type Parts = {
  readonly said: Said;
  readonly body: string;
  readonly sources: readonly Read[];
  readonly previous: string | null;
  readonly checks: readonly Check[];
  readonly createdAtMs: number;
};

/** An edition as it is written down: named after what it is and what it was made from, so that nobody can change it unnoticed. */
export function composed(slot: Slot, { said, body, sources, previous, checks, createdAtMs }: Parts): Printed {
  const { name, locale, format, model, prompt, staleMs, expiresMs } = slot;
  const sha256 = sha256Hex(body);
  const inputs = inputsOf(slot, sources);
  const identity = [name, locale ?? '', format, inputs, model, said.servedBy, sha256];
  const edition: Edition = {
    schema: 'failsoft.edition/v1',
    id: sha256Hex(identity.join('\n')).slice(0, ID_DIGITS),
    slot: name,
    locale,
    format,
    file: FORMS[format].file,
    bytes: Buffer.byteLength(body),
    sha256,
    createdAtMs,
    created: new Date(createdAtMs).toISOString(),
    staleAtMs: createdAtMs + staleMs,
    expiresAtMs: expiresMs === null ? null : createdAtMs + expiresMs,
    model,
    servedBy: said.servedBy,
    request: said.request,
    prompt: sha256Hex(prompt),
    inputs,
    sources: sources.map((source) => ({ name: source.name, sha256: source.mark.sha256 })),
    previous,
    checks,
  };
  return { edition, body };
}

/** The digest of all that an edition is made from. */
export function inputsOf({ name, locale, format, model, prompt }: Slot, sources: readonly Read[]): string {
  const read = sources.map((source) => `${source.name} ${source.mark.sha256}`);
  return sha256Hex([name, locale ?? '', format, model, sha256Hex(prompt), ...read].join('\n'));
}

const FENCED = /^```[a-z]*[ \t]*\n([\s\S]*?)\n```$/;

/** What a model said as content: without the fence that some put around the whole, with one line end behind the last word. */
export function bodyOf(text: string, format: Format): string {
  const plain = text.replaceAll('\r\n', '\n').trim();
  const [, inside] = FENCED.exec(plain) ?? [];
  const isWhole = inside !== undefined && !inside.includes('\n```');
  return `${(isWhole ? inside : plain).trim()}${format === 'json' ? '' : '\n'}`;
}

export type Ended = {
  readonly outcome: Outcome;
  readonly said: string;
  readonly edition: string | null;
  /** What it was made from; null when that was not read. */
  readonly from: Pick<Builds, 'inputs' | 'marks'> | null;
  readonly checks: readonly Check[];
};

/** What is remembered of builds after one more. */
export function remembered(before: Builds, ended: Ended, nowMs: number): Builds {
  const { outcome, said, edition, from, checks } = ended;
  // One that is made once more as it was before, behind another one, has the date of its first time.
  const isGood = outcome === 'confirmed' || outcome === 'published';
  const isInVain = outcome === 'failed' || outcome === 'held';
  const heldBy = { ...before.heldBy };
  if (outcome === 'held') for (const { name } of checks.filter(({ ok }) => !ok)) heldBy[name] = (heldBy[name] ?? 0) + 1;
  return {
    last: { atMs: nowMs, outcome, said, edition },
    failures: isInVain ? before.failures + 1 : 0,
    failingSinceMs: isInVain ? (before.failingSinceMs ?? nowMs) : null,
    confirmed: isGood && edition !== null ? { edition, atMs: nowMs } : before.confirmed,
    inputs: isInVain || from === null ? before.inputs : from.inputs,
    // What the gate holds back it would hold back again, as long as nothing changes.
    marks: from?.marks ?? before.marks,
    heldBy,
  };
}
