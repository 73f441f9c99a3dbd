import type { ReadTree } from '../read/tree.ts';
import { useOf } from '../read/kinds.ts';
import { expression } from '../signatures/expression.ts';
import type { Knowledge } from '../signatures/load.ts';
import type { Signature } from '../signatures/signature.ts';
import { isPackage } from '../settings/manifests.ts';
import { importedBy, type Tree } from './match.ts';
import type { Hints } from './provider.ts';

/** Which signatures a tree uses at all. */
export function treeOf({ files, settings }: ReadTree, { signatures }: Knowledge): Tree {
  const used = new Set<string>();
  const tops = new Set<string>();
  for (const path of files.keys()) {
    const [first = '', second = ''] = path.split('/');
    tops.add(first.replace(/\.\w+$/, ''));
    // Packages of Python and others lie in `src` and the like.
    if (/^(?:src|lib|app|backend|server|packages)$/.test(first)) tops.add(second.replace(/\.\w+$/, ''));
  }
  for (const facts of files.values()) for (const id of importedBy(facts, signatures).keys()) used.add(id);
  for (const { dependencies } of settings.values()) {
    for (const { ecosystem, name } of dependencies) {
      for (const { id, packages } of signatures)
        if ((packages[ecosystem] ?? []).some((one) => isPackage(name, one))) used.add(id);
    }
  }
  return { used, tops };
}

type Hint = ReturnType<Hints['providersFor']>[number] & { readonly folder: string };

/** What settings and manifests say of providers, nearest first: a tree may have many modules with one provider each. */
export function hintsOf({ settings }: ReadTree, { signatures, endpoints }: Knowledge): Hints {
  const bySignature = new Map<string, Hint[]>();
  const add = (signature: string, hint: Hint): void => {
    bySignature.set(signature, [...(bySignature.get(signature) ?? []), hint]);
  };
  for (const [file, { chosen, dependencies }] of settings) {
    if (useOf(file) === 'test') continue;
    const folder = moduleOf(file);
    for (const { signature, provider, line } of chosen)
      add(signature, { provider: endpoints.vendors[provider] ?? provider, at: { file, line }, by: 'config', folder });
    for (const { name, line } of dependencies) {
      for (const signature of signatures) {
        for (const provider of byPackage(name, signature))
          add(signature.id, { provider, at: { file, line }, by: 'dependency', folder });
      }
    }
  }
  return {
    providersFor: (signature, file) => {
      const all = bySignature.get(signature.id) ?? [];
      const depth = Math.max(
        -1,
        ...all.filter(({ folder }) => isWithin(file, folder)).map(({ folder }) => folder.length),
      );
      return depth < 0 ? [] : all.filter(({ folder }) => folder.length === depth && isWithin(file, folder));
    },
  };
}

/** `module/src/main/resources/application.yml` speaks for `module`. */
function moduleOf(file: string): string {
  const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
  return folder.replace(/(?:^|\/)src\/main\/.*$/, '').replace(/(?:^|\/)(?:config|gradle)$/, '');
}

function isWithin(file: string, folder: string): boolean {
  return folder === '' || file.startsWith(`${folder}/`);
}

function byPackage(name: string, { providersByPackage, providersByModule, provider }: Signature): readonly string[] {
  const found = providersByPackage.find(({ match }) => expression(match).test(name));
  if (found !== undefined) return [found.provider];
  const module =
    provider === 'unknown' ? (providersByModule[name] ?? providersByModule[name.replaceAll('-', '_')]) : undefined;
  return module === undefined ? [] : [module];
}
