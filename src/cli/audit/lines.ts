import { fallbackWords, givesUpWords, ON_ERROR, TRACES } from '../../audit/reports/call-words.ts';
import type { CallSite, Finding, Scan, Severity, Trace } from '../../model/audit.ts';
import { isRule, RULES, type RuleId } from '../../audit/rules/catalogue.ts';
import { type Channel, columns, duration, shorten, wrap } from '../print.ts';

const SEVERITIES: readonly Severity[] = ['high', 'medium', 'low'];
const COLOURS = { high: 'red', medium: 'yellow', low: 'dim' } as const satisfies Record<Severity, string>;
/** Lines of one kind before the rest is only counted. */
const ROWS_MAX = 40;
const PLACES_MAX = 5;

/** What people see of a scan. `all`: tests and examples too, and every line. */
export function auditLines(
  scan: Scan,
  { name, tookMs, all }: { readonly name: string; readonly tookMs: number; readonly all: boolean },
  channel: Channel,
): readonly string[] {
  const { paint } = channel;
  const mine = scan.sites.filter(({ use }) => all || use === 'production');
  const findings = scan.findings.filter(({ use, silenced }) => silenced === null && (all || use === 'production'));
  const title = (text: string): readonly string[] => ['', paint('bold', text)];
  return [
    paint('bold', `Where ${plain(name)} depends on AI`),
    summary(scan, mine, tookMs),
    ...(mine.length === 0 ? ['', nothingFound(scan)] : []),
    ...(mine.length === 0 ? [] : [...title('Who answers'), ...whoAnswers(mine, channel)]),
    ...(mine.length === 0 ? [] : [...title('Calls'), ...callTable(mine, all, channel)]),
    ...(findings.length === 0 ? [] : [...title('What an outage would find'), ...findingLines(findings, all, channel)]),
    ...silencedLines(scan.findings, channel),
    ...besides(scan, channel),
    ...notReadLines(scan, channel),
  ];
}

function summary(scan: Scan, mine: readonly CallSite[], tookMs: number): string {
  const rest = scan.sites.length - mine.length;
  const others = rest === 0 ? '' : `, and ${rest} in tests and examples`;
  const unread = scan.notReadCount === 0 ? 'everything was read' : `${scan.notReadCount} not read`;
  return `${scan.filesSeen.toLocaleString('en')} files, ${scan.filesWithAi} with a trace of AI, ${mine.length} ${mine.length === 1 ? 'call' : 'calls'} of a model${others}; ${unread}; ${duration(tookMs)}`;
}

function nothingFound({ traces, filesSeen, notReadCount }: Scan): string {
  if (filesSeen === 0) return 'There is nothing here that this can read, so nothing can be said.';
  if (notReadCount > 0) return 'No call of a model was found in what could be read.';
  return traces.length === 0
    ? 'No trace of AI was found. Calls that a program makes up at run time cannot be seen in its code.'
    : 'No call of a model was found, but traces of AI; see below.';
}

function whoAnswers(sites: readonly CallSite[], { paint }: Channel): readonly string[] {
  const counts = new Map<string, { calls: number; models: Set<string> }>();
  for (const { providers, model } of sites) {
    for (const provider of providers.value === 'unknown' ? ['not known'] : providers.value) {
      const one = counts.get(provider) ?? { calls: 0, models: new Set<string>() };
      one.calls += 1;
      if (model.value !== 'unknown' && /^[^{}]+$/.test(model.value)) one.models.add(model.value);
      counts.set(provider, one);
    }
  }
  const rows = [...counts]
    .toSorted(([, a], [, b]) => b.calls - a.calls)
    .map(([provider, { calls, models }]) => [
      `  ${provider === 'not known' ? paint('yellow', provider) : plain(provider)}`,
      `${calls} ${calls === 1 ? 'call' : 'calls'}`,
      paint('dim', shorten(plain([...models].join(', ')), 60)),
    ]);
  return columns(rows);
}

function callTable(sites: readonly CallSite[], all: boolean, { paint }: Channel): readonly string[] {
  const shown = all ? sites : sites.slice(0, ROWS_MAX);
  const head = ['  where', 'asks', 'gives up after', 'if it fails', 'then'].map((text) => paint('dim', text));
  const rows = shown.map((site) => [
    `  ${shorten(plain(`${site.file}:${site.line}`), 54)}`,
    shorten(plain(site.providers.value === 'unknown' ? 'not known' : site.providers.value.join(', ')), 24),
    givesUp(site, paint),
    ON_ERROR[site.onError.value],
    fallbackIn(site, paint),
  ]);
  const rest = sites.length - shown.length;
  return [...columns([head, ...rows]), ...(rest === 0 ? [] : [paint('dim', `  and ${rest} more; --all shows them`)])];
}

function givesUp(site: CallSite, paint: Channel['paint']): string {
  const words = givesUpWords(site);
  return site.timeoutMs.value === null ? paint('red', words) : words;
}

