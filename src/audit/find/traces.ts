// oxlint-disable typescript/switch-exhaustiveness-check -- Of the many kinds of things in a program each question is about a few.

import type { Trace } from '../../model/audit.ts';
import { pathsOf, type Value } from '../facts/value.ts';
import { useOf } from '../read/kinds.ts';
import type { ReadTree } from '../read/tree.ts';
import { ownerOfName } from '../signatures/owners.ts';
import type { Signature } from '../signatures/signature.ts';
import { addressIn } from './addresses.ts';
import { importedBy } from './match.ts';
import type { Found, Surroundings } from './sites.ts';

/** Everything that shows a dependency on AI without being a call. */
export function tracesOf(
  { files, settings }: ReadTree,
  found: readonly Found[],
  { knowledge }: Surroundings,
): readonly Trace[] {
  const traces: Trace[] = [];
  for (const [file, { dependencies, traces: own }] of settings) {
    const use = useOf(file);
    for (const { name, line, isDev, ecosystem } of dependencies) {
      const owners = knowledge.signatures.filter(({ packages }) =>
        (packages[ecosystem] ?? []).some((one) => name === one || name.startsWith(one)),
      );
      const providers = [
        ...new Set(owners.map(({ provider }) => provider).filter((provider) => provider !== 'unknown')),
      ];
      traces.push({ kind: 'dependency', name, providers, file, line, use: isDev ? 'test' : use });
    }
    for (const trace of own) traces.push({ ...trace, file, use });
  }
  for (const [file, facts] of files) {
    const use = useOf(file);
    const imports = importedBy(facts, knowledge.signatures);
    for (const { callee, line } of facts.calls) {
      const client = clientIn(
        callee,
        [...imports.values()].map(({ signature }) => signature),
      );
      if (client !== null)
        traces.push({ kind: 'client', name: client.name, providers: client.providers, file, line, use });
    }
    for (const { text, line } of facts.addresses) {
      const address = addressIn(text, knowledge.endpoints);
      if (address !== null)
        traces.push({ kind: 'address', name: text, providers: [address.found.provider], file, line, use });
    }
    for (const { name, line } of variablesIn(
      facts.calls.map(({ given, line: at }) => ({ values: given.map(({ value }) => value), line: at })),
    )) {
      const owner = ownerOfName(name, knowledge.endpoints);
      if (owner !== null && /KEY|TOKEN|SECRET/.test(name))
        traces.push({ kind: 'key', name, providers: [owner], file, line, use });
    }
  }
  return once([...traces, ...wrapperUses(files, found)]);
}

function clientIn(
  callee: Value,
  signatures: readonly Signature[],
): { readonly name: string; readonly providers: readonly string[] } | null {
  for (const { root, steps } of pathsOf(callee)) {
    const name = steps.at(-1)?.name ?? '';
    if (root.is !== 'import' || steps.length > 2) continue;
    for (const { clients, provider } of signatures) {
      const client = clients.find((one) => one.name === name && name !== 'default');
      if (client !== undefined)
        return { name, providers: [client.provider ?? provider].filter((one) => one !== 'unknown') };
    }
  }
  return null;
}

function variablesIn(
  places: readonly { readonly values: readonly Value[]; readonly line: number }[],
): readonly { readonly name: string; readonly line: number }[] {
  return places.flatMap(({ values, line }) =>
    values.flatMap((value) => namesIn(value)).map((name) => ({ name, line })),
  );
}

function namesIn(value: Value): readonly string[] {
  switch (value.is) {
    case 'variable':
      return [value.name];
    case 'record':
      return value.entries.flatMap((one) => namesIn(one.value));
    case 'either':
      return value.options.flatMap(namesIn);
    case 'joined':
      return value.parts.flatMap(namesIn);
    default:
      return [];
  }
}

/** Calls of functions of this house that ask a model: business code seldom calls an SDK itself. */
function wrapperUses(files: ReadTree['files'], found: readonly Found[]): readonly Trace[] {
  const wrappers = new Map<string, readonly string[]>();
  for (const { call, providers } of found) {
    const name = call.symbol.slice(call.symbol.lastIndexOf('.') + 1);
    if (
      name.length > 3 &&
      !/^(?:main|init|__init__|constructor|run|call|send|get|post|handle|execute|index|create|POST|GET)$/.test(name)
    ) {
      wrappers.set(name, providers.value === 'unknown' ? [] : providers.value);
    }
  }
  const inside = new Set(found.map(({ file, call }) => `${file}:${call.line}`));
  const traces: Trace[] = [];
  for (const [file, facts] of files) {
    for (const { name, line } of facts.uses) {
      const providers = wrappers.get(name);
      if (providers !== undefined && !inside.has(`${file}:${line}`))
        traces.push({ kind: 'wrapper-use', name, providers, file, line, use: useOf(file) });
    }
  }
  return traces;
}

function once(traces: readonly Trace[]): readonly Trace[] {
  const seen = new Set<string>();
  return traces.filter(({ kind, name, file, line }) => {
    const key = `${kind} ${name} ${file} ${line}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
