import { html, type Html } from '../../../page/html.ts';
import { listed } from '../../../page/words.ts';
import { type Cut, cutsOf, type Loss, type Need, needsOf, sharedIn } from '../graph.ts';
import { isCritical, needNames, NODE_KINDS, share, soleWords, tellingLosses } from '../graph-words.ts';
import type { Report } from '../report.ts';
import { DRAWN_MAX, picture } from './picture.ts';
import { restLine, said, table } from './parts.ts';

const LOSSES_MAX = 20;
const PAIRS_MAX = 10;
const SHARED_MAX = 20;

/** What everything hangs on: a picture, what is lost with each part, which one or two stop what, and what is shared without being seen. */
export function hangsSection(report: Report): Html | null {
  const needs = needsOf(report);
  if (needs.length === 0) return null;
  const losses = tellingLosses(needs);
  const cuts = cutsOf(needs);
  const sole = new Set(
    cuts.flatMap(({ nodes: [node, other] }) => (node !== undefined && other === undefined ? [node.id] : [])),
  );
  return html`<section id="hangs" aria-labelledby="hangs-title">
    <h2 id="hangs-title">What everything hangs on</h2>
    <p>${soleWords(cuts, needs)}</p>
    ${picture(needs, sole)}
    <p class="key">
      <span class="swatch-line">serves first</span> <span class="swatch-line standby">stands in</span>
      <span class="swatch-warn">▲ something stands still without it</span>
    </p>
    ${restLine(needs.length, DRAWN_MAX, 'the table below')} ${lossTable(losses.slice(0, LOSSES_MAX), needs)}
    ${restLine(losses.length, LOSSES_MAX)} ${pairs(cuts)} ${shared(needs)}
  </section>`;
}

function lossTable(losses: readonly Loss[], needs: readonly Need[]): Html {
  const critical = needs.filter(isCritical);
  return table(
    'What is lost when one of these is gone',
    [
      { title: 'When this is gone' },
      { title: 'It is' },
      { title: 'Stops', isNumber: true },
      ...(critical.length === 0 ? [] : [{ title: 'Of the critical ones', isNumber: true }]),
      { title: 'Has no AI left', isNumber: true },
      { title: 'What stops' },
    ],
    losses.map(({ node, stopped, withoutAi }) => [
      said(node.name, 80),
      NODE_KINDS[node.kind],
      share(stopped.length, needs.length),
      ...(critical.length === 0 ? [] : [share(stopped.filter(isCritical).length, critical.length)]),
      share(withoutAi.length, needs.length),
      stopped.length === 0 ? 'nothing' : namesOf(stopped),
    ]),
  );
}

const namesOf = (needs: readonly Need[]): string => said(needNames(needs));

/** Two companies say more than a company and the models of another one. */
const isMixed = ({ nodes: [one, other] }: Cut): boolean => one?.kind !== other?.kind;

/** What a second failure at the same time takes. */
function pairs(cuts: readonly Cut[]): Html | null {
  const all = cuts.filter(({ nodes }) => nodes.length === 2);
  if (all.length === 0) return null;
  const rows = all.toSorted((a, b) => Number(isMixed(a)) - Number(isMixed(b))).slice(0, PAIRS_MAX);
  return html`${table(
    'What stops when two are gone at once, and not before',
    [{ title: 'These two' }, { title: 'What stops' }],
    rows.map(({ nodes, stopped }) => [said(listed(nodes.map(({ name }) => name))), namesOf(stopped)]),
  )}${restLine(all.length, rows.length)}`;
}

function shared(needs: readonly Need[]): Html | null {
  const all = sharedIn(needs);
  if (all.length === 0) return null;
  const rows = all.slice(0, SHARED_MAX);
  return html`${table(
    'What standbys share with what they stand in for',
    [{ title: 'Shared' }, { title: 'First' }, { title: 'Standby' }, { title: 'In' }],
    rows.map(({ node, need, first, standbys }) => [
      said(node.name, 80),
      said(first, 80),
      said(listed(standbys)),
      said(need.name, 120),
    ]),
  )}${restLine(all.length, rows.length)}`;
}
