import { hasChanged, isOpen, textIn } from 'failsoft/client';
import { asking, draftFor, help, queue } from './ai.js';
import { showCards } from './cards.js';
import { lineOf, originOf } from './words.js';

const at = (id) => document.querySelector(`#${id}`);
const reply = at('reply');
let problem = '';

// The work itself needs no AI: it is kept at every keystroke, and nothing below ever stops it.
reply.value = localStorage.getItem('reply') ?? '';
reply.addEventListener('input', () => write(reply.value));

function write(text) {
  reply.value = text;
  localStorage.setItem('reply', text);
  show();
}

// The button does something at every level: when nobody can answer, the question is kept.
at('draft').addEventListener('click', () => {
  const question = draftFor(at('letter').textContent.trim(), reply.value);
  if (help.get().level < 3) asking.ask(question);
  else void keep(question);
});

async function keep(question) {
  problem = '';
  await asking.keep(question).catch((error) => (problem = error.message));
  show();
}

function show() {
  const isAway = help.get().level >= 3;
  at('line').textContent = lineOf(help.get());
  at('draft').textContent = isAway ? 'Ask for a draft when AI is back' : 'Draft a reply';
  at('reason').textContent = problem || (isAway ? 'Your question is kept until somebody can answer.' : '');
  showCards(at('cards'), [...draftCards(asking.answering.get()), ...queue.items.get().map(keptCard)]);
}

/** The draft on its way. It stands beside the reply, and nothing of it is in there before you say so. */
function draftCards({ state, text, origin, trouble }) {
  const again = ['Try again', asking.again];
  const later = ['Ask when AI is back', () => keep()];
  const use = ['Use it', () => (write(text), asking.clear())];
  switch (state) {
    case 'streaming':
      return [{ key: 'now', title: 'Drafting…', words: [text, originOf(origin)], buttons: [['Stop', asking.stop]] }];
    case 'done':
      return [{ key: 'now', title: 'A draft', words: [text, originOf(origin)], buttons: [use, again] }];
    case 'cut':
      return [
        {
          key: 'now',
          title: 'Cut off in the middle',
          words: [text, originOf(origin), trouble],
          buttons: [['Continue with another model', asking.goOn], again, later],
        },
      ];
    case 'nobody':
    case 'failed':
      return [{ key: 'now', title: 'No draft', words: [trouble], buttons: [later, again] }];
    default:
      return [];
  }
}

const HELD = {
  waiting: 'It is kept in this browser.',
  held: 'Your gateway asks as soon as somebody can answer, also when this page is closed.',
};

/** A question that waits, or its answer. Whoever has changed the reply since loses nothing: then it can only be added. */
function keptCard(kept) {
  const { id: key, state, about, trouble } = kept;
  const drop = [isOpen(kept) ? 'Cancel' : 'Discard', () => queue.take(key)];
  if (isOpen(kept))
    return { key, title: 'A draft waits until AI is back', words: [HELD[state], trouble], buttons: [drop] };
  if (state === 'failed') return { key, title: 'No draft', words: [trouble], buttons: [drop] };

  const text = textIn(kept.answer.body);
  const words = [text, originOf(kept.answer.origin)];
  const isOutdated = hasChanged(kept, reply.value);
  if (isOutdated) words.push(`You have changed your reply since. It was: “${about}”`);
  const use = async () => {
    // Another window may have used it meanwhile. It is given out once.
    if ((await queue.take(key)) === null) return;
    write(isOutdated ? `${reply.value}\n\n${text}` : text);
  };
  return {
    key,
    title: 'The draft that you asked for',
    words,
    buttons: [[isOutdated ? 'Add it below' : 'Use it', use], drop],
  };
}

queue.run();
for (const value of [help, queue.items, asking.answering]) value.subscribe(show);
show();
