const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** A key. It prints as `[secret]` wherever it is printed; only `reveal` gives it away, and only headers call that. */
export class Secret {
  readonly #value: string;
  /** The environment variable that it was taken from; empty when it was written down in place. */
  readonly variable: string;

  constructor(value: string, variable = '') {
    this.#value = value;
    this.variable = variable;
  }

  reveal(): string {
    return this.#value;
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

/** The text with every occurrence of a secret, or of its URL-encoded or base64 form, replaced by `[secret]`. */
export function redact(text: string, secrets: readonly Secret[]): string {
  let clean = text;
  for (const secret of secrets) {
    const value = secret.reveal();
    if (value.length < 6) continue;
    for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString('base64')]) {
      clean = clean.replaceAll(form, '[secret]');
    }
  }
  return clean;
}
