import { Mark } from '@tiptap/core';

/** Who has written a passage that the person did not, kept on the passage itself. */
export type Author = {
  /** `provider/model`; empty where the gateway did not say. */
  readonly by: string;
  /** Why it was not who was asked, in words; empty when it was. */
  readonly why: string;
  /** What was asked for, such as "Rewrite". */
  readonly action: string;
  /** Ms since 1970. */
  readonly atMs: number;
};

/** It travels with the document and with its versions. In the `.md`, which is plain, it is no more than the words. */
export const Authorship = Mark.create({
  name: 'authorship',
  // What is typed behind a passage is the person's own.
  inclusive: false,
  excludes: '',
  addAttributes: () => ({
    by: {
      default: '',
      parseHTML: (element) => element.dataset['by'] ?? '',
      renderHTML: ({ by }) => ({ 'data-by': by }),
    },
    why: {
      default: '',
      parseHTML: (element) => element.dataset['why'] ?? '',
      renderHTML: ({ why }) => ({ 'data-why': why }),
    },
    action: {
      default: '',
      parseHTML: (element) => element.dataset['action'] ?? '',
      renderHTML: ({ action }) => ({ 'data-action': action }),
    },
    atMs: {
      default: 0,
      parseHTML: (element) => Number(element.dataset['at'] ?? 0),
      renderHTML: ({ atMs }) => ({ 'data-at': String(atMs) }),
    },
  }),
  parseHTML: () => [{ tag: 'span[data-by]' }],
  renderHTML: ({ HTMLAttributes }) => ['span', { ...HTMLAttributes, class: 'by-ai' }, 0],
});

/** What people read of it. */
export function authorWords({ by, why, action, atMs }: Author, clock: (ms: number) => string): string {
  const who = by === '' ? 'a model that the gateway did not name' : nameOf(by);
  return `${action === '' ? 'Written' : action} by ${who}${why === '' ? '' : ` ${why}`}, ${clock(atMs)}`;
}

/** The model of `provider/model`. */
export function nameOf(by: string): string {
  return by.slice(by.indexOf('/') + 1);
}
