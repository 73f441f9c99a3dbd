import {
  cut,
  cutAs,
  footerOf,
  headline,
  LOOKS,
  type Message,
  type PlaceOf,
  type Post,
  postJson,
  toneOf,
} from './message.ts';

/** Limits of an embed (docs.discord.com, message resource). All of it together may have 6000 characters. */
const TITLE_MAX = 256;
const DESCRIPTION_MAX = 4_096;
const FOOTER_MAX = 512;

/** A webhook with one embed, which calls nobody whatever it says. */
export function renderDiscord(message: Message, { url }: PlaceOf<'discord'>): Post {
  const { notice } = message;
  const { alert } = notice;
  return postJson(url.reveal(), {
    username: 'Failsoft',
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: escaped(headline(notice), TITLE_MAX),
        description: escaped(alert.lines.join('\n'), DESCRIPTION_MAX),
        color: LOOKS[toneOf(notice)].colour,
        timestamp: new Date(alert.atMs).toISOString(),
        footer: { text: cut(footerOf(message), FOOTER_MAX) },
        ...(alert.url !== null && { url: alert.url }),
      },
    ],
  });
}

/** What makes Markdown there; a backslash before it makes it a letter again. */
function escaped(text: string, most: number): string {
  return cutAs(text, most, (letter) => (/[\\*_~`|>#[\]()<@-]/.test(letter) ? `\\${letter}` : letter));
}
