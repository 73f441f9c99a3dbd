import { html, type Html } from '../../../page/html.ts';
import { counted, listed } from '../../../page/words.ts';
import { type Cut, cutsOf, type Loss, lossesOf, type Need, needsOf, type Node, sharedIn } from '../graph.ts';
import type { Report } from '../report.ts';
import { DRAWN_MAX, picture } from './picture.ts';
import { restLine, said, table } from './parts.ts';

const LOSSES_MAX = 20;
const PAIRS_MAX = 10;
const SHARED_MAX = 20;

const KINDS: Readonly<Record<Node['kind'], string>> = {
  gateway: 'the way to all of them',
  service: 'who answers',
  company: 'company or cloud',
  edge: 'edge network',
  models: 'models, wherever they run',
};

/** What everything hangs on: a picture, what is lost with each part, which one or two stop what, and what is shared without being seen. */
export function hangsSection(report: Report): Html | null {
  const needs = needsOf(report);
  if (needs.length === 0) return null;
  const losses = lossesOf(needs).filter(({ node, withoutAi }) => node.kind !== 'service' && withoutAi.length > 0);
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
      KINDS[node.kind],
      share(stopped.length, needs.length),
      ...(critical.length === 0 ? [] : [share(stopped.filter(isCritical).length, critical.length)]),
      share(withoutAi.length, needs.length),
      stopped.length === 0 ? 'nothing' : namesOf(stopped),
    ]),
  );
}

const isCritical = (one: Need): boolean => one.isCritical;

function namesOf(needs: readonly Need[]): string {
  return said(
    listed(
      needs.map(({ name }) => name),
      4,
    ),
  );
}

const share = (some: number, all: number): string => `${some} of ${all} (${Math.round((100 * some) / all)} %)`;

function soleWords(cuts: readonly Cut[], needs: readonly Need[]): string {
  const unknown = needs.filter(({ parts }) => parts.length === 0).length;
  const dark = unknown === 0 ? '' : ` Of ${counted(unknown, 'one', 'ones')} nobody knows what it stands on.`;
  const sole = cuts.filter(({ nodes }) => nodes.length === 1);
  const [worst] = sole;
  if (worst === undefined) return `Nothing that is known here stops anything by itself.${dark}`;
  const name = worst.nodes[0]?.name ?? '';
  return `${counted(sole.length, 'thing')} can stop something by ${sole.length === 1 ? 'itself' : 'themselves'}. The worst is ${name}: without it ${worst.stopped.length} of ${needs.length} stand${worst.stopped.length === 1 ? 's' : ''} still.${dark}`;
}

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
