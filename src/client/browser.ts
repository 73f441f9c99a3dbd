/** Of browsers as much as is used here, for the types of this package are those of Node. */
type Surroundings = {
  readonly indexedDB?: { readonly open: (name: string, version: number) => Opening };
  readonly navigator?: { readonly locks?: Locks };
};

type Locks = {
  readonly request: (
    name: string,
    options: { readonly signal: AbortSignal },
    begin: () => Promise<void>,
  ) => Promise<unknown>;
};

/** What was asked of a database, until it is there. */
export type Asked<T> = {
  readonly result: T;
  readonly error: Error | null;
  readonly addEventListener: (event: 'success' | 'error', told: () => void) => void;
};

type Opening = Asked<Database> & {
  readonly addEventListener: (event: 'upgradeneeded', told: () => void) => void;
};

export type Database = {
  readonly createObjectStore: (name: string) => unknown;
  readonly transaction: (name: string, mode: 'readwrite', options: { readonly durability: 'strict' }) => Transaction;
};

type Transaction = {
  readonly error: Error | null;
  readonly objectStore: (name: string) => Shelf;
  readonly addEventListener: (event: 'complete' | 'abort', told: () => void) => void;
};

/** The things in a database. */
export type Shelf = {
  readonly get: (key: string) => Asked<unknown>;
  readonly getAll: () => Asked<readonly unknown[]>;
  readonly put: (value: unknown, key: string) => unknown;
  readonly delete: (key: string) => unknown;
};

export function surroundings(): Surroundings {
  return globalThis;
}
