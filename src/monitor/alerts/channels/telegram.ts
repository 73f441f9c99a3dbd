import { cutAs, footerOf, headline, type Message, type PlaceOf, type Post, postJson } from './message.ts';

/** Characters, of 4096 after entities were read: core.telegram.org/bots/api#sendmessage. */
const TITLE_MAX = 300;
const TEXT_MAX = 3_500;

/** A message of a bot, in the HTML that Telegram knows. */
export function renderTelegram(message: Message, { token, chat, address }: PlaceOf<'telegram'>): Post {
  const { alert } = message.notice;
  const parts = [
    `<b>${escaped(headline(message.notice), TITLE_MAX)}</b>`,
    escaped(alert.lines.join('\n'), TEXT_MAX),
    `<i>${escaped(footerOf(message), TITLE_MAX)}</i>`,
    ...(alert.url === null ? [] : [`<a href="${withEntities(alert.url)}">Read more</a>`]),
  ];
  return postJson(`${address}/bot${token.reveal()}/sendMessage`, {
    chat_id: chat,
    text: parts.filter((part) => part !== '').join('\n'),
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    disable_notification: alert.severity === 'info',
  });
}

/** Behind a joiner of no width, `@name` calls nobody. */
function escaped(text: string, most: number): string {
  return withEntities(cutAs(text, most, (letter) => (letter === '@' ? '@\u2060' : letter)));
}

function withEntities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
