/** What each button does now. */
const acts = new WeakMap();

/** Shows cards, and touches only what has changed: a button that somebody is about to press stays where it is. */
export function showCards(place, cards) {
  const before = new Map([...place.children].map((element) => [element.dataset.key, element]));
  for (const card of cards) {
    const shape = [card.title, ...card.buttons.map(([label]) => label)].join('\n');
    const was = before.get(card.key);
    before.delete(card.key);
    const element = was?.dataset.shape === shape ? was : built(card, shape);
    showWords(element.querySelector('.words'), card.words);
    [...element.querySelectorAll('button')].forEach((button, index) => acts.set(button, card.buttons[index][1]));
    if (was === undefined) place.append(element);
    else if (was !== element) {
      const hadFocus = was.contains(document.activeElement);
      was.replaceWith(element);
      if (hadFocus) element.querySelector('button').focus();
    }
  }
  for (const gone of before.values()) gone.remove();
}

function built({ key, title, buttons }, shape) {
  const card = made('section', '', 'card');
  card.setAttribute('aria-label', title);
  Object.assign(card.dataset, { key, shape });
  const row = made('p', '', 'row');
  for (const [label] of buttons) {
    const button = Object.assign(made('button', label), { type: 'button' });
    button.addEventListener('click', () => acts.get(button)());
    row.append(button);
  }
  card.append(made('strong', title), made('div', '', 'words'), row);
  return card;
}

function showWords(place, words) {
  const wanted = words.filter(Boolean);
  while (place.children.length > wanted.length) place.lastChild.remove();
  while (place.children.length < wanted.length) place.append(made('p', ''));
  wanted.forEach((text, index) => (place.children[index].textContent = text));
}

function made(tag, text, className = '') {
  return Object.assign(document.createElement(tag), { textContent: text, className });
}
