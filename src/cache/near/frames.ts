import { list, type WordList } from './words.ts';

/** Beginnings that ask for the same, as far as the word behind them is none of `unless` and, where there is one, fits `only`. */
export type Frame = {
  readonly name: string;
  readonly openings: readonly string[];
  readonly unless: WordList;
  readonly only: WordList | RegExp | null;
  /** Only where nobody else is spoken of behind it: `how do you get your money` is not `how do I get your money`. */
  readonly isAlone?: boolean;
};

/** What somebody does without doing it: `how do I look` asks for something else than `how to look`. */
const NO_DEEDS = list(`
  look feel sound smell taste seem appear do differ compare rank score matter work fit come stand fare measure sit relate rate belong weigh
  exist react act help
`);

/** What no model does itself, so that `how do you` with it means everybody. */
const DEEDS = list(`
  cook bake boil fry grill roast peel freeze clean wash remove lose grow plant water build fix repair install uninstall delete deactivate
  reset unlock pronounce spell draw paint tie cut fold sew knit cure treat diagnose overcome quit recover marry divorce raise apply become
  join earn invest hack register publish promote measure convert calculate prove get pay buy sell rent hire fire drive park ride
  swim dive climb run walk jump dance sing dress iron shave bleach dye pierce whiten tan exercise meditate breastfeed catch kill breed feed
  tame adopt bury prepare pass incorporate jailbreak download upload travel hitchhike emigrate immigrate vote sue calibrate solder weld drill sharpen polish
`);

const NONE = list('');
const SUPERLATIVE = /^(?:most|least|[a-z]{2,}est)$/;
const NO_SUPERLATIVES = list('interest rest test guest request west forest harvest protest contest quest nest chest');
/** With one of these, `some` is no more than a word; without, examples are asked for. */
const OF_SOME = list('good great examples ways tips popular interesting useful fun cool easy effective common nice');

/** What stands behind `what is` where nobody asks for what something is. */
const NO_NOUNS = list('some of the you we they i he she it these those that there being going doing');

/** The first that fits counts. */
export const FRAMES: readonly Frame[] = [
  {
    name: 'best way',
    openings: [
      'what is the best way to',
      'which is the best way to',
      'what are the best ways to',
      'what are some of the best ways to',
    ],
    unless: NONE,
    only: null,
  },
  {
    name: 'the best',
    openings: [
      'what are some of the',
      'which are some of the',
      'what are some',
      'what is the',
      'which is the',
      'what are the',
      'which are the',
      'what is',
      'which is',
      'what are',
      'which are',
    ],
    unless: NONE,
    only: list('best worst'),
  },
  // Of what can be measured, one has most of it: who asks for several wants a list.
  { name: 'the most', openings: ['what is the', 'which is the'], unless: NO_SUPERLATIVES, only: SUPERLATIVE },
  { name: 'most of all', openings: ['what are the', 'which are the'], unless: NO_SUPERLATIVES, only: SUPERLATIVE },
  {
    name: 'how to',
    openings: ['how to', 'how do i', 'how can i', 'how does one', 'how can one'],
    unless: NO_DEEDS,
    only: null,
  },
  { name: 'how to', openings: ['how do you', 'how can you'], unless: NO_DEEDS, only: DEEDS, isAlone: true },
  { name: 'how do you', openings: ['how do you', 'how can you'], unless: NO_DEEDS, only: null },
  { name: 'how do we', openings: ['how do we', 'how can we'], unless: NO_DEEDS, only: null },
  {
    name: 'good way',
    openings: ['what is a good way to', 'what are good ways to', 'what are some good ways to'],
    unless: NONE,
    only: null,
  },
  {
    name: 'is there a way',
    openings: ['is there a way to', 'is there any way to', 'is there a way i can', 'is there any way i can'],
    unless: NONE,
    only: null,
  },
  { name: 'where to', openings: ['where can i', 'where to', 'where can one'], unless: list('be go'), only: null },
  { name: 'what good', openings: ['what are some', 'what are'], unless: NONE, only: OF_SOME },
  { name: 'what is', openings: ['what are', 'what is'], unless: NO_NOUNS, only: null },
];

/** What is said before a question to be polite. The longest fits first. */
export const LEAD_INS: readonly string[] = [
  'could you please tell me',
  'can you please tell me',
  'please can you tell me',
  'would you please tell me',
  'could you tell me',
  'can you tell me',
  'please tell me',
  'tell me',
  'hello',
  'hey',
  'hi',
  'please',
];

/** The same after it, behind a comma: `how do I say thanks` is no thanks. */
export const LEAD_OUTS: readonly string[] = [', please', ', thanks', ', thank you'];
