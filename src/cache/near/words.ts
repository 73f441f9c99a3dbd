/** Words as data: what each is good for stands above it. All are in lower case. */
export type WordList = ReadonlySet<string>;

export const list = (words: string): WordList => new Set(words.split(/\s+/).filter((word) => word !== ''));

/** What a question begins with. A text that begins otherwise was not measured. */
export const OPENERS: WordList = list(`
  what who whom whose where when why how which is are was were am do does did can could should would will shall may might must has have had
`);

/** Words that join and point and say nothing of the matter. They are in no index, and make no two questions the same. */
export const FUNCTION_WORDS: WordList = list(`
  a an the what who whom whose where when why how which is are was were am be been being do does did doing done can could should would will
  shall may might must has have had having i me my mine myself you your yours yourself he him his she her hers it its we us our ours they
  them their theirs one of in on at to from by for with without about into onto over under between among through during before after
  against than then as if or and but so not no nor that there some any all each every other another such more most less least very too also
  just only own same both few many much up down out off again ever never while because until like get
`);

/** Who is spoken of. In another person it is another question. */
export const PERSONS: WordList = list(`
  i me my mine myself you your yours yourself yourselves he him his himself she her hers herself it its itself we us our ours ourselves
  they them their theirs themselves one oneself everyone everybody anyone anybody someone somebody nobody people
`);

/** What may, must or would be. */
export const MODALS: WordList = list(
  'can could should would will shall may might must ought need dare used supposed able allowed',
);

export const NEGATIONS: WordList = list(`
  not no never none nobody nothing nowhere neither nor without cannot hardly barely scarcely rarely seldom few little lack lacking lacks
  except unless instead avoid avoiding prevent preventing stop stopping quit refuse refuses fail fails failed deny non
`);

/** How many, how often, how far. */
export const QUANTIFIERS: WordList = list(`
  all every each any some many much few several both either neither none no most more less least fewer enough half twice once double triple
  only just always usually often sometimes rarely never ever almost nearly exactly approximately
  maximum minimum max min average total first last next previous second third best worst dozen hundred thousand million billion trillion
  zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
  thirty forty fifty sixty seventy eighty ninety half quarter
`);

/** Where, whence and whither. Another one of them beside the same word is another question. */
export const PREPOSITIONS: WordList = list(`
  of in on at to from by for with without about into onto over under between among through during before after against than as up down out
  off above below behind beside besides near since until till within across along around toward towards upon via per versus vs like unlike
`);

/** What a number counts. */
export const UNITS: WordList = list(`
  mm cm m km inch inches foot feet ft yard yards mile miles acre acres hectare hectares mg g kg gram grams kilogram kilograms ounce ounces oz
  pound pounds lb lbs ton tons tonne tonnes stone ml l liter liters litre litres gallon gallons pint pints cup cups teaspoon teaspoons
  tablespoon tablespoons second seconds minute minutes hour hours day days week weeks month months year years decade decades century
  centuries celsius fahrenheit kelvin degree degrees joule joules calorie calories watt watts kilowatt volt volts amp amps ohm hertz byte
  bytes bit bits kb mb gb tb kilobyte megabyte gigabyte terabyte dollar dollars euro euros rupee rupees yen yuan cent cents percent
  lakh lakhs crore crores mph kmh kph bar psi pascal newton newtons decibel pixel pixels rs usd eur gbp inr
`);

/** What is true only now, or only here. Such a question is never answered with an answer to another one. */
export const NOW_AND_HERE: WordList = list(`
  now today tonight tomorrow yesterday currently current latest newest recent recently upcoming nowadays this these those here above below
  following attached previous previously earlier later ago still yet already lately soon weekend trending live news weather forecast
  breaking ongoing present presently next
`);

/** With a number beside it, somebody has to reckon. */
export const RECKONING: WordList = list(`
  plus minus times divided multiplied multiply divide subtract add added sum product quotient remainder mod modulo squared cubed square cube
  root sqrt power factorial integral derivative logarithm log sin cos tan solve calculate compute evaluate simplify factor percent
  percentage convert equals equal equation ratio average mean median probability
`);

