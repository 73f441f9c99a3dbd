import type { LanguageId } from '../syntax/parse.ts';

/** What a file is to the audit; null for what it does not read. */
export type Kind =
  | { readonly is: 'code'; readonly language: LanguageId }
  | { readonly is: 'notebook' }
  | { readonly is: 'manifest'; readonly of: Manifest }
  | {
      readonly is: 'settings';
      readonly as: 'env' | 'yaml' | 'json' | 'toml' | 'properties' | 'docker' | 'terraform' | 'workflow';
    };

export type Manifest =
  | 'npm'
  | 'pypi-text'
  | 'pyproject'
  | 'go'
  | 'maven'
  | 'gradle'
  | 'nuget'
  | 'gem'
  | 'composer'
  | 'cargo';

const LANGUAGES: Readonly<Record<string, LanguageId>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  py: 'python',
  go: 'go',
  java: 'java',
  kt: 'kotlin',
  cs: 'csharp',
  rb: 'ruby',
  rake: 'ruby',
  php: 'php',
  rs: 'rust',
  sh: 'shell',
  bash: 'shell',
  zsh: 'shell',
};

const MANIFESTS: readonly (readonly [RegExp, Manifest])[] = [
  [/^package\.json$/, 'npm'],
  [/^requirements[\w.-]*\.(?:txt|in)$/, 'pypi-text'],
  [/^(?:pyproject\.toml|Pipfile)$/, 'pyproject'],
  [/^go\.mod$/, 'go'],
  [/^pom\.xml$/, 'maven'],
  [/^(?:build\.gradle(?:\.kts)?|libs\.versions\.toml)$/, 'gradle'],
  [/(?:\.csproj|^Directory\.Packages\.props|^packages\.config|\.fsproj)$/, 'nuget'],
  [/(?:^Gemfile|\.gemspec)$/, 'gem'],
  [/^composer\.json$/, 'composer'],
  [/^Cargo\.toml$/, 'cargo'],
];

/** Names that say nothing of use: locks are long, and what they pin stands in the manifest. */
const PASSED_OVER =
  /(?:^|[.-])lock(?:\.\w+)?$|package-lock\.json$|pnpm-lock\.yaml$|\.min\.[cm]?js$|\.d\.[cm]?ts$|\.map$|\.snap$|tsconfig[\w.]*\.json$/;

/** What reports of the audit are called, up to their extension: they are about a tree, and no part of it. */
export const REPORT_NAME = 'failsoft-audit';

/** What a file is, by its path. */
export function kindOf(path: string): Kind | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.startsWith(`${REPORT_NAME}.`)) return null;
  const manifest = MANIFESTS.find(([pattern]) => pattern.test(name));
  if (manifest !== undefined) return { is: 'manifest', of: manifest[1] };
  if (PASSED_OVER.test(name)) return null;
  if (/^\.env(?:\.|$)|\.env$/.test(name)) return { is: 'settings', as: 'env' };
  if (/^(?:Dockerfile|Containerfile)|\.dockerfile$/i.test(name)) return { is: 'settings', as: 'docker' };
  const extension = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
  const language = LANGUAGES[extension];
  if (language !== undefined) return { is: 'code', language };
  switch (extension) {
    case 'ipynb':
      return { is: 'notebook' };
    case 'yaml':
    case 'yml':
      return /(?:^|\/)\.github\/workflows\/|(?:^|\/)action\.ya?ml$|(?:^|\/)\.gitlab-ci\.ya?ml$/.test(path)
        ? { is: 'settings', as: 'workflow' }
        : { is: 'settings', as: 'yaml' };
    case 'json':
      return { is: 'settings', as: 'json' };
    case 'toml':
      return { is: 'settings', as: 'toml' };
    case 'properties':
    case 'ini':
    case 'conf':
      return { is: 'settings', as: 'properties' };
    case 'tf':
    case 'tfvars':
    case 'bicep':
      return { is: 'settings', as: 'terraform' };
    default:
      return null;
  }
}

const TESTS =
  /(?:^|\/)(?:tests?|specs?|__tests__|__mocks__|e2e|integration-tests?|fixtures?|cassettes|testdata|mocks?|benchmarks?)\/|\/src\/(?:test|androidTest)\/|[._-](?:test|spec)s?\.\w+$|_test\.(?:go|py|rb)$|(?:^|\/)test_[^/]*\.py$|Tests?\.(?:cs|java|kt|php)$|(?:^|\/)conftest\.py$/;
const EXAMPLES = /(?:^|\/)(?:examples?|samples?|demos?|docs?|documentation|tutorials?|cookbook|playground|snippets)\//i;

/** Whether a file is part of the product. */
export function useOf(path: string): 'production' | 'test' | 'example' {
  if (TESTS.test(path)) return 'test';
  return EXAMPLES.test(path) ? 'example' : 'production';
}

/** Folders of what others wrote, or machines. */
export const FOREIGN_FOLDERS: ReadonlySet<string> = new Set(
  [
    'node_modules bower_components vendor third_party site-packages Pods Carthage .yarn .pnpm-store',
    '.git .hg .svn .idea .vs .gradle .terraform .venv venv __pycache__ .tox .mypy_cache .pytest_cache',
    'dist build out target obj coverage .cache .next .nuxt .svelte-kit .output .turbo',
  ].flatMap((line) => line.split(' ')),
);
