declare module 'nspell' {
  export default function nspell(dictionary: { readonly aff: string; readonly dic: string }): {
    readonly correct: (word: string) => boolean;
    readonly suggest: (word: string) => readonly string[];
  };
}

declare module 'write-good' {
  export default function writeGood(
    text: string,
    options: Readonly<Record<string, boolean>>,
  ): readonly { readonly index: number; readonly offset: number; readonly reason: string }[];
}
