import type { Shown } from '../../model/edition.ts';
import type { JsonObject } from '../../model/json.ts';
import { NO_USAGE } from '../../model/reply.ts';
import type { EditionRung } from '../../model/route.ts';
import { FORMS } from '../../model/slot.ts';
import type { Asked } from '../asked.ts';
import type { BelowAnswer } from './below.ts';

/** What is published, from memory: no request waits for a disk. Null: the slot has nothing that may be shown. */
export type Editions = { readonly shown: (slot: string) => Shown | null };

export const noEditions: Editions = { shown: () => null };

/** What a slot shows now as the answer to a request; null when that is nothing. */
export function editionAnswer({ slot }: EditionRung, { headers }: Asked, editions: Editions): BelowAnswer | null {
  const shown = editions.shown(slot);
  if (shown === null) return null;
  const said = told(slot, shown);
  return {
    mode: 'edition',
    reply: {
      id: '',
      model: '',
      parts: [{ type: 'text', text: textOf(shown) }],
      stop: 'done',
      stopSequence: '',
      usage: NO_USAGE,
    },
    servedBy: shown.kind === 'edition' ? shown.printed.edition.servedBy : '',
    headers: said.headers,
    note: headers['x-failsoft-label'] === 'body' ? { mode: 'edition', ...said.note } : null,
  };
}

type Told = { readonly headers: Readonly<Record<string, string>>; readonly note: JsonObject };

/** What is said of that which a slot shows: which edition, and how old. */
export function told(slot: string, shown: Shown): Told {
  if (shown.kind === 'fallback')
    return { headers: { 'x-failsoft-edition': `${slot}; fallback` }, note: { slot, fallback: true } };
  const { printed, ageMs, stale } = shown;
  const { id, created, servedBy } = printed.edition;
  const age = ageMs === null ? null : Math.floor(ageMs / 1_000);
  return {
    headers: {
      'x-failsoft-edition': `${slot}; id=${id}; generated=${created}${stale ? '; stale' : ''}`,
      ...(age !== null && { age: String(age) }),
    },
    note: { slot, edition: id, generated: created, age, stale, servedBy },
  };
}

/** Nobody sees heads: where people read it, the date of something old stands below it. */
function textOf(shown: Shown): string {
  if (shown.kind === 'fallback') return shown.text;
  const { edition, body } = shown.printed;
  const isRead = edition.format === 'text' || edition.format === 'markdown';
  if (!shown.stale || !isRead) return body;
  return `${body.trimEnd()}\n\n(${edition.created.slice(0, 16).replace('T', ' ')} UTC)`;
}

/** The type that a slot's content is served as. */
export function typeOf(shown: Shown): string {
  return FORMS[shown.kind === 'fallback' ? shown.format : shown.printed.edition.format].type;
}
