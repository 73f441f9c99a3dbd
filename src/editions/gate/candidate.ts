import type { Secret } from '../../model/secret.ts';
import type { Slot } from '../../model/slot.ts';

/** What a source says. `address`: where others find it; empty for a file, and for an address that is secret. */
export type SourceText = { readonly name: string; readonly text: string; readonly address: string };

/** Content that may become an edition, and all that is needed to judge it. */
export type Candidate = {
  readonly slot: Pick<Slot, 'format' | 'locale' | 'rules'>;
  readonly body: string;
  /** What it is made from: sources, and what the operator has said. */
  readonly sources: readonly SourceText[];
  /** What is current; null when nothing is. */
  readonly previous: string | null;
  /** What stands in the configuration and nowhere else. */
  readonly secrets: readonly Secret[];
};

/** What one check says of a candidate; null where it is not asked for. The words hold none of what should not be published. */
export type Look = (candidate: Candidate) => Finding | null;

export type Finding = { readonly ok: boolean; readonly said: string };

export const fine = (said: string): Finding => ({ ok: true, said });
export const wrong = (said: string): Finding => ({ ok: false, said });

/** `1 link`, `3 links`. */
export function count(number: number, one: string, more = `${one}s`): string {
  return `${number} ${number === 1 ? one : more}`;
}
