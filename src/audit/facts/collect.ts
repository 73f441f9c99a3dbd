import type { LanguageId } from '../syntax/parse.ts';
import type { Parsed, Syntax } from '../syntax/syntax.ts';
import { walk } from '../syntax/syntax.ts';
import { gatherCalls, type Interest } from './calls.ts';
import { evaluator, writtenOf } from './evaluate.ts';
import type { FileFacts, ImportFact } from './facts.ts';
import { classFacts, offersOf } from './offers.ts';
import { declare } from './scope.ts';

/** Reads one file for itself. */
export function collect(parsed: Parsed, language: LanguageId, interest: Interest): FileFacts {
  const declared = declare(parsed.parts);
  const evaluate = evaluator(declared.owners, { shell: language === 'shell' });
  const gathered = gatherCalls(parsed.parts, declared, { evaluate, interest });
  return {
    language,
    imports: importsOf(parsed.parts),
    offers: offersOf(declared.top, evaluate),
    passesOn: passedOn(parsed.parts),
    classes: Object.fromEntries(
      [...declared.owners].map(([name, owner]) => [name, classFacts(owner, declared.top, evaluate)]),
    ),
    ...gathered,
    addresses: addressesIn(parsed.parts, interest),
    cut: parsed.cut,
  };
}

function importsOf(parts: readonly Syntax[]): readonly ImportFact[] {
  const found: ImportFact[] = [];
  for (const part of parts) {
    walk(part, (one) => {
      if (one.kind === 'import') {
        const { module, typesOnly, line } = one;
        if (one.names.length === 0) found.push({ module, name: '*', local: '', typesOnly, line });
        for (const { name, local } of one.names) found.push({ module, name, local, typesOnly, line });
      }
      const [first] = one.kind === 'call' && /^(?:require|import)$/.test(writtenOf(one.callee)) ? one.given : [];
      if (first?.value.kind === 'text')
        found.push({ module: first.value.text, name: '*', local: '', typesOnly: false, line: one.line });
    });
  }
  return found;
}

function passedOn(parts: readonly Syntax[]): FileFacts['passesOn'] {
  return parts.flatMap((part) =>
    part.kind === 'export' && part.module !== null
      ? part.names.map(({ name, local }) => ({ module: part.module ?? '', name, as: local }))
      : [],
  );
}

function addressesIn(parts: readonly Syntax[], { isAddress }: Interest): FileFacts['addresses'] {
  const found: { text: string; line: number }[] = [];
  for (const part of parts) {
    walk(part, (one) => {
      if (one.kind === 'text' && found.length < 50 && isAddress(one.text))
        found.push({ text: one.text.slice(0, 300), line: one.line });
    });
  }
  return found;
}
