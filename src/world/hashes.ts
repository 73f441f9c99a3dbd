import { createHash, createHmac, createPrivateKey, createSign } from 'node:crypto';

/**
 * What requests to clouds are signed with. The same input gives the same output, in every world: nothing here is chance. It stands
 * here because the engine must not reach for Node's modules itself.
 */

/** SHA-256, as 64 hex digits. */
export function sha256Hex(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

export function hmacSha256(key: Uint8Array | string, data: string): Uint8Array {
  return createHmac('sha256', key).update(data, 'utf8').digest();
}

/** RSASSA-PKCS1-v1_5 with SHA-256. Null when this is no private key that can sign so. */
export function signRs256(privateKeyPem: string, data: string): Uint8Array | null {
  try {
    const key = createPrivateKey(privateKeyPem);
    if (key.asymmetricKeyType !== 'rsa') return null;
    return createSign('RSA-SHA256').update(data, 'utf8').sign(key);
  } catch {
    // A key that was cut when it was copied, or one with a password.
    return null;
  }
}
