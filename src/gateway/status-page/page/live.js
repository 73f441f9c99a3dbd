'use strict';

// Everything here makes a page more comfortable that can be read without it: times of one's own, days under the pointer, news at once.
const BEAT_MISSED_MS = 25_000;
const AGAIN_MS = 3_000;
/** What was seen grows older without any change. */
const REFRESH_MS = 60_000;
// The page is in English, whoever reads it.
const language = 'en-GB';
const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric' });
const plainDay = new Intl.DateTimeFormat(language, {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
const DAY_MS = 86_400_000;

/** What the gateway's clock is ahead of ours. */
let aheadMs = 0;
const nowMs = () => Date.now() + aheadMs;

function lasted(ms) {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

function inOwnTime(time) {
  const at = new Date(time.dateTime);
  const isToday = at.toDateString() === new Date(nowMs()).toDateString();
  switch (time.dataset.form) {
    case 'ago':
      return nowMs() - at < 1_000 ? 'just now' : `${lasted(nowMs() - at)} ago`;
    case 'clock':
      return isToday ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`;
    case 'day':
      return day.format(at);
    default:
      return `${isToday ? 'today' : day.format(at)}, ${clock.format(at)}`;
  }
}

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function tellTimes(root, forms = '') {
  for (const time of root.querySelectorAll(`time[data-form${forms}]`)) {
    put(time, inOwnTime(time));
    time.title ||= `${time.dateTime.slice(0, 16).replace('T', ' ')} UTC`;
  }
}

// ---- The bars: a day under the pointer or under the arrow keys.

const tip = document.createElement('div');
tip.className = 'tip';
tip.hidden = true;
tip.setAttribute('aria-hidden', 'true');
document.body.append(tip);

function dayAt(bars, at) {
  const notable = new Map(JSON.parse(bars.dataset.days));
  const date = new Date(Date.parse(bars.dataset.first) + at * DAY_MS);
  return notable.get(at) ?? `${plainDay.format(date)}: no trouble known`;
}

function upgrade(root) {
  for (const bars of root.querySelectorAll('svg.bars')) {
    for (const title of bars.querySelectorAll('title')) title.remove();
    bars.setAttribute('role', 'slider');
    bars.setAttribute('tabindex', '0');
    bars.setAttribute('aria-valuemin', '1');
    bars.setAttribute('aria-valuemax', bars.dataset.count);
    choose(bars, Number(bars.dataset.count) - 1);
  }
}

function choose(bars, at) {
  bars.setAttribute('aria-valuenow', String(at + 1));
  bars.setAttribute('aria-valuetext', dayAt(bars, at));
}

function show(bars, at) {
  choose(bars, at);
  put(tip, dayAt(bars, at));
  tip.hidden = false;
  let cursor = bars.querySelector('.cursor');
  if (cursor === null) {
    cursor = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    cursor.setAttribute('class', 'cursor');
    cursor.setAttribute('width', '10');
    cursor.setAttribute('height', '34');
    bars.append(cursor);
  }
  cursor.setAttribute('x', String(at * 10));
  const box = bars.getBoundingClientRect();
  const middle = box.left + ((at + 0.5) / Number(bars.dataset.count)) * box.width;
  const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
  tip.style.left = `${scrollX + Math.max(8, Math.min(room, middle - tip.offsetWidth / 2))}px`;
  tip.style.top = `${scrollY + box.bottom}px`;
}

function hide() {
  tip.hidden = true;
  for (const cursor of document.querySelectorAll('.cursor')) cursor.remove();
}

const barsAt = (target) => (target instanceof Element ? target.closest('svg.bars') : null);

function pointAt({ target, clientX }) {
  const bars = barsAt(target);
  if (bars === null) {
    if (target !== tip && barsAt(document.activeElement) === null) hide();
    return;
  }
  const box = bars.getBoundingClientRect();
  const count = Number(bars.dataset.count);
  const at = Math.max(0, Math.min(count - 1, Math.floor(((clientX - box.left) / box.width) * count)));
  if (document.activeElement !== bars && barsAt(document.activeElement) !== null) hide();
  show(bars, at);
}

document.addEventListener('pointermove', pointAt);
document.addEventListener('pointerdown', pointAt);

document.addEventListener('keydown', (event) => {
  const bars = barsAt(event.target);
  if (event.key === 'Escape') hide();
  if (bars === null) return;
  const count = Number(bars.dataset.count);
  const at = Number(bars.getAttribute('aria-valuenow')) - 1;
  const steps = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -7,
    PageUp: 7,
    Home: -count,
    End: count,
  };
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  show(bars, Math.max(0, Math.min(count - 1, at + step)));
});

document.addEventListener('focusin', ({ target }) => {
  const bars = barsAt(target);
  if (bars !== null && bars.matches(':focus-visible')) show(bars, Number(bars.getAttribute('aria-valuenow')) - 1);
});
document.addEventListener('focusout', hide);

function prepare(root) {
  tellTimes(root);
  upgrade(root);
  // That is for those whose page stands still.
  for (const place of root.querySelectorAll('.as-of')) place.remove();
}

// ---- News: the page is read again and what differs is changed, so that nothing closes, jumps or loses its focus.

function become(old, next) {
  if (old.nodeType !== next.nodeType || old.nodeName !== next.nodeName) return old.replaceWith(next);
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  for (const { name } of Array.from(old.attributes)) {
    const isOpen = name === 'open' && old.nodeName === 'DETAILS';
    if (!isOpen && !next.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  let here = old.firstChild;
  for (const child of Array.from(next.childNodes)) {
    const known = child.id ? Array.from(old.children).find(({ id }) => id === child.id) : undefined;
    if (known !== undefined && known !== here) old.insertBefore(known, here);
    const match = known ?? (here !== null && !here.id ? here : null);
    if (match === null) {
      old.insertBefore(child, here);
      continue;
    }
    here = match.nextSibling;
    become(match, child);
  }
  while (here !== null) {
    const rest = here.nextSibling;
    here.remove();
    here = rest;
  }
}

const main = document.querySelector('main');
let reading = false;
let again = false;
let readMs = Date.now();

async function refresh() {
  if (reading) {
    again = true;
    return;
  }
  reading = true;
  readMs = Date.now();
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' });
    if (!answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const nextMain = next.querySelector('main');
    prepare(nextMain);
    become(main, document.adoptNode(nextMain));
    document.title = next.title;
  } catch {
    // Whether the gateway is there is told by its beat, and by nothing else.
  } finally {
    reading = false;
    if (again) {
      again = false;
      void refresh();
    }
  }
}

const stale = document.querySelector('#stale');
let heardMs = Date.now();
let isAway = false;
let failed = 0;

function heard(atMs) {
  heardMs = Date.now();
  aheadMs = atMs - heardMs;
  if (failed > 0) void refresh();
  isAway = false;
  failed = 0;
  stale.hidden = true;
  document.body.classList.remove('stale');
}

function away() {
  if (isAway) return;
  isAway = true;
  stale.textContent = `Stale since ${clock.format(heardMs)}. The gateway does not answer; what you see here is from then.`;
  stale.hidden = false;
  document.body.classList.add('stale');
}

function listen(address) {
  const events = new EventSource(address);
  events.addEventListener('beat', ({ data }) => {
    const { atMs, checkedAtMs } = JSON.parse(data);
    heard(atMs);
    const checked = document.querySelector('.fresh time');
    if (checkedAtMs !== null && checked !== null) checked.dateTime = new Date(checkedAtMs).toISOString();
    if (Date.now() - readMs > REFRESH_MS) void refresh();
  });
  events.addEventListener('changed', () => void refresh());
  events.addEventListener('error', () => {
    events.close();
    setTimeout(() => listen(address), AGAIN_MS);
    // One lost line is no death: the next one may be there at once.
    failed += 1;
    if (failed > 1) away();
  });
}

prepare(document);
setInterval(() => tellTimes(document, '="ago"'), 1_000);
const { events } = document.body.dataset;
if (events !== undefined) {
  listen(events);
  setInterval(() => {
    if (Date.now() - heardMs > BEAT_MISSED_MS) away();
  }, 1_000);
}
