import { NOTICE_NAMES, unknownNames } from '../model/notice.ts';
import type { NoticeRung } from '../model/route.ts';
import { take } from './check.ts';
import { NOTICE } from './config.ts';
import { noticeRungSchema } from './schema.ts';
import { escapeVariables, type Path, type Source } from './source.ts';
import { didYouMean, shown } from './words.ts';

/** Builds a rung `{ notice: … }`: a text, or a mapping with how and when it is told. */
export function buildNoticeRung(source: Source, entry: unknown, path: Path): NoticeRung | null {
  const settings = take(source, noticeRungSchema, entry, path);
  if (settings === null) return null;
  const { notice } = settings;
  if (typeof notice === 'string') return checked(source, { kind: 'notice', text: notice }, [...path, 'notice']);
  const { text = NOTICE, as, timeZone } = notice;
  const place = [...path, 'notice'];
  if (timeZone !== undefined && !isTimeZone(timeZone))
    source.report([...place, 'timeZone'], `${shown(timeZone)} is no time zone; write one such as UTC or Europe/Berlin`);
  const rung: NoticeRung = {
    kind: 'notice',
    text,
    ...(as === 'error' && { as }),
    ...(timeZone !== undefined && { timeZone }),
  };
  return checked(source, rung, [...place, 'text']);
}

function checked(source: Source, rung: NoticeRung, path: Path): NoticeRung {
  const names = Object.keys(NOTICE_NAMES);
  for (const name of unknownNames(rung.text)) {
    const known = names.map((one) => `{${one}}`).join(', ');
    source.report(
      path,
      `a notice cannot tell ${shown(`{${name}}`)}; it can tell ${known}, and {{ stands for a brace${didYouMean(name, names)}`,
    );
  }
  return rung;
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
