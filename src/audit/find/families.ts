import type { Family } from '../signatures/signature.ts';
import type { LanguageId } from '../syntax/parse.ts';

/** Which packages a language uses. */
export const FAMILIES: Readonly<Record<LanguageId, Family>> = {
  typescript: 'js',
  tsx: 'js',
  javascript: 'js',
  python: 'python',
  go: 'go',
  java: 'jvm',
  kotlin: 'jvm',
  csharp: 'dotnet',
  ruby: 'ruby',
  php: 'php',
  rust: 'rust',
  shell: 'shell',
};

/** Is this module, as it is written, the one that is meant, or a part of it? */
export function isModule(written: string, meant: string): boolean {
  if (meant.endsWith('/')) return written.startsWith(meant);
  return written === meant || (written.startsWith(meant) && /^[/.:\\]/.test(written.slice(meant.length)));
}
