import type { Manifest } from '../read/kinds.ts';
import type { Knowledge } from '../signatures/load.ts';
import type { Ecosystem } from '../signatures/signature.ts';

/** A package of AI that a manifest names. */
export type Dependency = {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly version: string | null;
  readonly line: number;
  readonly isDev: boolean;
};

type Named = { readonly name: string; readonly version: string | null; readonly line: number; readonly isDev: boolean };

const ECOSYSTEMS: Readonly<Record<Manifest, Ecosystem>> = {
  npm: 'npm',
  'pypi-text': 'pypi',
  pyproject: 'pypi',
  go: 'go',
  maven: 'maven',
  gradle: 'maven',
  nuget: 'nuget',
  gem: 'gem',
  composer: 'composer',
  cargo: 'cargo',
};

/** The packages of AI in a manifest. Keywords, comments and what is only mentioned are none. */
export function dependenciesIn(text: string, of: Manifest, { signatures }: Knowledge): readonly Dependency[] {
  const ecosystem = ECOSYSTEMS[of];
  const wanted = signatures.flatMap(({ packages }) => packages[ecosystem] ?? []);
  return named(text, of)
    .filter(({ name }) => wanted.some((one) => isPackage(name, one)))
    .map((one) => ({ ecosystem, ...one }));
}

/** `org.springframework.ai:` means every package of that group; Go modules have versions behind them. */
export function isPackage(name: string, wanted: string): boolean {
  if (wanted.endsWith(':')) return name.startsWith(wanted);
  return (
    name === wanted ||
    name.toLowerCase().replaceAll('_', '-') === wanted.toLowerCase().replaceAll('_', '-') ||
    name.startsWith(`${wanted}/`) ||
    name.startsWith(`${wanted}.`)
  );
}

function named(text: string, of: Manifest): readonly Named[] {
  switch (of) {
    case 'npm':
      return inSections(
        text,
        /^\s*"((?:dev|peer|optional)?[dD]ependencies)"\s*:\s*\{/,
        /^\s*"([^"]+)"\s*:\s*"([^"]*)"/,
      );
    case 'composer':
      return inSections(text, /^\s*"(require(?:-dev)?)"\s*:\s*\{/, /^\s*"([^"]+)"\s*:\s*"([^"]*)"/);
    case 'pypi-text':
      return byLine(text, /^\s*([A-Za-z][\w.-]*)(?:\[[\w,\s-]+\])?\s*([=<>~!][^#;]*)?(?:[;#].*)?$/);
    case 'pyproject':
      return [
        ...byLine(text, /^\s*["']([A-Za-z][\w.-]*)(?:\[[\w,\s-]+\])?\s*([=<>~!][^"';]*)?[^"']*["']\s*,?/),
        ...byLine(text, /^\s*"?([A-Za-z][\w.-]*)"?\s*=\s*(["{].*)$/),
        ...inline(text),
      ];
    case 'go':
      return byLine(text, /^\s*(?:require\s+)?([\w.-]+\.[\w.-]+\/[\w./-]+)\s+(v[\w.+-]+)/);
    case 'maven':
      return pomPackages(text);
    case 'gradle':
      return [
        ...byLine(text, /["']([\w.-]+:[\w.-]+)(?::([\w.${}-]+))?["']/),
        ...byLine(text, /group\s*=\s*["']([\w.-]+)["']\s*,\s*name\s*=\s*["']([\w.-]+)["']/).map((one) => ({
          ...one,
          name: `${one.name}:${one.version ?? ''}`,
          version: null,
        })),
      ];
    case 'nuget':
      return byLine(
        text,
        /<(?:PackageReference|PackageVersion|package)\s+(?:Include|id|Update)="([\w.-]+)"(?:[^>]*?[vV]ersion="([^"]*)")?/,
      );
    case 'gem':
      return byLine(
        text,
        /^\s*(?:gem|\w+\.add_(?:runtime_|development_)?dependency)\s*\(?\s*["']([\w-]+)["'](?:\s*,\s*["']([^"']*)["'])?/,
      );
    case 'cargo':
      return byLine(text, /^\s*([\w-]+)\s*=\s*(.*)$/);
  }
}

function byLine(text: string, pattern: RegExp): readonly Named[] {
  return text.split('\n').flatMap((line, at): readonly Named[] => {
    if (/^\s*(?:#|\/\/|--|<!--)/.test(line)) return [];
    const found = pattern.exec(line.slice(0, 2_000));
    if (found === null) return [];
    return [
      {
        name: found[1] ?? '',
        version: versionOf(found[2]),
        line: at + 1,
        isDev: /test|dev/i.test(/^\s*\w*/.exec(line)?.[0] ?? ''),
      },
    ];
  });
}

/** Several on one line: `dependencies = ["openai>=1", "httpx"]`. */
function inline(text: string): readonly Named[] {
  return text.split('\n').flatMap((line, at) => {
    if (!/^\s*[\w-]*(?:dependencies|requires|dev)\w*\s*=\s*\[.*\]/.test(line)) return [];
    return [...line.slice(0, 4_000).matchAll(/["']([A-Za-z][\w.-]*)[^"']*["']/g)].map(([, name = '']) => ({
      name,
      version: null,
      line: at + 1,
      isDev: false,
    }));
  });
}

function inSections(text: string, head: RegExp, entry: RegExp): readonly Named[] {
  const found: Named[] = [];
  let section: string | null = null;
  text.split('\n').forEach((line, at) => {
    const opened = head.exec(line);
    if (opened !== null) section = opened[1] ?? '';
    else if (/^\s*\}/.test(line)) section = null;
    const one = section === null || opened !== null ? null : entry.exec(line);
    if (one !== null)
      found.push({ name: one[1] ?? '', version: versionOf(one[2]), line: at + 1, isDev: /dev/.test(section ?? '') });
  });
  return found;
}

function pomPackages(text: string): readonly Named[] {
  const found: Named[] = [];
  const lines = text.split('\n');
  let group = '';
  let inDependency = false;
  lines.forEach((line, at) => {
    if (/<dependency>/.test(line)) inDependency = true;
    if (/<\/dependency>/.test(line)) inDependency = false;
    group = /<groupId>([^<]+)</.exec(line)?.[1]?.trim() ?? group;
    const artifact = /<artifactId>([^<]+)</.exec(line)?.[1]?.trim();
    if (artifact !== undefined && inDependency)
      found.push({ name: `${group}:${artifact}`, version: null, line: at + 1, isDev: false });
  });
  return found;
}

function versionOf(text: string | undefined): string | null {
  return text === undefined ? null : (/\d+(?:\.[\w*]+)*/.exec(text)?.[0] ?? null);
}
