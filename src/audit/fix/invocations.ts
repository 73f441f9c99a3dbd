import { FAMILIES, isModule } from '../find/families.ts';
import type { Found } from '../find/sites.ts';
import type { Signature } from '../signatures/signature.ts';
import type { Invocation, Layout } from './layout.ts';
import type { Question } from './question.ts';

/** The call of a site in the layout of its file. */
export function callOf({ call }: Found, { invocations }: Layout): Invocation | null {
  const name = /(\w+)[!?]?$/.exec(call.written)?.[1] ?? '';
  const here = invocations.filter((one) => one.line === call.line && one.name === name);
  return here.find(({ end }) => end === call.end) ?? (here.length === 1 ? (here[0] ?? null) : null);
}

/** Files in which the client of a call may be made: its own, then the others that use the SDK. */
export function filesOfClient({ bench, studied: { site, found } }: Question): readonly string[] {
  const { match, facts } = found;
  if (match === null) return [site.file];
  const family = FAMILIES[facts.language];
  const modules = match.signature.modules[family] ?? [];
  const others = bench
    .files()
    .filter((file) => file !== site.file)
    .filter((file) => bench.imports(file).some(({ module }) => modules.some((meant) => isModule(module, meant))));
  return [site.file, ...others.slice(0, FILES_MAX)];
}

/** More files than this are not tried for one finding. */
const FILES_MAX = 12;

/** Where a client of an SDK is made in a file. */
export function clientsIn(layout: Layout, signature: Signature, names: ReadonlySet<string>): readonly Invocation[] {
  const family = FAMILIES[layout.language];
  return layout.invocations.filter((one) => {
    const callee = layout.text.slice(one.callee.from, one.callee.to);
    switch (family) {
      case 'js':
        return one.isNew && names.has(one.name);
      case 'ruby': {
        const receiver = textIn(layout, one.receiver).replace(/^::/, '');
        const roots = signature.roots.ruby ?? [];
        return one.name === 'new' && roots.some((root) => receiver === `${root}::Client` || receiver === root);
      }
      case 'jvm':
        return (
          (one.name === 'build' || one.name === 'fromEnv') &&
          [...names].some((name) => new RegExp(`^${name}\\s*\\.`).test(callee)) &&
          !callee.includes('{')
        );
      case 'dotnet':
      case 'php':
        return one.isNew && names.has(one.name);
      case 'python':
      case 'go':
      case 'rust':
      case 'shell':
        return names.has(one.name);
    }
  });
}

function textIn({ text }: Layout, span: Invocation['receiver']): string {
  return span === null ? '' : text.slice(span.from, span.to);
}

/** The names that clients of an SDK have in a file, also those that it gives them itself. */
export function clientNames(
  signature: Signature,
  imports: ReturnType<Question['bench']['imports']>,
): ReadonlySet<string> {
  const modules = Object.values(signature.modules).flat();
  const own = imports.filter(
    ({ module, name, typesOnly }) => !typesOnly && name !== '*' && modules.some((meant) => isModule(module, meant)),
  );
  return new Set([...signature.clients.map(({ name }) => name), ...own.map(({ local }) => local)]);
}
