import type { ShelfState } from './shelf.ts';

/** How far what was typed has got. */
export type Saving = {
  /** In this browser: `saving`: it is on its way. */
  readonly browser: 'saving' | 'kept' | Exclude<ShelfState, 'fine'>;
  /** In the folder of the gateway. */
  readonly folder:
    | { readonly kind: 'nothing' }
    | { readonly kind: 'saving' }
    | { readonly kind: 'saved'; readonly atMs: number; readonly path: string }
    | { readonly kind: 'away' }
    | { readonly kind: 'refused'; readonly why: string };
};

export type SavingWords = {
  readonly text: string;
  /** `busy`: it is on its way. `quiet`: all is well. */
  readonly tone: 'busy' | 'quiet' | 'waits' | 'bad';
  /** Is the person offered to take the words away as a file? */
  readonly offersFile: boolean;
};

const WHY_UNKEPT = {
  full: 'browser storage is full',
  refused: 'this browser keeps nothing',
} as const;

/** What the indicator says, and nothing that is not true. `here`: is the gateway on the computer of this browser? */
export function wordsOf({ browser, folder }: Saving, here: boolean, clock: (ms: number) => string): SavingWords {
  const isKept = browser === 'kept';
  if (browser === 'saving') return BUSY;
  switch (folder.kind) {
    case 'saved': {
      const saved = `Saved on ${here ? 'this computer' : 'the computer of the gateway'} ${clock(folder.atMs)}`;
      if (isKept) return quiet(saved);
      return { text: `${saved}; ${WHY_UNKEPT[browser]}`, tone: 'waits', offersFile: false };
    }
    case 'nothing':
      return isKept ? quiet('') : { text: sentence(WHY_UNKEPT[browser]), tone: 'waits', offersFile: false };
    case 'saving':
      return BUSY;
    case 'away':
      if (isKept) return waits('Saved in this browser; folder copy waits for the gateway');
      return { text: `Not saved: ${WHY_UNKEPT[browser]}.`, tone: 'bad', offersFile: true };
    case 'refused':
      if (isKept) return { ...waits(`Saved in this browser, but not in the folder. ${folder.why}`), offersFile: true };
      return { text: `Not saved: ${WHY_UNKEPT[browser]}. ${folder.why}`, tone: 'bad', offersFile: true };
  }
}

const BUSY: SavingWords = { text: 'Saving…', tone: 'busy', offersFile: false };

function quiet(text: string): SavingWords {
  return { text, tone: 'quiet', offersFile: false };
}

function waits(text: string): SavingWords {
  return { text, tone: 'waits', offersFile: false };
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
