/**
 * A name or id in the letters that providers accept, at most `lengthMax` of them. What fits stays as it is. The same text
 * always gives the same result, different ones differ.
 */
export function fitting(text: string, lengthMax: number): string {
  if (text.length <= lengthMax && /^[a-zA-Z0-9_-]+$/.test(text)) return text;
  return `${text.replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, lengthMax - 9)}_${hash(text)}`;
}

const SHORT_LENGTH = 9;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * An id in nine letters and digits, which is all that Mistral takes. One that has this form stays as it is; the same id always
 * gives the same result. Two of a body may, once in 10^15 pairs, become the same: whoever writes them has to look.
 */
export function shortened(id: string): string {
  if (/^[a-zA-Z0-9]{9}$/.test(id)) return id;
  let value = BigInt(`0x${hash(id)}${hash(`#${id}`)}`);
  let short = '';
  for (let place = 0; place < SHORT_LENGTH; place += 1) {
    short += LETTERS[Number(value % 62n)] ?? '';
    value /= 62n;
  }
  return short;
}

/** FNV-1a, 32 bits. It only has to tell apart the few names of one request, always in the same way. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}
