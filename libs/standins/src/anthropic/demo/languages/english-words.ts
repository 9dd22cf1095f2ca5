/** English: what buyers write. `things` are the nouns by which a sentence is known to be about goods. */
import type { LanguagePack } from '../language-pack.js';

const THINGS =
  'mug cup bowl plate vase teapot pot planter jug pitcher dish saucer tray candle tealight melt soap ' +
  'necklace pendant earring ring bracelet bangle brooch anklet jewelry jewellery chain charm print poster ' +
  'card planner printable sticker painting picture frame notebook journal calendar pattern board spoon ' +
  'knife scoop cutlery utensil coaster scarf hat beanie glove sock blanket throw apron cushion pillow ' +
  'towel tote bag purse pouch wallet backpack case keychain keyring toy doll puzzle ornament decoration ' +
  'wreath garland lamp light lantern clock mirror rug basket box sign shirt tshirt t-shirt hoodie sweater ' +
  'dress skirt quilt curtain napkin tablecloth ceramic ceramics pottery stoneware linen wool leather ' +
  'silver gold wood wooden gift set yarn fabric bead kit sculpture figurine magnet glass tumbler bottle ' +
  'oak walnut brass cotton crown tiara bow tie collar leash';

export const ENGLISH_WORDS: Omit<LanguagePack, 'phrases'> = {
  id: 'en',
  locale: 'en-US',
  quotes: ['“', '”'],
  markers:
    'the is are do you have this that what how much can i it in of for my please does your want with ' +
    'would like looking any a an and to where when hi hello thanks thank there which show me get',
  intents: {
    inject:
      'ignore (?:all |any )?(?:your |the |previous |prior )+(?:instructions|rules)|system prompt|' +
      'your (?:instructions|prompt|rules)|developer mode|jailbreak|other (?:customers?|buyers?)|api key|password',
    complaint:
      'broken|broke|damaged|cracked|shattered|chipped|defective|faulty|wrong (?:item|product|colou?r|size|one|order)|' +
      '(?:want|need|demand|get) (?:a |my |the )?(?:refund|money back)|disappoint\\w*|terrible|horrible|awful|' +
      'furious|angry|scam\\w*|fraud|complain\\w*|complaint|poor quality|fell apart|unacceptable|worst',
    human:
      '(?:talk|speak|chat|connect me|get me|put me through) (?:to |with )?(?:a |an |the |some)?\\s?(?:real |actual )?' +
      '(?:human|person|one|someone|somebody|owner|seller|shop owner|people|agent|manager)|human please|real person|' +
      'change (?:the |my )?(?:\\w+ )?address',
    order:
      'my (?:order|package|parcel|delivery)|order status|track(?:ing)?(?: number)?|' +
      "(?:hasn't|has not|haven't|didn't|not) (?:yet )?(?:arrived?|come|received?)|order number|order #",
    bot:
      'are you (?:a |an |really |actually )*(?:bot|robot|human|ai|real|person|machine|computer|chatbot)|' +
      'is this (?:a |an )*(?:bot|robot|ai|human|real person)|talking to (?:a |an )*(?:bot|robot|ai|human|machine|real|person)|' +
      'who are you|what are you|who am i talking to|chatgpt|claude',
    custom:
      'custom(?:i[sz]ed?)?(?: made)? (?:order|piece|design|request|one|version)s?|custom made|custom \\w+|commission|' +
      'personali[sz]\\w*|engrav\\w*|embroider\\w*|monogram\\w*|made to order|bespoke|' +
      'with (?:my|her|his|our|their|a) (?:name|initials?|logo)|(?:can|could|would) you make',
    returns:
      'returns?|refunds?|exchange|send (?:it|them) back|money back|cancel\\w*|warranty|guarantee',
    shipping:
      'shipping|ship|ships|shipped|deliver\\w*|postage|dispatch\\w*|how long (?:does|will|until)(?! .*\\bburn)|customs|' +
      'when (?:will|would|does|can|do) .*\\b(?:arrive|get (?:it|them|here))|' +
      '(?:arrive|get it|here|have it) (?:by|before|in time|until)|international\\w*',
    payment: 'pay|payment|paypal|credit card|klarna|apple pay|installments?|invoice',
    discount:
      'discounts?|coupon|promo(?: code)?|voucher|on sale|any sales?|a sale|cheaper price|best price|negotia\\w*|haggle|deal',
    giftwrap: 'gift[ -]?wrap\\w*|wrapp(?:ed|ing)|gift (?:note|message|box)|handwritten',
    wholesale: 'wholesale|bulk|resell\\w*|stockist|large quantit\\w*',
    location:
      'where are you|(?:shop|store|studio) in|your (?:location|address|store|studio|hours|website|instagram)|' +
      'pick ?up|in person|opening hours|open today|are you open',
    offTopic:
      'weather|forecast|football|soccer|nba|super bowl|president|election|politic\\w*|capital of|bitcoin|crypto\\w*|' +
      'stock market|write (?:me )?(?:a |an |some |my |our |the )?(?:\\w+ ){0,2}(?:poem|essay|code|story|song|program|script|function|letter|thesis)|python|javascript|' +
      'recipe|how (?:do|can|should) i (?:cook|bake|boil|fry)|joke|homework|translate|horoscope|lottery|movie|netflix|news|math|' +
      'what is \\d+ ?[-+*x/] ?\\d+|\\d+ ?[-+*/] ?\\d+ ?=?\\??$|meaning of life|girlfriend|boyfriend|date me|medical|doctor|who won',
    link:
      'link|buy|purchase|order (?:it|this|that|one|them|now|here)|how (?:do|can) i (?:order|get)|checkout|' +
      "i(?:'ll| will)? take|url|where (?:can|do) i (?:get|find|order)|add to cart",
    options:
      '(?:what|which) (?:other )?(?:colou?rs?|sizes?|options?|variants?|variations?|versions?|scents?|finish\\w*|styles?|lengths?)|' +
      '(?:other|different|more) (?:colou?rs?|sizes?|options?|variants?|scents?|styles?)|comes? in|' +
      '(?:small|bigg|larg|tall|short)er',
    details:
      'tell me (?:more )?about|more (?:info\\w*|details?)|details?|describe|description|made (?:of|from|out)|materials?|' +
      'how (?:big|large|tall|wide|long|heavy|thick|small|high|deep)|size of|dimensions?|measure\\w*|weigh\\w*|' +
      'dishwasher|microwave|oven|washable|wash|machine[ -]wash|care instructions|waterproof|vegan|hypoallergenic|' +
      'nickel|handmade|hand made|what is it like|burn time|how long (?:does|will) .*\\bburn|capacity|hold',
    cheapest: 'cheapest|lowest price|least expensive|most affordable',
    cheaper: 'cheaper|less expensive|too expensive|lower price|more affordable',
    more: 'anything else|something else|show (?:me )?more|more like|others?|any more|what else|similar',
    price: 'how much|price|prices|pricing|cost|costs|priced',
    stock:
      'in stock|available|availability|out of stock|sold out|how many|any left|still have|still there|back in stock|left',
    browse:
      'what (?:do|can|are) you (?:sell\\w*|offer\\w*|have|make)|what (?:products?|items?|kinds? of)|your (?:products?|items?|catalog\\w*|' +
      'collection)|best ?sellers?|recommend\\w*|suggest\\w*|show me (?:what|everything|your)|what is new|new arrivals|ideas?',
    have:
      'do you (?:have|sell|carry|make|offer|got|stock)|have you got|got any|you got|is there|are there|any|looking for|look for|' +
      "searching|search|find|show|need|want|i'd like|would like|interested|i like|gift|present|something|sell|have",
    introduce: 'my name is|i am called|call me|nice to meet',
    howAreYou: "how are you|how's it going|how is it going|what's up|how do you do",
    thanks:
      'thanks?|thank you|thx|ty|cheers|appreciate\\w*|awesome|perfect|great|lovely|beautiful|amazing|love (?:it|them|your)|' +
      'gorgeous|cool|nice|wonderful',
    bye: 'bye|goodbye|see you|good night|have a (?:nice|good|great)|take care|cya',
    greeting: 'hi|hello|hey|heya|hiya|howdy|good (?:morning|afternoon|evening|day)|greetings',
    yes: 'yes|yeah|yep|sure|ok|okay|please do|yes please|of course',
    no: 'no|nope|nah|not really|no thanks',
  },
  joints: 'and also|and|but|also',
  refers: 'it|its|this|that|these|those|them|one|ones|same|they|first|second|third|last|both',
  priceLimit: {
    before:
      'under|below|less than|cheaper than|max(?:imum)?(?: of)?|up to|at most|not more than|no more than|within|' +
      'budget(?: is| of)?(?: about| around)?|for less than',
    after: 'or less|max(?:imum)?|or under|tops|budget',
  },
  ordinals: { first: 1, '1st': 1, second: 2, '2nd': 2, third: 3, '3rd': 3, fourth: 4, last: -1 },
  colours: {
    blue: 'blue',
    navy: 'navy',
    green: 'green',
    red: 'red',
    yellow: 'yellow',
    black: 'black',
    white: 'white',
    grey: 'grey',
    gray: 'grey',
    pink: 'pink',
    purple: 'purple',
    orange: 'orange',
    brown: 'brown',
    beige: 'beige',
    turquoise: 'turquoise',
    teal: 'teal',
    mustard: 'mustard',
    ivory: 'ivory',
    terracotta: 'terracotta',
    rust: 'rust',
    charcoal: 'charcoal',
    indigo: 'indigo',
    ochre: 'ochre',
    sage: 'sage',
    plum: 'plum',
    cream: 'cream',
    lilac: 'lilac',
    golden: 'gold',
  },
  sizes: {
    small: 'small',
    medium: 'medium',
    large: 'large',
    'x-large': 'xl',
    xs: 'xs',
    xl: 'xl',
    xxl: 'xxl',
    s: 's',
    m: 'm',
    l: 'l',
    mini: 'mini',
    tall: 'tall',
  },
  things: Object.fromEntries(THINGS.split(' ').map((thing) => [thing, thing])),
  suffixLetters: 0,
  noise:
    'a an the and or but so if of for from to in on at by with without as is am are was were be been being do does did ' +
    "have has had having got get gets getting give gave i i'm i'd i'll i've im me my mine we us our you your yours u ur he she " +
    "him her his hers it its this that these those they them their there here what what's whats which who whom whose when " +
    'where why how many much some any no not none yes please pls plz hi hello hey thanks thank can could would should will ' +
    'shall may might must want wants wanted need needs like likes liked love loves loved look looks looking find search ' +
    'searching show see buy buying bought purchase order sell sells selling offer offers stock available availability left ' +
    'price prices priced cost costs pricing cheap cheaper expensive about around more most less least than then too very really ' +
    'just only also still again else other others another different same such one ones something anything nothing thing ' +
    'things item items product products listing shop store collection mom mum mother dad father sister brother wife husband ' +
    'friend friends boyfriend girlfriend daughter son grandma grandmother aunt uncle kid kids someone somebody people person ' +
    "her who're tell let know think good nice great best beautiful lovely cute pretty special perfect new color colour colors " +
    'colours size sizes option options variant variants version style kind kinds type types dollars dollar usd euro euros eur ' +
    "pounds gbp bucks under below over between max maximum budget up out back now today tomorrow soon don't doesn't didn't " +
    "isn't can't quick question wondering interested present idea ideas recommend recommend. send link url tell first second " +
    "third last both it's that's there's you're we're do-you hmm oh ok okay well maybe perhaps possible possibly come comes " +
    "made make makes ask asking whether safe burn allergic allergy allergies free hav bigger smaller cafe restaurant office matching real pictures photo currently currently, birthday anniversary christmas wedding housewarming who's going go us please",
};
