/**
 * What of a surface an incident is about, as words: families of models (`opus-4.5`, `gpt-4o-mini`), features (`batch`, `login`) and
 * regions (`in us-east-1`). None at all is all of the surface.
 */
export type Scope = readonly string[];

const REGION = 'in ';

export function regionWord(region: string): string {
  return REGION + region.trim().toLowerCase();
}

/** The region that a word is about; null where it is about something else. */
export function regionIn(word: string): string | null {
  return word.startsWith(REGION) ? word.slice(REGION.length) : null;
}

/**
 * Is an incident of this scope about that model, in that region? A null is all of them: only what has no scope is about all. Models
 * are compared by their words and by their version, whatever their dates and the order: `sonnet-4` is `claude-sonnet-4-20250514` and
 * not `claude-sonnet-4-5`.
 */
export function isAbout(
  scope: Scope,
  { model, region }: { readonly model: string | null; readonly region: string | null },
): boolean {
  const regions = scope.filter((word) => word.startsWith(REGION));
  const rest = scope.filter((word) => !word.startsWith(REGION));
  const isHere =
    regions.length === 0 ||
    (region !== null && regions.some((word) => plain(word.slice(REGION.length)) === plain(region)));
  return isHere && (rest.length === 0 || (model !== null && rest.some((word) => names(word, model))));
}

/** Microsoft writes `West US` in one place and `westus` in the other. */
function plain(region: string): string {
  return region.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function names(word: string, model: string): boolean {
  const said = tokens(word);
  const asked = tokens(model);
  return (
    said.words.length + said.versions.length > 0 &&
    said.words.every((one) => asked.words.includes(one)) &&
    said.versions.every((one) => asked.versions.includes(one))
  );
}

/** `claude-3-5-sonnet-20241022`: the words `claude` and `sonnet`, the version `3.5`. */
function tokens(text: string): { readonly words: readonly string[]; readonly versions: readonly string[] } {
  const parts = text
    .toLowerCase()
    // Fireworks writes `glm-5p2`.
    .replace(/(\d)p(\d)/g, '$1.$2')
    .replace(/\d{4}-\d{2}-\d{2}|(?<![\d.])\d{4,8}(?![\d.])/g, ' ')
    .split(/[^a-z0-9.]+/)
    .filter((part) => part !== '' && part !== '.');
  const words: string[] = [];
  const versions: string[] = [];
  let run: string[] = [];
  for (const part of [...parts, '']) {
    if (/^\d{1,2}o?(?:\.\d{1,2})*$/.test(part)) run.push(part);
    else {
      if (run.length > 0) versions.push(run.join('.'));
      run = [];
      if (part !== '') words.push(part);
    }
  }
  return { words, versions };
}
