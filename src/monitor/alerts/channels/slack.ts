import { cutAs, footerOf, headline, type Message, type PlaceOf, type Post, postJson } from './message.ts';

/** Characters of a block: docs.slack.dev, Block Kit reference. */
const HEADER_MAX = 150;
const SECTION_MAX = 3_000;

/** An incoming webhook with blocks. All words are plain text, in which nothing is a mention, a link or a format. */
export function renderSlack(message: Message, { url }: PlaceOf<'slack'>): Post {
  const { alert } = message.notice;
  const lines = alert.lines.join('\n');
  const footer = escaped(footerOf(message), SECTION_MAX);
  const link = alert.url === null ? '' : ` · <${linkTo(alert.url)}|Read more>`;
  return postJson(url.reveal(), {
    // What notifications show, and screens that read aloud.
    text: escaped(headline(message.notice), SECTION_MAX),
    blocks: [
      { type: 'header', text: plain(headline(message.notice), HEADER_MAX) },
      ...(lines === '' ? [] : [{ type: 'section', text: plain(lines, SECTION_MAX) }]),
      { type: 'context', elements: [{ type: 'mrkdwn', text: footer + link, verbatim: true }] },
    ],
    unfurl_links: false,
    unfurl_media: false,
  });
}

function plain(text: string, most: number): object {
  return { type: 'plain_text', text: escaped(text, most), emoji: false };
}

/** The three letters that steer Slack, wherever a text stands: without them `<!channel>` is nobody. */
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escaped(text: string, most: number): string {
  return cutAs(text, most, (letter) => ENTITIES[letter] ?? letter);
}

/** Nothing in an address may end the link. */
function linkTo(url: string): string {
  return url.replace(/[|<>]/g, encodeURIComponent).replaceAll('&', '&amp;');
}
