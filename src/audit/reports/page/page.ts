import { readFileSync } from 'node:fs';
import { Html, html } from '../../../page/html.ts';
import { baseStyle, once, sourceHash } from '../../../page/style.ts';
import { VERDICT_NAMES, VERDICTS } from '../../workflows/verdict.ts';
import type { Report } from '../report.ts';
import { cardsSection } from './cards.ts';
import { codeSection } from './code.ts';
import { hangsSection } from './hangs.ts';
import { headSection } from './head.ts';
import { said, verdictMark } from './parts.ts';
import { evidenceSection, scenariosSection } from './proofs.ts';
import { yearsSection } from './years.ts';

const style = once(() => baseStyle() + readFileSync(new URL('style.css', import.meta.url), 'utf8'));

/** Lets the page have its own style and nothing else from anywhere: no script, no picture, no address. What gets into it stays text. */
const policy = once(
  () => `default-src 'none'; style-src '${sourceHash(style())}'; base-uri 'none'; form-action 'none'`,
);

const SECTIONS = {
  workflows: { title: 'Workflows', of: cardsSection },
  hangs: { title: 'Depends on', of: hangsSection },
  forecast: { title: 'Forecast', of: yearsSection },
  scenarios: { title: 'Scenarios', of: scenariosSection },
  evidence: { title: 'Evidence', of: evidenceSection },
  code: { title: 'Code', of: codeSection },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly of: (report: Report) => Html | null }>>;

/** The report as one page in one file, which needs nothing from anywhere else and no script. */
export function renderHtml(report: Report): string {
  const parts = Object.entries(SECTIONS).flatMap(([id, { title, of }]) => {
    const part = of(report);
    return part === null ? [] : [{ id, title, part }];
  });
  const name = said(report.about.name, 120);
  // The style is put in as a whole: its hash is that of every character of it.
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="content-security-policy" content="${policy()}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <meta name="referrer" content="no-referrer" />
        <title>${name}: what happens when AI is out</title>
        ${new Html(`<style>${style()}</style>`)}
      </head>
      <body>
        <a class="skip" href="#main">To the content</a>
        <header>
          <span class="home">${name}: what happens when AI is out</span>
          <nav aria-label="Parts">${parts.map(({ id, title }) => html`<a href="#${id}">${title}</a>`)}</nav>
        </header>
        <main id="main" tabindex="-1">${squeezed(html`${headSection(report)}${parts.map(({ part }) => part)}`)}</main>
        <footer>
          ${report.assessment === null ? null : verdictKey()}
          <p>
            Made by Failsoft without any AI, from code, configuration, traffic and what people have said. What is not
            known is called not known, and never counts as fine. For programs:
            <code>failsoft audit report --format json</code>.
          </p>
        </footer>
      </body>
    </html> `.text;
}

function verdictKey(): Html {
  return html`<dl class="verdicts">
    ${VERDICT_NAMES.map(
      (name) =>
        html`<div>
          <dt>${verdictMark(name)}</dt>
          <dd>${VERDICTS[name].meaning}</dd>
        </div>`,
    )}
  </dl>`;
}

/** Without the white space that only those see who write templates. */
function squeezed({ text }: Html): Html {
  return new Html(text.replaceAll(/\n\s+/g, '\n'));
}
