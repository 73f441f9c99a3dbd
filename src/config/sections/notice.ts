import { z } from 'zod';
import { NOTICE_NAMES, unknownNames } from '../../model/notice.ts';
import type { NoticeRung } from '../../model/route.ts';
import { isMapping, isRecord, take } from '../check.ts';
import { NOTICE } from '../config.ts';
import { noticeRungSchema, noticeSchema } from '../schema/routes.ts';
import { escapeVariables, type Path, type Source } from '../source.ts';
import { didYouMean, shown } from '../words.ts';

/** Builds a rung `{ notice: … }`: a text, or a mapping with how and when it is told. */
export function buildNoticeRung(source: Source, entry: unknown, path: Path): NoticeRung | null {
  // A mapping is checked for itself, so that a mistake in it is told where it stands.
  const written = isRecord(entry) ? entry['notice'] : undefined;
  if (isMapping(written)) {
    const isAlone = take(source, noticeRungSchema.extend({ notice: z.unknown() }), entry, path) !== null;
    const rung = atLength(source, written, [...path, 'notice']);
    return isAlone ? rung : null;
  }
  const settings = take(source, noticeRungSchema, entry, path);
  if (typeof settings?.notice !== 'string') return null;
  reportNames(source, settings.notice, [...path, 'notice']);
  return { kind: 'notice', text: settings.notice };
}

function atLength(source: Source, written: Readonly<Record<string, unknown>>, path: Path): NoticeRung | null {
  const settings = take(source, noticeSchema, written, path);
  // All mistakes are told at once.
  reportNames(source, written['text'], [...path, 'text']);
  if (settings === null) return null;
  const { text = NOTICE, as, timeZone } = settings;
  if (timeZone !== undefined && !isTimeZone(timeZone))
    source.report([...path, 'timeZone'], `${shown(timeZone)} is no time zone; write one such as UTC or Europe/Berlin`);
  return {
    kind: 'notice',
    text,
    ...(as === 'error' && { as }),
    ...(timeZone !== undefined && { timeZone }),
  };
}

function reportNames(source: Source, text: unknown, path: Path): void {
  const names = Object.keys(NOTICE_NAMES);
  const known = names.map((one) => `{${one}}`).join(', ');
  for (const name of typeof text === 'string' ? unknownNames(text) : []) {
    const hint = didYouMean(name, names);
    source.report(
      path,
      `a notice cannot tell ${shown(`{${name}}`)}; it can tell ${known}, and {{ stands for a brace${hint}`,
    );
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

/** The same as it is written. */
export function renderNoticeRung({ text, as, timeZone }: NoticeRung): string | object {
  if (as === undefined && timeZone === undefined) return text === NOTICE ? 'notice' : { notice: escapeVariables(text) };
  return {
    notice: {
      ...(text !== NOTICE && { text: escapeVariables(text) }),
      ...(as !== undefined && { as }),
      ...(timeZone !== undefined && { timeZone }),
    },
  };
}
