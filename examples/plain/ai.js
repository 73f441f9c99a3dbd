import { acrossTabs, browserStore, createAsking, createClient, createQueue, followHelp } from 'failsoft/client';

const model = 'claude-sonnet-5-5';
export const client = createClient({ url: '/ai' });

/** How much help there is, from 0 (as always) to 4 (not even a gateway), and why. */
export const help = acrossTabs(followHelp(client, { model }), 'reply help');

/** What was asked while nobody could answer. It survives the browser, the gateway and the outage. */
export const queue = createQueue({ client, help, store: browserStore('reply') });

/** The place where drafts arrive. */
export const asking = createAsking({ client, help, queue });

/** A question about a letter. `about` is the reply as it is now: later it is compared with what has become of it. */
export function draftFor(letter, reply) {
  const content = `Draft a short, friendly reply to this letter.\n\n<letter>\n${letter}\n</letter>\n\n<begun>\n${reply}\n</begun>`;
  return {
    request: {
      protocol: 'anthropic',
      workflow: 'support-reply',
      body: { model, max_tokens: 400, messages: [{ role: 'user', content }] },
    },
    place: 'letter-1',
    about: reply,
  };
}
