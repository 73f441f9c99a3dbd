/** Callers may name any model, and a monitoring system keeps every name for ever: the first so many are told apart, all others are `other`. */
export const MODELS_MAX = 200;

export type Bounded = (value: string) => string;

export function bounded(most: number): Bounded {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most) return 'other';
    known.add(value);
    return value;
  };
}

/** `provider/model`, where the model's name may have slashes of its own. */
export function targetLabels(target: string, name: Bounded): { readonly provider: string; readonly model: string } {
  const slash = target.indexOf('/');
  if (slash < 0) return { provider: target, model: '' };
  return { provider: target.slice(0, slash), model: name(target.slice(slash + 1)) };
}
