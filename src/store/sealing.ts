import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Secret } from '../model/secret.ts';

/**
 * Writes texts so that whoever reads the file cannot read them. Without a key they are written as they are, and nothing but the mode of
 * the file keeps others away from them.
 */
export type Sealing = {
  /** Is what is written unreadable without the key? */
  readonly isSealed: boolean;
  /** `about` says what it belongs to (a row and its tenant, say): it opens for nothing else. */
  readonly close: (text: Uint8Array, about: string) => Buffer;
  /** Throws Unopened. */
  readonly open: (sealed: Uint8Array, about: string) => Buffer;
  /** The same for the same text, by which it can be found and not be guessed. Another one with another key. */
  readonly mark: (text: Uint8Array) => string;
};

/** Why something cannot be opened, as the second half of a sentence. */
export class Unopened extends Error {}

export type SealingKeys = {
  /** Null: nothing is sealed. */
  readonly key: Secret | null;
  /** Keys that were in use before: what was sealed with them still opens. */
  readonly oldKeys: readonly Secret[];
};

/** The first byte of what is written: as it is, or by AES-256-GCM (NIST SP 800-38D). */
const PLAIN = 0;
const SEALED = 1;

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const ID_BYTES = 8;
/** Drawn anew for each text. With 96 random bits, one key is good for 2^32 of them (section 8.3 there): a million a day for 11 years. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + ID_BYTES + NONCE_BYTES + TAG_BYTES;

type Key = { readonly id: string; readonly cipherKey: Buffer; readonly markKey: Buffer };

export function sealing({ key, oldKeys }: SealingKeys): Sealing {
  const current = key === null ? null : derived(key);
  const known = new Map([...(key === null ? oldKeys : [key, ...oldKeys])].map(derived).map((one) => [one.id, one]));
  return {
    isSealed: current !== null,
    close: (text, about) => (current === null ? Buffer.concat([Buffer.of(PLAIN), text]) : closed(current, text, about)),
    open: (sealed, about) => {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      if (bytes[0] === PLAIN) return bytes.subarray(1);
      if (bytes[0] !== SEALED || bytes.length < HEAD_BYTES) throw new Unopened('it is nothing that was written here');
      const id = bytes.subarray(1, 1 + ID_BYTES).toString('hex');
      const by = known.get(id);
      if (by === undefined) throw new Unopened(`it was sealed with the key ${id}, which is not known here`);
      return opened(by, bytes, about);
    },
    mark: (text) =>
      (current === null ? createHash('sha256') : createHmac('sha256', current.markKey))
        .update(text)
        .digest('base64url'),
  };
}

/** One byte of how, the id of the key, nonce, tag, and the text. */
function closed({ id, cipherKey }: Key, text: Uint8Array, about: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, cipherKey, nonce).setAAD(Buffer.from(about));
  const parts = [cipher.update(text), cipher.final()];
  return Buffer.concat([Buffer.of(SEALED), Buffer.from(id, 'hex'), nonce, cipher.getAuthTag(), ...parts]);
}

function opened({ cipherKey }: Key, bytes: Buffer, about: string): Buffer {
  const nonce = bytes.subarray(1 + ID_BYTES, 1 + ID_BYTES + NONCE_BYTES);
  const tag = bytes.subarray(1 + ID_BYTES + NONCE_BYTES, HEAD_BYTES);
  const decipher = createDecipheriv(CIPHER, cipherKey, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(about)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES)), decipher.final()]);
  } catch {
    throw new Unopened('it was changed, or belongs to something else');
  }
}

/** Keys of their own for each use, and an id that gives nothing of them away (HKDF, RFC 5869). */
function derived(secret: Secret): Key {
  const part = (use: string, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', secret.reveal(), 'failsoft store', use, length));
  return {
    id: part('id', ID_BYTES).toString('hex'),
    cipherKey: part('seal', KEY_BYTES),
    markKey: part('mark', KEY_BYTES),
  };
}
