import { cut, footerOf, headline, keyOf, type Message, type PlaceOf } from './message.ts';

/** A mail as plain text, with the heads that make a thread of an episode. */
export type Mail = {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** The same at every try: mail programs show a repeat once. */
  readonly messageId: string;
  readonly references: string;
};

/** A line of a head may have 998 characters (RFC 5322, 2.1.1). */
const SUBJECT_MAX = 200;

export function renderEmail(message: Message, { from, to }: PlaceOf<'email'>): Mail {
  const { notice, id } = message;
  const { alert } = notice;
  const link = alert.url === null ? [] : ['', alert.url];
  return {
    from,
    to,
    subject: cut(headline(notice).replaceAll(/\s+/g, ' '), SUBJECT_MAX),
    text: [headline(notice), '', ...alert.lines, ...link, '', footerOf(message), ''].join('\n'),
    messageId: `<${id}@failsoft.invalid>`,
    references: `<${keyOf(message)}@failsoft.invalid>`,
  };
}