function fallbackIn({ fallback }: CallSite, paint: Channel['paint']): string {
  const words = fallbackWords(fallback.value);
  if (fallback.value === 'unknown') return words;
  const { kind } = fallback.value;
  return kind === 'same-provider' ? paint('yellow', words) : kind === 'other-provider' ? paint('green', words) : words;
}

function findingLines(findings: readonly Finding[], all: boolean, { paint, width }: Channel): readonly string[] {
  const byRule = new Map<RuleId, Finding[]>();
  for (const finding of findings) {
    if (isRule(finding.rule)) byRule.set(finding.rule, [...(byRule.get(finding.rule) ?? []), finding]);
  }
  const rules = [...byRule].toSorted(
    ([a, [x]], [b, [y]]) =>
      SEVERITIES.indexOf(x?.severity ?? 'low') - SEVERITIES.indexOf(y?.severity ?? 'low') || (a < b ? -1 : 1),
  );
  return rules.flatMap(([rule, places]) => {
    const { title, severity, fix } = RULES[rule];
    const shown = all ? places : places.slice(0, PLACES_MAX);
    return [
      `  ${paint(COLOURS[severity], severity.padEnd(6))} ${rule}  ${paint('bold', title)}  ${paint('dim', `${places.length} ×`)}`,
      ...placeLines(shown, width()),
      ...(places.length > shown.length ? [paint('dim', `         and ${places.length - shown.length} more`)] : []),
      paint('dim', `         ${wrap(`→ ${fix}`, { width: width(), indent: 11 })}`),
    ];
  });
}

/** Where a rule is broken; what is the same everywhere is said once. */
function placeLines(places: readonly Finding[], width: number): readonly string[] {
  const say = (text: string): string => `         ${wrap(text, { width, indent: 11 })}`;
  const messages = new Set(places.map(({ message }) => message));
  const [only = ''] = messages;
  if (messages.size === 1)
    return [say(plain(only)), ...places.map(({ file, line }) => `           ${plain(`${file}:${line}`)}`)];
  return places.map(({ file, line, message }) => say(`${plain(`${file}:${line}`)}  ${plain(message)}`));
}

function silencedLines(findings: readonly Finding[], { paint }: Channel): readonly string[] {
  const silenced = findings.filter((one) => one.silenced !== null);
  if (silenced.length === 0) return [];
  const byWhom = new Map<string, number>();
  for (const { silenced: why } of silenced) {
    if (why === null) continue;
    const text = `${why.by === 'baseline' ? 'in the baseline' : 'suppressed'} by ${plain(why.owner)}${why.until === null ? '' : ` until ${why.until}`}: ${plain(why.reason)}`;
    byWhom.set(text, (byWhom.get(text) ?? 0) + 1);
  }
  return ['', ...[...byWhom].map(([text, count]) => paint('dim', `${count} ${text}`))];
}

/** What shows a dependency without being a call. */
function besides({ traces }: Scan, { paint }: Channel): readonly string[] {
  const counts = new Map<Trace['kind'], number>();
  for (const { kind, use } of traces) if (use === 'production') counts.set(kind, (counts.get(kind) ?? 0) + 1);
  if (counts.size === 0) return [];
  const words = [...counts].map(([kind, count]) => `${count} ${TRACES[kind]}`).join(', ');
  return ['', paint('dim', `Besides: ${words}. --json has them all.`)];
}

function notReadLines({ notRead, notReadCount }: Scan, { paint }: Channel): readonly string[] {
  if (notReadCount === 0) return [];
  const shown = notRead.slice(0, 10);
  const rest = notReadCount - shown.length;
  return [
    '',
    paint('yellow', 'Not read, so this is no clean bill'),
    ...shown.map(({ file, why }) => `  ${plain(file === '' ? '(the whole)' : file)}  ${paint('dim', why)}`),
    ...(rest === 0 ? [] : [paint('dim', `  and ${rest} more`)]),
  ];
}

/** One rule for people: why it is there, how to mend it. */
export function ruleLines(rule: RuleId, { paint, width }: Channel): readonly string[] {
  const { title, why, fix, example, severity, decidedBy } = RULES[rule];
  const say = (text: string): string => wrap(text, { width: width() - 2, indent: 2 });
  const by = { code: 'the code', traffic: 'traffic through the gateway', drill: 'a drill', person: 'a person' }[
    decidedBy
  ];
  return [
    paint('bold', `${rule}  ${title}`),
    paint('dim', `${severity}, told by ${by}`),
    '',
    `  ${say(why)}`,
    '',
    `  ${say(`→ ${fix}`)}`,
    '',
    `  ${example}`,
  ];
}

// oxlint-disable-next-line no-control-regex -- Those are what is taken out.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text of a repository that somebody else wrote, as it may stand on a terminal: nothing that moves the cursor or turns the direction of
 * writing, and nothing that a build server takes for an order.
 */
export function plain(text: string): string {
  return text.replace(UNPRINTABLE, '·').replaceAll('::', ': :');
}
