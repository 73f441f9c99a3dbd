import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { at, isObject, textAt, type Json } from '../../model/json.ts';
import type { Secret } from '../../model/secret.ts';
import { MINT_MARK } from '../../protocols/protocol.ts';

/** A thought of a model as only its maker can use it. */
export type Thought = {
  /** The target that thought it, `provider/model`. */
  readonly maker: string;
  /** `sealed`: nobody but its maker can read it; then `text` is empty. */
  readonly kind: 'thinking' | 'sealed';
  readonly text: string;
  /** Empty when its maker signs nothing. */
  readonly signature: string;
};

/**
 * Puts thoughts into the signature field of another dialect, where clients keep them word for word and send them back. What
 * comes back is believed only when it is ours. Nothing has to be remembered for it.
 */
export type Seal = {
  readonly close: (thought: Thought) => string;
  /** Null for everything that was not sealed with the same key. */
  readonly open: (text: string) => Thought | null;
};

/** Bytes of the authentication code: half of HMAC-SHA-256, which RFC 2104 section 5 allows. */
const CODE_BYTES = 16;

export function seal(key: Uint8Array): Seal {
  const codeOf = (payload: string): Buffer =>
    createHmac('sha256', key).update(payload).digest().subarray(0, CODE_BYTES);
  return {
    close: ({ maker, kind, text, signature }) => {
      const payload = Buffer.from(JSON.stringify({ m: maker, k: kind, t: text, s: signature })).toString('base64url');
      return `${MINT_MARK}${payload}.${codeOf(payload).toString('base64url')}`;
    },
    open: (sealed) => {
      if (!sealed.startsWith(MINT_MARK)) return null;
      const [payload = '', code = ''] = sealed.slice(MINT_MARK.length).split('.');
      const presented = Buffer.from(code, 'base64url');
      if (presented.length !== CODE_BYTES || !timingSafeEqual(presented, codeOf(payload))) return null;
      const said: Json = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
      if (!isObject(said)) return null;
      return {
        maker: textAt(said, 'm'),
        kind: at(said, 'k') === 'sealed' ? 'sealed' : 'thinking',
        text: textAt(said, 't'),
        signature: textAt(said, 's'),
      };
    },
  };
}

/**
 * The key of a gateway: the same after a restart and on every machine with the same provider keys, and of no use to learn
 * those. Without any key it is `otherwise`.
 */
export function sealKey(secrets: readonly Secret[], otherwise: string): Uint8Array {
  const hash = createHash('sha256').update('failsoft thoughts');
  for (const text of secrets.map((secret) => secret.reveal()).toSorted()) hash.update(`\n${text}`);
  if (secrets.length === 0) hash.update(otherwise);
  return hash.digest();
}
