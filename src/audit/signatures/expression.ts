const made = new Map<string, RegExp>();

/**
 * An expression that stands in a signature, made once: signatures are plain data for the threads, and are asked for the same few
 * expressions at every call and setting. Without flags that make it remember anything.
 */
export function expression(text: string, flags: '' | 'i' = ''): RegExp {
  const key = `${flags}/${text}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const fresh = new RegExp(text, flags);
  made.set(key, fresh);
  return fresh;
}
