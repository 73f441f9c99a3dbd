import { hash } from '../answer/chance.ts';

/** What a simulated provider signs its thinking with. No other provider accepts it. */
export function signatureOf(thinking: string, provider: string): string {
  const mark = hash(`${provider}|${thinking}`).toString(36);
  return Buffer.from(`sandbox:${provider}:${mark}:`.padEnd(96, mark)).toString('base64');
}

/** Did this provider sign it, whatever it was? */
export function isOwn(signature: string, provider: string): boolean {
  return Buffer.from(signature, 'base64').toString('utf8').startsWith(`sandbox:${provider}:`);
}
