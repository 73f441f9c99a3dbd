import { FUNCTION_WORDS, list, UNITS, type WordList } from './words.ts';

/** Short forms and what they stand for. Without their apostrophe only those that are no other word then. */
// oxfmt-ignore
export const SHORT_FORMS: Readonly<Record<string, readonly string[]>> = {
  "what's": ['what', 'is'], whats: ['what', 'is'], "who's": ['who', 'is'], "where's": ['where', 'is'], "how's": ['how', 'is'],
  "when's": ['when', 'is'], "why's": ['why', 'is'], "that's": ['that', 'is'], thats: ['that', 'is'], "there's": ['there', 'is'],
  "it's": ['it', 'is'], "he's": ['he', 'is'], "she's": ['she', 'is'], "i'm": ['i', 'am'], im: ['i', 'am'], "you're": ['you', 'are'],
  "we're": ['we', 'are'], "they're": ['they', 'are'], "i've": ['i', 'have'], ive: ['i', 'have'], "you've": ['you', 'have'],
  "we've": ['we', 'have'], "they've": ['they', 'have'], "i'll": ['i', 'will'], "you'll": ['you', 'will'], "he'll": ['he', 'will'],
  "she'll": ['she', 'will'], "we'll": ['we', 'will'], "they'll": ['they', 'will'], "it'll": ['it', 'will'],
  "don't": ['do', 'not'], dont: ['do', 'not'], "doesn't": ['does', 'not'], doesnt: ['does', 'not'], "didn't": ['did', 'not'],
  didnt: ['did', 'not'], "isn't": ['is', 'not'], isnt: ['is', 'not'], "aren't": ['are', 'not'], arent: ['are', 'not'],
  "wasn't": ['was', 'not'], wasnt: ['was', 'not'], "weren't": ['were', 'not'], "haven't": ['have', 'not'], havent: ['have', 'not'],
  "hasn't": ['has', 'not'], hasnt: ['has', 'not'], "hadn't": ['had', 'not'], "won't": ['will', 'not'], "wouldn't": ['would', 'not'],
  wouldnt: ['would', 'not'], "can't": ['can', 'not'], cannot: ['can', 'not'], "couldn't": ['could', 'not'], couldnt: ['could', 'not'],
  "shouldn't": ['should', 'not'], shouldnt: ['should', 'not'], "mustn't": ['must', 'not'],
};

/** Two ways to spell one word. */
// oxfmt-ignore
export const SPELLINGS: Readonly<Record<string, string>> = {
  colour: 'color', colours: 'colors', flavour: 'flavor', flavours: 'flavors', favourite: 'favorite', favourites: 'favorites',
  behaviour: 'behavior', behaviours: 'behaviors', neighbour: 'neighbor', neighbours: 'neighbors', honour: 'honor', humour: 'humor',
  rumour: 'rumor', tumour: 'tumor', harbour: 'harbor', organise: 'organize', organising: 'organizing', organisation: 'organization',
  organisations: 'organizations', realise: 'realize', recognise: 'recognize', analyse: 'analyze', memorise: 'memorize',
  apologise: 'apologize', optimise: 'optimize', summarise: 'summarize', specialise: 'specialize', centre: 'center', theatre: 'theater',
  litre: 'liter', litres: 'liters', fibre: 'fiber', grey: 'gray', travelling: 'traveling', traveller: 'traveler', cancelled: 'canceled',
  learnt: 'learned', modelling: 'modeling', jewellery: 'jewelry', programme: 'program', aeroplane: 'airplane', mum: 'mom', maths: 'math',
  'e-mail': 'email', 'e-mails': 'emails', 'web-site': 'website', ok: 'okay', definately: 'definitely', recieve: 'receive', wierd: 'weird',
  beleive: 'believe', seperate: 'separate', goverment: 'government', begining: 'beginning', occured: 'occurred', untill: 'until',
};

/** What has another meaning with an s behind it, one word without it. */
const OTHER_PLURALS: WordList = list(`
  account acoustic adam aesthetic aid air ally alm amend antic antiquity arm art athletic authority away barrack belonging blind blue bond
  bowel boxer brace brain brief brook canva charge charity check children chip chri classic cloth collin color commodity communication
  compass contact content corp cosmetic credit croc custom damage daniel dart dead derivative direction dish doc domino draft draw drug
  earning economic edward electronic entrail ethic experience fall finance finding folk force friend fund future gallow genetic genital
  glass good graphic green grit ground gum gymnastic hank head headquarter heaven height humanity innard interest iron jack james jean john
  key king leave len letter line live lodging logistic look manner map mar marble mas mass match mathematic mean measure mechanic memory
  men metric minute moral new note number odd odds option outskirt overall page pain pant paper pari part people peter phillip photo physic
  point politic poor power premise proceeding property quality quarter reel regard relation remain resource return rich richard riche right
  robert roger ruin sale saving scale security sense shade shamble share sheet short sight sim simpson skittle spectacle spirit spring
  stair state statistic step steven story supply surrounding sweet tactic tail talk team term texa thank tight time town troop tropic
  trouser utility value wale war water watt way william window winning women wood work wright writing year youth
`);

/** Are two words one, in the singular and in the plural, or in another person? */
export function isPluralOf(a: string, b: string): boolean {
  const [long, short] = a.length > b.length ? [a, b] : [b, a];
  if (
    short.length < 3 ||
    [OTHER_PLURALS, FUNCTION_WORDS, UNITS].some((words) => words.has(short)) ||
    !/^[a-z]+$/.test(long)
  )
    return false;
  if (/(?:s|x|z|ch|sh)$/.test(short)) return long === `${short}es`;
  if (/[^aeiou]y$/.test(short)) return long === `${short.slice(0, -1)}ies`;
  return long === `${short}s`;
}
