/** Something that a model can be asked to do with a text. */
export type Action = {
  readonly id: string;
  readonly label: string;
  /** `passage`: the selection, or else the paragraph; `before`: the text up to the caret; `all`: the whole text. */
  readonly about: 'passage' | 'before' | 'all';
  /** What is done with the answer unless the person says otherwise. */
  readonly use: 'replace' | 'below' | 'title' | 'read';
  /** What it asks for, in words for the model. `detail` is what the person has chosen or typed. */
  readonly ask: (detail: string) => string;
  /** What may be chosen; empty: nothing is to be chosen. */
  readonly choices: readonly string[];
  /** Can a small model on this computer do it well? */
  readonly simple: boolean;
};

const REPLACE = { about: 'passage', use: 'replace', choices: [], simple: true } as const;
const READ = { about: 'all', use: 'read', choices: [], simple: false } as const;

export const ACTIONS: readonly Action[] = [
  {
    id: 'continue',
    label: 'Continue',
    about: 'before',
    use: 'below',
    choices: [],
    simple: false,
    ask: () =>
      'Go on with this text where it ends, in its own voice, with one or two paragraphs. Do not repeat any of it.',
  },
  {
    ...REPLACE,
    id: 'rewrite',
    label: 'Rewrite',
    ask: () =>
      'Rewrite this passage so that it is clearer and reads better. Keep its meaning, its voice and about its length.',
  },
  {
    ...REPLACE,
    id: 'shorten',
    label: 'Shorten',
    ask: () => 'Shorten this passage to about half. Keep what matters, and its voice.',
  },
  {
    ...REPLACE,
    id: 'expand',
    label: 'Expand',
    simple: false,
    ask: () => 'Expand this passage with more detail, to about twice its length. Invent no facts, names or figures.',
  },
  {
    ...REPLACE,
    id: 'tone',
    label: 'Change tone',
    simple: false,
    choices: ['Friendly', 'Formal', 'Plain', 'Confident', 'Warm'],
    ask: (tone) => `Rewrite this passage in a ${tone.toLowerCase()} tone. Keep its meaning.`,
  },
  {
    ...REPLACE,
    id: 'translate',
    label: 'Translate',
    simple: false,
    choices: [
      'English',
      'German',
      'French',
      'Spanish',
      'Italian',
      'Portuguese',
      'Dutch',
      'Polish',
      'Japanese',
      'Chinese',
    ],
    ask: (language) => `Translate this passage into ${language}. Keep its formatting.`,
  },
  { ...READ, id: 'summarise', label: 'Summarise', ask: () => 'Summarise this text in three to five sentences.' },
  {
    ...READ,
    id: 'title',
    label: 'Suggest a title',
    use: 'title',
    simple: true,
    ask: () => 'Suggest one title for this text, of at most eight words. Answer with the title alone, without quotes.',
  },
  {
    ...READ,
    id: 'outline',
    label: 'Outline',
    use: 'below',
    ask: () =>
      'Write an outline of this text as a nested list in Markdown. If it is only an idea, outline what it could become.',
  },
];

/** What the person says in their own words. */
export function ownInstruction(hasSelection: boolean): Action {
  return {
    id: 'own',
    label: 'Ask',
    about: hasSelection ? 'passage' : 'all',
    use: hasSelection ? 'replace' : 'below',
    choices: [],
    simple: false,
    ask: (words) => words,
  };
}
