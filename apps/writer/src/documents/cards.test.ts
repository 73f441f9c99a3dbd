import { describe, expect, it } from 'vitest';
import { draftCard, shownTitle, withListed } from './cards.ts';
import type { Card } from './shelf.ts';

const card = (id: string, more: Partial<Card> = {}): Card => ({
  ...draftCard(id, '', 0),
  unsent: false,
  home: '/texts',
  ...more,
});
const listing = (folder: string, ...ids: readonly string[]) => ({
  folder,
  unwritable: null,
  folders: [],
  model: null,
  documents: ids.map((id) => ({
    id,
    title: `Title of ${id}`,
    folder: '',
    path: `${id}.md`,
    changedAtMs: 5,
    bytes: 1,
    trashedAtMs: null,
  })),
});
const ids = (cards: readonly Card[]): readonly string[] => cards.map(({ id }) => id);

describe('the documents that a browser knows', () => {
  it('are those of its gateway, with what was not told yet', () => {
    const cards = [card('a', { text: 'words' }), card('b'), card('c', { unsent: true, title: 'New' })];
    const next = withListed(cards, listing('/texts', 'a', 'd'));
    expect(ids(next)).toEqual(['a', 'd', 'c']);
    expect(next[0]).toMatchObject({ title: 'Title of a', text: 'words', home: '/texts' });
  });

  it('keep words that the folder never had, whatever became of the file', () => {
    const cards = [card('a', { waits: true }), card('b', { waits: true }), card('c', { waits: false })];
    const next = withListed(cards, listing('/texts', 'a', 'd'));
    expect(next.map(({ id, waits }) => [id, waits === true])).toEqual([
      ['a', true],
      ['d', false],
      ['b', true],
    ]);
  });

  it('do not go away because another folder has others', () => {
    expect(ids(withListed([card('a'), card('b')], listing('/elsewhere', 'x')))).toEqual(['x', 'a', 'b']);
  });

  it.each([
    ['is empty, as where a disk is not there', listing('/texts')],
    ['cannot be used', { ...listing('/texts', 'x'), unwritable: 'It cannot be written' }],
  ])('do not go away because their folder %s', (_, said) => {
    expect(ids(withListed([card('a', { title: 'Mine' })], said))).toContain('a');
  });

  it('keep the name that was just given here', () => {
    const [one] = withListed([card('a', { unsent: true, title: 'Mine' })], listing('/texts', 'a'));
    expect(one).toMatchObject({ title: 'Mine', unsent: true });
  });
});

describe('a document in a list', () => {
  it.each([
    ['Letters', 'Anything', 'Letters'],
    ['', '## A **beginning** of it\n\nMore.\n', 'A beginning of it'],
    ['', '---\n\n- [ ] to do\n', 'to do'],
    ['', `${'long '.repeat(20)}\n`, 'long long long long long long long long…'],
    ['', '\n', 'Untitled'],
  ])('is called %j, or by its words %j: %s', (title, text, shown) => {
    expect(shownTitle({ title, text })).toBe(shown);
  });
});
