const plain = new Map<string, RegExp>();
const caseless = new Map<string, RegExp>();

/**
 * An expression that stands in a signature, made once: signatures are plain data for the threads, and are asked for the same few
 * expressions at every call and setting. Without flags that make it remember anything.
 */
export function expression(text: string, flags: '' | 'i' = ''): RegExp {
  const made = flags === 'i' ? caseless : plain;
  const known = made.get(text);
  if (known !== undefined) return known;
  const fresh = new RegExp(text, flags);
  made.set(text, fresh);
  return fresh;
}
