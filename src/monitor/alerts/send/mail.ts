import { rootCertificates } from 'node:tls';
import type { SMTPTransportOptions as SmtpOptions, Transporter } from 'nodemailer';
import type { Cancel } from '../../../world/world.ts';
import type { Mail } from '../channels/email.ts';
import type { PlaceOf } from '../channels/message.ts';
import { excerpt, GOT_THROUGH, lost, type Outcome, refused, TRY_MS } from './outcome.ts';

type MailServer = Pick<PlaceOf<'email'>, 'server' | 'insecure'>;

/** Hands a mail to its server once and calls back once. It goes there directly: proxies are for HTTP. */
export function sendMail(
  mail: Mail,
  place: MailServer,
  { extraCa, done }: { readonly extraCa: readonly string[]; readonly done: (outcome: Outcome) => void },
): Cancel {
  let over = false;
  let transport: Transporter | null = null;
  const stop = (): void => {
    over = true;
    clearTimeout(timer);
    transport?.close();
  };
  const end = (outcome: Outcome): void => {
    if (over) return;
    stop();
    done(outcome);
  };
  // Not the world's: no simulated world has a mail server.
  const timer = setTimeout(() => end(lost(`no answer within ${TRY_MS / 1_000} s`)), TRY_MS).unref();
  const hand = async (): Promise<Outcome> => {
    // Loaded here, because it takes longer than all the rest and few send mail.
    const { createTransport } = await import('nodemailer');
    if (over) return GOT_THROUGH;
    transport = createTransport(settingsOf(place, extraCa));
    const { from, to, subject, text, messageId, references } = mail;
    const head = { messageId, references, inReplyTo: references, headers: { 'Auto-Submitted': 'auto-generated' } };
    const { rejected = [] } = await transport.sendMail({ from, to: [...to], subject, text, ...head });
    // Another try would tell the others once more. Where it is taken for nobody, the server's word is thrown.
    return rejected.length === 0
      ? GOT_THROUGH
      : { ok: true, note: excerpt(`not taken for ${rejected.map(addressOf).join(', ')}`) };
  };
  hand().then(end, (error: unknown) => end(failureOf(error)));
  return stop;
}

function addressOf(rejected: string | { readonly address: string }): string {
  return typeof rejected === 'string' ? rejected : rejected.address;
}

function settingsOf({ server, insecure }: MailServer, extraCa: readonly string[]): SmtpOptions {
  const { protocol, hostname, port, username, password } = new URL(server.reveal());
  const secure = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    // Without this, whoever stands between could have the mail in the clear.
    requireTLS: !secure && !insecure,
    ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    ...(extraCa.length > 0 && { tls: { ca: [...rootCertificates, ...extraCa] } }),
    connectionTimeout: TRY_MS,
    greetingTimeout: TRY_MS,
    socketTimeout: TRY_MS,
    dnsTimeout: TRY_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** RFC 5321, 4.2.1: 5xx is for ever; of those, what comes after the sender was taken is about the mail. */
function failureOf(error: unknown): Outcome {
  const why = excerpt(error instanceof Error ? error.message : String(error));
  const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
  const step = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code >= 500 && step === 'EMESSAGE' ? refused(why) : lost(why);
}