/** Where words themselves are asked about, their form is the question. */
export const ABOUT_WORDS: WordList = list(`
  word words letter letters spell spelled spelling spelt pronounce pronounced pronunciation rhyme rhymes rhyming plural singular syllable
  syllables anagram palindrome translate translation translated grammar grammatical grammatically correct correctly incorrect sentence
  sentences phrase phrases say saying said called mean means meaning meanings define defined definition synonym synonyms antonym antonyms
  etymology abbreviation acronym abbreviated capitalize capitalized hyphen apostrophe comma article articles noun nouns verb verbs adjective
  tense proofread rewrite rephrase paraphrase
`);

/** Words of other languages that are none in English. One of them is enough. */
export const FOREIGN: WordList = list(`
  der und ist nicht wie ich ein eine einen mit zu dem auf sind wird wo warum welche wer kann ich est que qui dans pour avec vous nous je
  comment quel quelle quels quelles pourquoi las una para como cual donde cuando es del al il che sono cosa perche gli della dello nel het
  een niet hoe waar waarom wat och att som hur vad jag kya kaise hai hain aur kyu kyun nahi mein apa yang adalah untuk bagaimana ang ng mga
  jest jak nie czy bir nedir nasil
`);

/** Plain words that are also a name, a brand, a title or an abbreviation: with a capital they are something else. */
export const ALSO_NAMES: WordList = list(`
  us it who may march april june august polish turkey china japan chile jordan georgia chad guinea cuba apple apples windows amazon bush will
  mark bill rob jack rose grace hope faith joy rich pat frank gene dick drew sue art max java python ruby swift rust go basic perl julia
  scratch word excel access office teams edge safari chrome oracle shell gap target uber visa discover time life fortune people friends lost
  avatar frozen titanic inception gravity heroes cars up her signal slack zoom snap stripe square box nest echo drive docs sheets maps photos
  pages numbers keynote mercury mars venus earth sun moon god lord jobs gates cook page brown black white green young king baker smith hill
  stone wood woods field rivers bean banks law lamb fox wolf bear bull crow robin martin carter turner miller fisher hunter mason taylor
  bing yahoo galaxy note pixel nexus surface kindle fire express premiere illustrator flash dreamweaver acrobat reader outlook exchange
  azure aws lambda cloud spark storm hive pig kafka react angular vue node express django flask rails spring boot maven ant gradle docker
  puppet chef salt vagrant mint arch suse ubuntu debian pandora shazam tinder bumble hinge grinder medium reddit imgur vine line wish
  etsy ebay alibaba jet kayak hotwire orbitz priceline blackberry orange virgin sprint boost metro cricket vodafone three ee
  bath reading cork nice split essen bonn cologne hull deal sandwich battle rugby buffalo phoenix mobile providence nutmeg
  ford lincoln dodge ram focus fiesta escape explorer fusion mustang civic accord fit pilot golf beetle polo mini smart jaguar rover
  alliance mission united delta southwest frontier spirit continental general electric motors bell nike puma guess coach express
  gandhi modi singh rock hulk joker batman thor loki flash arrow supernatural house bones castle monk scrubs office suits empire
  democrat republican liberal conservative labour labor congress senate house state states
  union north south east west northern southern eastern western bay gulf cape delta plains falls
  sat act cat gate net bar ram pin aids who it us led lead dos oops scan ham spam crisp cad cam gre can sin map mat nap pot sap tap dad
  mad sad bad had lad pad tad fad aid cog fin fit hit kit pit sit wit bet get jet let met pet set vet wet
`);

/** Abbreviations that mean the same in small letters. */
export const ABBREVIATIONS: WordList = list(`
  cpu gpu usa uk uae nasa fbi cia nsa ceo cto cfo mba phd bsc msc btech mtech iit iim nit upsc ias ips ssc cgl neet jee toefl ielts gmat gre
  html css sql php xml json http https ftp tcp udp url uri api sdk ide usb hdmi vga lcd oled dvd vpn vps dns isp seo sem crm erp saas paas
  iaas atm dna rna hiv bmi iq eq nba nfl nhl mlb fifa ufc wwe bbc cnn ios pdf gif jpg png mp3 mp4 ssd hdd rpg mmorpg ngo gdp usd inr h1b
  ph ac dc tv pc diy faq gst emi nri obc pnr irctc sbi hdfc icici rbi
`);
