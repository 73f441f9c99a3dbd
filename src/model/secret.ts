const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Two besides a key are usual, and a token that is on its way out may still be in use. */
const OTHERS_MAX = 4;

/** A key. It prints as `[secret]` wherever it is printed; only `reveal` gives it away, and only headers call that. */
export class Secret {
  readonly #value: string;
  /** The environment variable that it was taken from; empty when it was written down in place. */
  readonly variable: string;
  #others: readonly Secret[] = [];

  constructor(value: string, variable = '') {
    this.#value = value;
    this.variable = variable;
  }

  reveal(): string {
    return this.#value;
  }

  /** What belongs to it is hidden wherever it is: a token that was got with it, say. Of those, the newest few. */
  hideAlso(other: Secret): void {
    this.#others = [other, ...this.#others].slice(0, OTHERS_MAX);
  }

  /** It, and what is hidden with it. */
  all(): readonly Secret[] {
    return [this, ...this.#others];
  }

  /** Enough for a person to recognise it: `sk-ant-…Qx4A`. Short ones show nothing. */
  hint(): string {
    const value = this.#value;
    if (value.length < 16) return '…';
    const prefix = /^[a-z]{1,6}(-[a-z0-9]{1,6})?[-_]/i.exec(value)?.[0] ?? '';
    return `${prefix}…${value.slice(-4)}`;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [INSPECT](): string {
    return '[secret]';
  }
}

/** A piece of a secret this long gives it away, characters. Shorter secrets are looked for as a whole. */
const PIECE = 8;
const SECRET_LENGTH_MIN = 6;

/**
 * The text with `[secret]` in the place of every piece of a secret: as it is, as it stands in a URL or in base64, alone or in the
 * middle of something else. Providers like to repeat the beginning and the end of a key.
 */
export function redact(text: string, secrets: readonly Secret[]): string {
  let clean = text;
  for (const secret of secrets.flatMap((one) => one.all())) {
    const { pieces, length } = piecesOf(secret);
    if (length > 0) clean = without(clean, pieces, length);
  }
  return clean;
}

function without(text: string, pieces: ReadonlySet<string>, length: number): string {
  let clean = '';
  let from = 0;
  for (let at = 0; at + length <= text.length; at += 1) {
    if (!pieces.has(text.slice(at, at + length))) continue;
    let end = at + length;
    for (let next = at + 1; next <= end && next + length <= text.length; next += 1)
      if (pieces.has(text.slice(next, next + length))) end = next + length;
    clean += `${text.slice(from, at)}[secret]`;
    from = end;
    at = end - 1;
  }
  return from === 0 ? text : clean + text.slice(from);
}

type Pieces = { readonly pieces: ReadonlySet<string>; readonly length: number };

const known = new WeakMap<Secret, Pieces>();

function piecesOf(secret: Secret): Pieces {
  const before = known.get(secret);
  if (before !== undefined) return before;
  const value = secret.reveal();
  const length = value.length < SECRET_LENGTH_MIN ? 0 : Math.min(PIECE, value.length);
  const pieces = new Set<string>();
  for (const form of length === 0 ? [] : formsOf(value))
    for (let at = 0; at + length <= form.length; at += 1) pieces.add(form.slice(at, at + length));
  known.set(secret, { pieces, length });
  return { pieces, length };
}

function formsOf(value: string): readonly string[] {
  // It may begin at any of three places in a group of base64; what stands around it has a part in the letters at its ends.
  const inBase64 = ['', 'x', 'xx'].flatMap((before) =>
    (['base64', 'base64url'] as const).map((encoding) =>
      Buffer.from(before + value)
        .toString(encoding)
        .slice(before === '' ? 0 : 4, -4),
    ),
  );
  return [value, encodeURIComponent(value.toWellFormed()), ...inBase64];
}
