import { stemOf } from './stem.ts';
import type { WordList } from './words.ts';

/**
 * Words that turn a question round, each with its counterparts. Two questions are not the same when one says a word of a row and the other
 * another word of it. They are compared by their beginnings (`stemOf`), so that one form of a verb is enough.
 */
const ROWS: readonly string[] =
  `enable/disable/activate/deactivate  start/stop/end/finish  begin/end/finish  open/close/shut  buy/sell/rent/lease  lend/borrow
  increase/decrease/reduce/lower/raise  gain/lose  win/lose  earn/spend/save/waste  push/pull  send/receive/get  give/take/get  import/export
  upload/download  install/uninstall/remove  add/remove/delete/subtract  create/delete/destroy/remove  insert/delete  attach/detach
  connect/disconnect  log-in/log-out  login/logout  signin/signout  lock/unlock  block/unblock  follow/unfollow  subscribe/unsubscribe
  freeze/thaw/melt  boil/freeze  heat/cool  warm/cool  encrypt/decrypt  encode/decode  compress/decompress/extract  zip/unzip
  show/hide  mute/unmute  pause/resume  load/unload  mount/unmount  pack/unpack  fold/unfold  tie/untie  bind/unbind  dress/undress
  accept/reject/refuse/decline/deny  allow/forbid/prevent/ban/deny  approve/reject  agree/disagree  like/dislike/hate  love/hate
  trust/distrust/mistrust  believe/doubt  remember/forget  find/lose/hide  arrive/leave/depart  come/go  enter/leave/exit  join/leave/quit
  marry/divorce  hire/fire  employ/dismiss  attack/defend  protect/attack  build/destroy/demolish  make/break  fix/break  repair/break
  expand/shrink/contract  grow/shrink  stretch/shrink  fill/empty  inhale/exhale  wake/sleep  live/die  born/die  birth/death
  alive/dead  kill/save/revive  help/hurt/harm  heal/hurt  cure/cause  cause/prevent/treat/cure/effect  treat/prevent  teach/learn
  ask/answer  question/answer  praise/blame/criticise/criticize  forgive/punish  reward/punish  succeed/fail  success/failure  pass/fail
  left/right  up/down  in/out  on/off  over/under  above/below  before/after  front/back  inside/outside  indoor/outdoor  upper/lower
  top/bottom  high/low  higher/lower  highest/lowest  tall/short  tallest/shortest  long/short  longest/shortest  big/small/little
  bigger/smaller  biggest/smallest  large/small  larger/smaller  largest/smallest  huge/tiny  wide/narrow  thick/thin  fat/thin/slim/skinny
  heavy/light  deep/shallow  near/far  close/far  nearest/farthest  fast/slow  faster/slower  fastest/slowest  quick/slow  early/late
  earlier/later  old/new/young  older/newer/younger  oldest/newest/youngest  ancient/modern  hot/cold/warm/cool  hotter/colder
  hottest/coldest  wet/dry  hard/soft/easy  harder/softer/easier  difficult/easy  simple/complex/complicated  good/bad/evil
  better/worse  best/worst/good  more/less/fewer  most/least  many/few  much/little  max/min  maximum/minimum  maximize/minimize
  maximise/minimise  cheap/expensive/costly  cheapest/costliest  rich/poor  wealthy/poor  strong/weak  stronger/weaker  safe/dangerous
  healthy/sick/ill  clean/dirty  bright/dark  light/dark  loud/quiet  full/empty  true/false  correct/wrong/incorrect  right/wrong
  real/fake  genuine/fake  public/private  legal/illegal  possible/impossible  common/rare  normal/abnormal  positive/negative
  optimist/pessimist  active/passive  introvert/extrovert  guilty/innocent  happy/sad/unhappy  happiest/saddest  beautiful/ugly
  smart/stupid/dumb  intelligent/stupid  brave/coward  polite/rude  kind/cruel  generous/greedy  proud/ashamed  calm/angry
  advantage/disadvantage  pro/con  benefit/drawback/risk/harm  strength/weakness  profit/loss  asset/liability  income/expense
  debit/credit  supply/demand  input/output  inflow/outflow  inbound/outbound  incoming/outgoing  import/export  buyer/seller
  employer/employee  landlord/tenant  lender/borrower  teacher/student/pupil  doctor/patient/nurse  parent/child  server/client
  master/slave  host/guest  sender/receiver/recipient  winner/loser  friend/enemy  hero/villain  victim/culprit  man/woman
  men/women  male/female  boy/girl  boyfriend/girlfriend  husband/wife  father/mother  dad/mom  son/daughter  brother/sister
  uncle/aunt  nephew/niece  grandfather/grandmother  king/queen  prince/princess  sir/madam  gentleman/lady  bride/groom  actor/actress
  he/she  him/her  his/her  day/night  morning/evening/afternoon  sunrise/sunset  summer/winter/spring/autumn/fall  today/tomorrow/yesterday
  past/future/present  first/last/second/third/final  next/previous/last  north/south/east/west  northern/southern/eastern/western
  horizontal/vertical  row/column  width/height/length/depth  area/perimeter/volume  radius/diameter/circumference  numerator/denominator
  celsius/fahrenheit/kelvin  mile/kilometer/kilometre/km  pound/kilogram/kg/lb  inch/cm/centimeter/centimetre  meter/foot/feet/yard
  gram/ounce  liter/gallon  dollar/euro/rupee/pound/yen  odd/even  prime/composite  even/uneven  ascend/descend  ascending/descending
  forward/backward/back  clockwise/counterclockwise/anticlockwise  internal/external  interior/exterior  domestic/foreign/international
  national/international  local/global/remote  urban/rural  major/minor  majority/minority  senior/junior  superior/inferior
  primary/secondary/tertiary  absolute/relative  general/special/specific  theory/practice  theoretical/practical  offline/online
  hardware/software  frontend/backend  client/server  read/write  reader/writer  read-only/writable  static/dynamic  mutable/immutable
  synchronous/asynchronous  serial/parallel  analog/digital  wired/wireless  manual/automatic  open/closed  single/married/double
  virgin/married  pregnant/barren  raw/cooked  fresh/stale/rotten  sweet/sour/bitter/salty  vegetarian/vegan  veg/non-veg  acid/base/alkali
  acidic/alkaline/basic  cation/anion  proton/electron/neutron  anode/cathode  oxidation/reduction  solid/liquid/gas  metal/nonmetal
  conductor/insulator  endothermic/exothermic  mitosis/meiosis  artery/vein  virus/bacteria  systolic/diastolic  hyper/hypo
  hypertension/hypotension  hyperglycemia/hypoglycemia  democracy/dictatorship  republican/democrat  liberal/conservative
  capitalism/socialism/communism  war/peace  theist/atheist  heaven/hell  angel/devil  god/devil  import/export  absent/present
  presence/absence  include/exclude  including/excluding  inclusive/exclusive  with/without  for/against  to/from  into/from  since/until
  always/never/sometimes  all/some/none/no/any  every/some/no  both/neither/either  everyone/nobody/someone  everything/nothing/something
  yes/no  can/cannot  must/may  should/must  required/optional  mandatory/optional  necessary/unnecessary  useful/useless
  careful/careless  hopeful/hopeless  harmful/harmless  painful/painless  visible/invisible  direct/indirect  dependent/independent
  regular/irregular  rational/irrational  finite/infinite  mature/immature  moral/immoral  mortal/immortal  perfect/imperfect
  patient/impatient  responsible/irresponsible  relevant/irrelevant  logical/illogical  literate/illiterate  honest/dishonest
  appear/disappear  obey/disobey  appropriate/inappropriate  complete/incomplete  formal/informal  official/unofficial  known/unknown
  fair/unfair  lucky/unlucky  aware/unaware  certain/uncertain  clear/unclear  comfortable/uncomfortable  conscious/unconscious
  different/same/similar  difference/similarity  similarities/differences  question/statement  singular/plural  synonym/antonym
  uppercase/lowercase  capital/lowercase  prefix/suffix  vowel/consonant  odd/even`.split(/\s+/);

