/** What the end of a command says to scripts. */
export const EXIT_CODES = {
  fine: { code: 0, meaning: 'fine' },
  failing: { code: 1, meaning: 'something failed, or a route has nothing that can answer' },
  usage: { code: 2, meaning: 'the command or the configuration is wrong' },
  degraded: { code: 3, meaning: 'it works, but not as well as it should; only with --strict' },
  credential: { code: 4, meaning: 'a key is missing or refused' },
  'not-running': { code: 5, meaning: 'no gateway is running' },
  partial: { code: 6, meaning: 'not everything could be read, so nothing is said to be fine' },
  interrupted: { code: 130, meaning: 'you interrupted it' },
  unread: { code: 141, meaning: 'nobody read what it printed to the end' },
} as const satisfies Record<string, { readonly code: number; readonly meaning: string }>;

export type Ending = keyof typeof EXIT_CODES;

/** The table for people. */
export function renderExitCodes(): string {
  const rows = Object.values(EXIT_CODES).map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`);
  return ['Exit codes of failsoft', '', ...rows].join('\n');
}
