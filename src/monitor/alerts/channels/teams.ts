import {
  cut,
  footerOf,
  headline,
  type Message,
  type PlaceOf,
  type Post,
  postJson,
  type Tone,
  toneOf,
} from './message.ts';

/** A message may have about 28 KB (learn.microsoft.com/connectors/teams); six such lines fit into it in any script. */
const TITLE_MAX = 300;
const TEXT_MAX = 600;

const COLOURS: Readonly<Record<Tone, string>> = {
  critical: 'Attention',
  warning: 'Warning',
  note: 'Accent',
  over: 'Good',
};

/**
 * An Adaptive Card for a workflow that begins when a webhook request is received. Words stand in runs of text, the one element in which
 * nothing is Markdown (adaptivecards.io, TextRun).
 */
export function renderTeams(message: Message, { url }: PlaceOf<'teams'>): Post {
  const { notice } = message;
  const { alert } = notice;
  const title = { size: 'Medium', weight: 'Bolder', color: COLOURS[toneOf(notice)] };
  return postJson(url.reveal(), {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            text(cut(headline(notice), TITLE_MAX), title),
            ...alert.lines.filter((line) => line !== '').map((line) => text(cut(line, TEXT_MAX))),
            text(footerOf(message), { size: 'Small', isSubtle: true }),
          ],
          ...(alert.url !== null && { actions: [{ type: 'Action.OpenUrl', title: 'Read more', url: alert.url }] }),
          msteams: { width: 'Full' },
        },
      },
    ],
  });
}

function text(words: string, look: object = {}): object {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: words, ...look }] };
}