/** Each word with those that turn it round. */
export const OPPOSITES: ReadonlyMap<string, WordList> = table(ROWS);

function table(rows: readonly string[]): ReadonlyMap<string, WordList> {
  const found = new Map<string, Set<string>>();
  for (const row of rows) {
    const words = row.split('/').map(stemOf);
    for (const word of words) {
      const others = found.get(word) ?? new Set();
      for (const other of words) if (other !== word) others.add(other);
      found.set(word, others);
    }
  }
  return found;
}

/** Beginnings that turn a word round. */
const TURNING = [
  'un',
  'in',
  'im',
  'il',
  'ir',
  'dis',
  'non',
  'non-',
  'de',
  'anti',
  'anti-',
  'mis',
  'a',
  'ab',
  'counter',
  're',
  'over',
  'under',
  'pre',
  'post',
  'hyper',
  'hypo',
];

/** Is one of two words the other one with such a beginning? */
export function isTurned(a: string, b: string): boolean {
  const [long, short] = a.length > b.length ? [a, b] : [b, a];
  return short.length >= 3 && TURNING.some((beginning) => long === beginning + short);
}

/** Are two words, or words that only differ in their form, the opposites of each other? */
export function areOpposites(a: string, b: string): boolean {
  return OPPOSITES.get(stemOf(a))?.has(stemOf(b)) === true || isTurned(a, b);
}
