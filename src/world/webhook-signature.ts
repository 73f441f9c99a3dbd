import { hmacSha256 } from './hashes.ts';

export type Signing = {
  /** The same at every try, so that receivers can tell repeats. */
  readonly id: string;
  /** When it is sent, ms since 1970. */
  readonly atMs: number;
  readonly body: string;
  /** One that begins with `whsec_` holds its bytes in base64; any other is taken as it is. Null: nothing is signed. */
  readonly secret: string | null;
};

/** The head that Standard Webhooks has (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md). */
export function webhookHead({ id, atMs, body, secret }: Signing): Readonly<Record<string, string>> {
  const seconds = String(Math.floor(atMs / 1_000));
  const head = { 'webhook-id': id, 'webhook-timestamp': seconds };
  if (secret === null) return head;
  const code = Buffer.from(hmacSha256(keyOf(secret), `${id}.${seconds}.${body}`)).toString('base64');
  return { ...head, 'webhook-signature': `v1,${code}` };
}

function keyOf(secret: string): Buffer {
  return secret.startsWith(PREFIX) ? Buffer.from(secret.slice(PREFIX.length), 'base64') : Buffer.from(secret);
}

const PREFIX = 'whsec_';
