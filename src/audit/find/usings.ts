import type { FileFacts, ImportFact } from '../facts/facts.ts';

/** What C# calls an import that one file makes for its whole project. */
export const FOR_ALL = 'global';

/** Files with what other files of their project import for all of them. */
export function withUsings(files: ReadonlyMap<string, FileFacts>): ReadonlyMap<string, FileFacts> {
  const shared: { readonly folder: string; readonly imports: readonly ImportFact[] }[] = [];
  for (const [file, { language, imports }] of files) {
    const all = language === 'csharp' ? imports.filter(({ local }) => local === FOR_ALL) : [];
    if (all.length > 0) shared.push({ folder: projectOf(file), imports: all });
  }
  if (shared.length === 0) return files;
  return new Map(
    [...files].map(([file, facts]) => {
      const more = facts.language === 'csharp' ? shared.filter(({ folder }) => file.startsWith(folder)) : [];
      return [
        file,
        more.length === 0 ? facts : { ...facts, imports: [...facts.imports, ...more.flatMap((one) => one.imports)] },
      ];
    }),
  );
}

/** The folder of a project: `GlobalUsings.cs` lies at its top, or in its `Properties`. */
function projectOf(file: string): string {
  return file.replace(/[^/]*$/, '').replace(/Properties\/$/, '');
}
