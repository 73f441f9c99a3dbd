import { type Place, secretsOf } from '../../../model/channel.ts';
import { redact } from '../../../model/secret.ts';
import type { Cancel, World } from '../../../world/world.ts';
import { renderDesktop } from '../channels/desktop.ts';
import { renderEmail } from '../channels/email.ts';
import { render } from '../channels/index.ts';
import type { Message } from '../channels/message.ts';
import { sendMail } from './mail.ts';
import type { Outcome } from './outcome.ts';
import { sendPost } from './post.ts';
import { show } from './show.ts';

/** Tries once to tell a place, and calls back once. Nothing comes after the cancellation. */
export type Send = (message: Message, place: Place, done: (outcome: Outcome) => void) => Cancel;

export type SenderParts = {
  readonly world: Pick<World, 'open' | 'after' | 'wallMs'>;
  /** Certificates, PEM, trusted besides the built-in ones. */
  readonly extraCa: readonly string[];
};

export function senderFor({ world, extraCa }: SenderParts): Send {
  return (message, place, done) => {
    const said = (outcome: Outcome): void => done(clean(outcome, place));
    if (place.kind === 'email') return sendMail(renderEmail(message, place), place, { extraCa, done: said });
    if (place.kind === 'desktop') return show(renderDesktop(message, process.platform), said);
    return sendPost(world, render(message, place), said);
  };
}

/** Whoever refuses something may repeat what opened the door. */
function clean(outcome: Outcome, place: Place): Outcome {
  const without = (text: string): string => redact(text, secretsOf(place));
  if (!outcome.ok) return { ...outcome, why: without(outcome.why) };
  return outcome.note === undefined ? outcome : { ...outcome, note: without(outcome.note) };
}
