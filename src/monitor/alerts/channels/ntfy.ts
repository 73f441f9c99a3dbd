import {
  cut,
  cutBytes,
  footerOf,
  type Message,
  type PlaceOf,
  type Post,
  postJson,
  titleOf,
  type Tone,
  toneOf,
} from './message.ts';

/** docs.ntfy.sh/publish: what is longer than 4096 bytes becomes a file. */
const MESSAGE_BYTES_MAX = 4_000;
const TITLE_MAX = 250;

/** Priority 1 to 5, and the name of an emoji. */
const LOOKS: Readonly<Record<Tone, readonly [priority: number, tag: string]>> = {
  critical: [5, 'red_circle'],
  warning: [4, 'orange_circle'],
  note: [3, 'information_source'],
  over: [3, 'green_circle'],
};

/** A message as JSON, which goes to the server and names its topic: the last part of the address. Words are plain text there. */
export function renderNtfy(message: Message, { url, token }: PlaceOf<'ntfy'>): Post {
  const { notice } = message;
  const { alert } = notice;
  const [priority, tag] = LOOKS[toneOf(notice)];
  const { server, topic } = partsOf(url.reveal());
  return postJson(
    server,
    {
      topic,
      title: cut(titleOf(notice), TITLE_MAX),
      message: cutBytes([...alert.lines, footerOf(message)].join('\n'), MESSAGE_BYTES_MAX),
      priority,
      tags: [tag],
      markdown: false,
      ...(alert.url !== null && { click: alert.url }),
    },
    token === null ? {} : { authorization: `Bearer ${token.reveal()}` },
  );
}

function partsOf(url: string): { readonly server: string; readonly topic: string } {
  const { origin, pathname } = new URL(url);
  const path = pathname.replace(/\/+$/, '');
  const at = path.lastIndexOf('/');
  return { server: `${origin}${path.slice(0, at)}/`, topic: decodeURIComponent(path.slice(at + 1)) };
}
