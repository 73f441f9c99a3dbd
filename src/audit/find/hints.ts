import type { ReadTree } from '../read/tree.ts';
import { useOf } from '../read/kinds.ts';
import type { FileFacts } from '../facts/facts.ts';
import { type Given, pathsOf, textOf } from '../facts/value.ts';
import type { Endpoints } from '../signatures/endpoints.ts';
import { ownerOfModel } from '../signatures/owners.ts';
import { expression } from '../signatures/expression.ts';
import type { Knowledge } from '../signatures/load.ts';
import type { Signature } from '../signatures/signature.ts';
import { isPackage } from '../settings/manifests.ts';
import { importedBy, type Tree } from './match.ts';
import { type Hints, named } from './provider.ts';
import { withUsings } from './usings.ts';

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

type Hint = ReturnType<Hints['providersFor']>[number] & { readonly folder: string; readonly isEmbedding: boolean };

/** What settings and manifests say of providers, nearest first: a tree may have many modules with one provider each. */
export function hintsOf({ files, settings }: ReadTree, { signatures, endpoints }: Knowledge): Hints {
  const bySignature = new Map<string, Hint[]>();
  const add = (signature: string, hint: Hint): void => {
    bySignature.set(signature, [...(bySignature.get(signature) ?? []), hint]);
  };
  for (const [file, { chosen, dependencies }] of settings) {
    if (useOf(file) === 'test') continue;
    const folder = moduleOf(file);
    for (const { signature, provider, line } of chosen)
      add(signature, {
        provider: endpoints.vendors[provider] ?? provider,
        at: { file, line },
        by: 'config',
        folder,
        isEmbedding: false,
      });
    for (const { name, line } of dependencies) {
      for (const signature of signatures) {
        for (const provider of byPackage(name, signature))
          add(signature.id, { provider, at: { file, line }, by: 'dependency', folder, isEmbedding: false });
      }
    }
  }
  for (const [file, facts] of withUsings(files)) {
    if (useOf(file) === 'test') continue;
    for (const { signature, provider, line, isEmbedding } of madeIn(facts, signatures, endpoints))
      add(signature, { provider, at: { file, line }, by: 'code', folder: moduleOf(file), isEmbedding });
  }
  return {
    providersFor: (signature, file, api) => {
      // What embeds answers no questions, and the other way round.
      const whole = (bySignature.get(signature.id) ?? []).filter(
        ({ by, isEmbedding }) => by !== 'code' || isEmbedding === (api === 'embed'),
      );
      // Settings of a starter that is not there count as little as a starter without settings, so both are named.
      const said = nearest(
        whole.filter(({ by }) => by !== 'code'),
        file,
      );
      const [{ folder: module } = { folder: '' }] = said;
      const made = whole.filter(({ by }) => by === 'code');
      // What the same module makes says more than its packages, those more than what other modules make.
      const near = made.filter(({ folder }) => module === '' || isWithin(`${folder}/`, module));
      if (near.length > 0 && !said.some(({ by }) => by === 'config')) return near;
      return said.length > 0 || new Set(made.map(({ provider }) => provider)).size > STRANGERS_MAX ? said : made;
    },
  };
}

/** So many providers of other modules say nothing any more. */
const STRANGERS_MAX = 3;

function nearest(all: readonly Hint[], file: string): readonly Hint[] {
  const depth = Math.max(-1, ...all.filter(({ folder }) => isWithin(file, folder)).map(({ folder }) => folder.length));
  return depth < 0 ? [] : all.filter(({ folder }) => folder.length === depth && isWithin(file, folder));
}

/** The clients and models that a file makes, of SDKs that talk to many: what is asked elsewhere is most likely one of them. */
function madeIn(
  facts: FileFacts,
  signatures: readonly Signature[],
  endpoints: Endpoints,
): readonly {
  readonly signature: string;
  readonly provider: string;
  readonly line: number;
  readonly isEmbedding: boolean;
}[] {
  const imported = importedBy(facts, signatures);
  return facts.calls.flatMap(({ callee, written, given, line }) => {
    // What is called last says more than what it was come by.
    const names = [
      written.slice(written.lastIndexOf('.') + 1),
      ...pathsOf(callee).flatMap(({ steps }) => steps.map(({ name }) => name).toReversed()),
    ];
    return [...imported.values()].flatMap(({ signature }) => {
      if (signature.provider !== 'unknown' && !signature.isDefault) return [];
      const client = names.flatMap((name) => signature.clients.find((one) => one.name === name) ?? [])[0];
      if (client === undefined) return [];
      const provider = client.provider ?? ownerOfGiven(given, signature, endpoints);
      const isEmbedding = /embed/i.test(client.name);
      return provider === null ? [] : [{ signature: signature.id, provider, line, isEmbedding }];
    });
  });
}

/** Whose the model is that a client is made with. */
function ownerOfGiven(
  given: readonly Given[],
  { arguments: names, prefix }: Signature,
  endpoints: Endpoints,
): string | null {
  const [first] = given;
  const model = named(given, names.model)[0] ?? (first?.name === null ? first.value : undefined);
  const text = model === undefined ? null : textOf(model);
  return text === null ? null : ownerOfModel(text, endpoints, prefix ?? null);
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
