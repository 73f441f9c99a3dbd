/** What a notice can tell of the outage that it is given in: words in braces of its text, such as `{since}`. */
export const NOTICE_NAMES = {
  since: 'since when no model of the route has been there, as a time',
  now: 'the time now',
  cause: 'why the best model of the route does not answer, in plain words',
  next: 'when somebody is asked again, as a time, or `soon`',
} as const satisfies Readonly<Record<string, string>>;

export type NoticeName = keyof typeof NOTICE_NAMES;

/** `{{` and `}}` stand for the braces themselves. */
const PLACES = /\{\{|\}\}|\{([^{}]*)\}/g;

/** Names in a text that no notice can tell. */
export function unknownNames(text: string): readonly string[] {
  const names = [...text.matchAll(PLACES)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  return names.filter((name) => !isName(name));
}

/** The text with what it tells. `told` is asked only for what stands in it. */
export function fill(text: string, told: (name: NoticeName) => string): string {
  return text.replaceAll(PLACES, (whole: string, name: string | undefined) => {
    if (name === undefined) return whole.charAt(0);
    return isName(name) ? told(name) : whole;
  });
}

function isName(name: string): name is NoticeName {
  return Object.hasOwn(NOTICE_NAMES, name);
}
