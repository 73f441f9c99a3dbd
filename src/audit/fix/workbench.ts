import type { Finding } from '../../model/audit.ts';
import { collect } from '../facts/collect.ts';
import type { ImportFact } from '../facts/facts.ts';
import { interestOf } from '../find/interest.ts';
import { kindOf } from '../read/kinds.ts';
import type { ReadTree } from '../read/tree.ts';
import { examine, type Examined } from '../scan.ts';
import { readSettings } from '../settings/settings.ts';
import { ownGateway } from '../settings/own-gateway.ts';
import { outcomeOf } from './compare.ts';
import type { Knowledge } from '../signatures/load.ts';
import { convert } from '../syntax/converter.ts';
import type { LanguageId, TreeReader } from '../syntax/parse.ts';
import { type Edit, edited } from './text/edit.ts';
import { type Layout, layoutOf } from './text/layout.ts';

/** What is changed in one file. `whole` is the text of a file that is not there yet. */
export type Change = { readonly file: string } & ({ readonly edits: readonly Edit[] } | { readonly whole: string });

/** A file as it was and as it would be; null where there was none. */
export type ChangedFile = { readonly file: string; readonly before: string | null; readonly after: string };

/** What came of trying changes out: they were kept, or why not. */
export type Trial = { readonly kept: true } | { readonly kept: false; readonly why: string };

/** A tree on which changes are tried out: everything is examined anew with them, and only what ends a finding and begins none is kept. */
export type Workbench = {
  readonly examined: () => Examined;
  /** What a finding of the beginning is now: a changed call may have another id. Null where it is gone. */
  readonly now: (finding: Finding) => Finding | null;
  readonly files: () => readonly string[];
  readonly imports: (file: string) => readonly ImportFact[];
  readonly layout: (file: string) => Promise<Layout | null>;
  readonly text: (file: string) => string | null;
  readonly tryOut: (finding: Finding, changes: readonly Change[]) => Promise<Trial>;
  readonly changed: () => readonly ChangedFile[];
};

export type Materials = {
  readonly read: ReadTree;
  readonly knowledge: Knowledge;
  readonly trees: TreeReader;
  /** The text of a file as it is on the disk, byte by byte; null where it cannot be read or is no UTF-8. */
  readonly textOf: (file: string) => string | null;
};

export function workbench({ read, knowledge, trees, textOf }: Materials): Workbench {
  const reread = rereader({ knowledge, trees });
  const texts = new Map<string, string>();
  const layouts = new Map<string, Layout | null>();
  let tree = read;
  let examined = examine(read, knowledge, ownGateway(read.settings.keys(), textOf));
  const standing = new Map(examined.scan.findings.map((finding) => [finding.id, finding]));
  const text = (file: string): string | null => texts.get(file) ?? textOf(file);

  const layout = async (file: string): Promise<Layout | null> => {
    const known = layouts.get(file);
    if (known !== undefined) return known;
    const found = await layoutIn(file, text(file), trees);
    layouts.set(file, found);
    return found;
  };

  const tryOut = async (finding: Finding, changes: readonly Change[]): Promise<Trial> => {
    const next = { files: new Map(tree.files), settings: new Map(tree.settings) };
    const written = new Map<string, string>();
    const fresh = new Map<string, Layout>();
    for (const change of changes) {
      const before = text(change.file);
      const after = 'whole' in change ? change.whole : before === null ? null : edited(before, change.edits);
      if (after === null) return { kept: false, why: 'two changes would be in each other’s way' };
      written.set(change.file, after);
      const broken = await reread({ file: change.file, before: await layout(change.file), after }, { next, fresh });
      if (broken !== null) return { kept: false, why: broken };
    }
    const then = { ...tree, ...next };
    const textThen = (file: string): string | null => written.get(file) ?? text(file);
    const after = examine(then, knowledge, ownGateway(then.settings.keys(), textThen));
    const outcome = outcomeOf(finding, examined, after);
    if (typeof outcome === 'string') return { kept: false, why: outcome };
    for (const [first, last] of standing) {
      const now = outcome.get(last.id);
      if (now === undefined) standing.delete(first);
      else standing.set(first, now);
    }
    [tree, examined] = [then, after];
    for (const [file, one] of written) {
      texts.set(file, one);
      layouts.delete(file);
    }
    for (const [file, one] of fresh) layouts.set(file, one);
    return { kept: true };
  };

  return {
    examined: () => examined,
    now: (finding) => standing.get(finding.id) ?? null,
    files: () => [...tree.files.keys()],
    imports: (file) => tree.files.get(file)?.imports ?? [],
    layout,
    text,
    tryOut,
    changed: () =>
      [...texts]
        .map(([file, after]) => ({ file, before: textOf(file), after }))
        .filter(({ before, after }) => before !== after)
        .toSorted((a, b) => (a.file < b.file ? -1 : 1)),
  };
}

async function layoutIn(file: string, written: string | null, trees: TreeReader): Promise<Layout | null> {
  const language = languageOf(file);
  if (written === null || language === null) return null;
  const made = await trees(written, language, (root) => layoutOf(root, written, language));
  return typeof made === 'string' ? null : made;
}

type Rewritten = { readonly file: string; readonly before: Layout | null; readonly after: string };
type Into = { readonly next: Next; readonly fresh: Map<string, Layout> };

/** Reads a changed file again, and says what is broken by the change, if anything is. */
function rereader({
  knowledge,
  trees,
}: Pick<Materials, 'knowledge' | 'trees'>): (file: Rewritten, into: Into) => Promise<string | null> {
  const interest = interestOf(knowledge);
  return async ({ file, before, after }, { next, fresh }) => {
    const kind = kindOf(file);
    const language = languageOf(file);
    if (language === null) {
      if (kind !== null && kind.is === 'settings') next.settings.set(file, readSettings(file, kind, after, knowledge));
      return null;
    }
    const made = await trees(after, language, (root, rules) => ({
      layout: layoutOf(root, after, language),
      facts: collect(convert(root, rules), language, interest),
    }));
    if (typeof made === 'string' || before === null || made.layout.errors > before.errors)
      return 'what would stand there is not the language of the file';
    next.files.set(file, made.facts);
    fresh.set(file, made.layout);
    return null;
  };
}

type Next = {
  readonly files: Map<string, ReadTree['files'] extends ReadonlyMap<string, infer Facts> ? Facts : never>;
  readonly settings: Map<string, ReadTree['settings'] extends ReadonlyMap<string, infer Facts> ? Facts : never>;
};

function languageOf(file: string): LanguageId | null {
  const kind = kindOf(file);
  return kind?.is === 'code' ? kind.language : null;
}
