import type { CallSite, Scan } from '../../../model/audit.ts';
import { html, type Html } from '../../../page/html.ts';
import { counted } from '../../../page/words.ts';
import { RULES } from '../../rules/catalogue.ts';
import { fallbackWords, givesUpWords, ON_ERROR, TRACES } from '../call-words.ts';
import { type Broken, rulesOf } from '../code-summary.ts';
import type { Report } from '../report.ts';
import { code, restLine, said, table } from './parts.ts';

const CALLS_MAX = 300;
/** Places that are named for one rule, so that no rule hides the others. */
const PLACES_MAX = 40;
const NOT_READ_MAX = 200;
const DRIFT_MAX = 100;

/** The appendix: every call, every finding, what does not fit together, and what was not read. */
export function codeSection({ scan, assessment }: Report): Html {
  const calls = scan.sites.filter(({ use }) => use === 'production');
  const broken = rulesOf(scan.findings);
  return html`<section id="code" aria-labelledby="code-title">
    <h2 id="code-title">What was found in the code</h2>
    <p>${seen(scan, calls.length)}</p>
    ${calls.length === 0 ? null : html`${callTable(calls)}${restLine(calls.length, CALLS_MAX)}`}
    ${
      broken.length === 0
        ? null
        : html`<h3>What an outage would find</h3>
            ${broken.map(ruleDetails)}`
    }
    ${silenced(scan)} ${drift(assessment?.drift ?? [])} ${notRead(scan)}
  </section>`;
}

function seen(scan: Scan, calls: number): string {
  const rest = scan.sites.length - calls;
  const kinds = Map.groupBy(
    scan.traces.filter(({ use }) => use === 'production'),
    ({ kind }) => kind,
  );
  const traces = [...kinds].map(([kind, { length }]) => `${length} ${TRACES[kind]}`).join(', ');
  return [
    `${scan.filesSeen.toLocaleString('en')} files, ${scan.filesWithAi} with a trace of AI; ${counted(calls, 'call')} of a model${rest === 0 ? '' : `, and ${rest} in tests and examples, which are not shown here`}.`,
    ...(traces === '' ? [] : [`Besides: ${traces}.`]),
    scan.filesSeen === 0
      ? 'There was no code to read.'
      : scan.notReadCount === 0
        ? 'Everything was read.'
        : `${counted(scan.notReadCount, 'file was', 'files were')} not read.`,
  ].join(' ');
}

function callTable(calls: readonly CallSite[]): Html {
  return table(
    'Calls of a model in production',
    [
      { title: 'Where' },
      { title: 'In' },
      { title: 'Asks' },
      { title: 'Model' },
      { title: 'Gives up after' },
      { title: 'If it fails' },
      { title: 'Then' },
    ],
    calls
      .slice(0, CALLS_MAX)
      .map((site) => [
        code(`${site.file}:${site.line}`),
        code(site.symbol, 80),
        said(site.providers.value === 'unknown' ? 'not known' : site.providers.value.join(', '), 120),
        said(site.model.value === 'unknown' ? 'not known' : site.model.value, 80),
        givesUpWords(site),
        ON_ERROR[site.onError.value],
        said(fallbackWords(site.fallback.value), 120),
      ]),
  );
}

function ruleDetails({ rule, places }: Broken): Html {
  const { title, severity, why, fix } = RULES[rule];
  return html`<details id="rule-${rule}">
    <summary>
      <strong>${title}</strong> <span class="quiet">${rule}, ${severity}, ${counted(places.length, 'place')}</span>
    </summary>
    <p>${why}</p>
    <p>→ ${fix}</p>
    <ul class="places">
      ${places.slice(0, PLACES_MAX).map(({ file, line, message }) => html`<li>${code(`${file}:${line}`)} ${said(message)}</li>`)}
    </ul>
    ${restLine(places.length, PLACES_MAX)}
  </details>`;
}

function silenced({ findings }: Scan): Html | null {
  const lines = new Map<string, number>();
  for (const { silenced: why } of findings) {
    if (why === null) continue;
    const text = `${why.by === 'baseline' ? 'in the baseline' : 'suppressed'} by ${why.owner}${why.until === null ? '' : ` until ${why.until}`}: ${why.reason}`;
    lines.set(text, (lines.get(text) ?? 0) + 1);
  }
  if (lines.size === 0) return null;
  return html`<h3>Not counted, because somebody answers for it</h3>
    <ul class="places">
      ${[...lines].slice(0, DRIFT_MAX).map(([text, count]) => html`<li>${counted(count, 'finding')} ${said(text)}</li>`)}
    </ul>
    ${restLine(lines.size, DRIFT_MAX)}`;
}

function drift(all: readonly { readonly workflow: string | null; readonly what: string }[]): Html | null {
  if (all.length === 0) return null;
  return html`<h3>What does not fit together</h3>
    <ul class="places">
      ${all.slice(0, DRIFT_MAX).map(({ workflow, what }) => html`<li>${workflow === null ? null : `${workflow}: `}${said(what)}</li>`)}
    </ul>
    ${restLine(all.length, DRIFT_MAX)}`;
}

function notRead({ notRead: files, notReadCount }: Scan): Html | null {
  if (notReadCount === 0) return null;
  const shown = files.slice(0, NOT_READ_MAX);
  return html`<h3>What was not read</h3>
    <ul class="places">
      ${shown.map(({ file, why }) => html`<li>${code(file === '' ? '(the whole)' : file)} ${said(why)}</li>`)}
    </ul>
    ${notReadCount === shown.length ? null : html`<p class="quiet rest">And ${notReadCount - shown.length} more, which nothing names.</p>`}`;
}
