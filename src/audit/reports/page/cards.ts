import { html, type Html, type Piece } from '../../../page/html.ts';
import { shape } from '../../../page/shapes.ts';
import type { Spread } from '../../forecast/years.ts';
import type { Answer } from '../../workflows/answers.ts';
import type { JoinedRung } from '../../workflows/ladder.ts';
import type { Assessed } from '../../workflows/report.ts';
import { SCENARIOS } from '../../workflows/scenarios.ts';
import type { Report } from '../report.ts';
import { whatHappens } from '../summary.ts';
import { hours, money, WAYS } from '../words.ts';
import { acceptanceWords, rungName, rungTerms, toleranceWords } from '../workflow-words.ts';
import { restLine, said, toneOf, verdictMark } from './parts.ts';

/** Workflows that are told at length. */
const CARDS_MAX = 60;

/** Every workflow: what happens, is that acceptable, what is done instead; and all that is known behind that. */
export function cardsSection({ assessment }: Report): Html | null {
  if (assessment === null || assessment.workflows.length === 0) return null;
  const shown = assessment.workflows.slice(0, CARDS_MAX);
  return html`<section id="workflows" aria-labelledby="workflows-title">
    <h2 id="workflows-title">Workflows</h2>
    ${shown.map(card)} ${restLine(assessment.workflows.length, shown.length)}
  </section>`;
}

function card(one: Assessed): Html {
  const { known, verdict, answers, score } = one;
  const { id, name = id, purpose, consumers, criticality = 'important' } = known.workflow;
  const about = [purpose, consumers === undefined ? undefined : `for ${consumers}`].filter(Boolean).join(', ');
  return html`<article class="card ${toneOf(verdict.verdict)}" id="workflow-${id}" aria-labelledby="name-${id}">
    <header class="card-head">
      <h3 id="name-${id}">${said(name, 160)}</h3>
      ${verdictMark(verdict.verdict)}
    </header>
    <p class="quiet">
      ${about === '' ? null : `${said(about)}. `}${criticality},
      ${known.owner === null ? 'nobody owns it' : `owned by ${said(known.owner, 120)}`}.
    </p>
    <dl class="founding">
      ${pair('What happens when AI is out?', html`${said(whatHappens(one))}${sees(answers)}`)}
      ${pair('Is that acceptable?', acceptable(one))} ${pair('What is the contingency?', contingency(known.ladder))}
      ${pair('Verdict', html`${verdict.verdict}: ${said(verdict.because)}`)} ${pair('Expected in a year', year(one))}
    </dl>
    <details>
      <summary>What it has to be ready for</summary>
      <ul class="scenarios">
        ${verdict.scenarios.map(
          ({ scenario, verdict: word, because }) =>
            html`<li class="${toneOf(word)}">
              ${shape(toneOf(word))} <strong>${SCENARIOS[scenario].title}</strong> ${word}: ${said(because)}
            </li>`,
        )}
      </ul>
    </details>
    <details>
      <summary>
        All ${answers.length} answers, ${answers.filter((answer) => answer.said === null).length} not known
      </summary>
      <ol class="answers">
        ${answers.map(answerItem)}
      </ol>
    </details>
    <details>
      <summary>Score: ${Math.round(score.earned)} of ${score.possible}</summary>
      <ul class="points">
        ${score.items.map(
          ({ what, possible, earned, excluded, action }) =>
            html`<li>
              <span class="number">${excluded === null ? `${Math.round(earned * 10) / 10} of ${possible}` : '–'}</span>
              <span
                >${what}${excluded !== null ? html`<span class="quiet"> (${said(excluded)})</span>` : action === '' ? null : html`<span class="quiet"> → ${said(action)}</span>`}</span
              >
            </li>`,
        )}
      </ul>
      ${score.capped === null ? null : html`<p class="quiet">Held at 39 at most: ${said(score.capped)}.</p>`}
    </details>
  </article>`;
}

function pair(term: string, words: Piece): Html {
  return html`<div>
    <dt>${term}</dt>
    <dd>${words}</dd>
  </div>`;
}

function sees(answers: readonly Answer[]): Html | null {
  const seen = answers.find(({ question }) => question.number === 8)?.said ?? null;
  return seen === null ? null : html`<br /><span class="quiet">People see: ${said(seen)}</span>`;
}

function acceptable({ known: { workflow } }: Assessed): Html {
  return html`${said(acceptanceWords(workflow))}<br /><span class="quiet">${said(toleranceWords(workflow))}</span>`;
}

function contingency(ladder: readonly JoinedRung[]): Html {
  if (ladder.length === 0) return html`None.`;
  return html`<ol class="rungs">
    ${ladder.map((rung) => html`<li>${said(rungName(rung), 200)}<span class="quiet">, ${rungTerms(rung)}</span></li>`)}
  </ol>`;
}

const spread = ({ mean, p50, p90 }: Spread): string => `${hours(mean)} (P50 ${hours(p50)}, P90 ${hours(p90)})`;

function year({ forecast, loss }: Assessed): Html {
  if (forecast.kind === 'unknown') return html`Not known: ${said(forecast.why)}.`;
  const { withoutAi, nothing } = forecast.year;
  return html`${spread(withoutAi)} without AI, ${spread(nothing)} of them without any answer;
  ${loss === null ? 'nobody has said what that costs' : `${money(loss.amount, loss.currency)} expected`}.`;
}

function answerItem({ question, said: words, by, at, conflicts }: Answer): Html {
  return html`<li value="${question.number}">
    <span class="ask">${question.ask}</span> ${
      words === null ? html`<strong class="open">not known</strong>` : html`<span>${said(words)}</span>`
    }${by === null ? null : html` <span class="quiet">told by ${WAYS[by]}${at === '' ? null : `, ${said(at)}`}</span>`}
    ${conflicts.map((conflict) => html`<br /><span class="quiet">but ${said(conflict)}</span>`)}
  </li>`;
}
