/**
 * Whose agent stands on the right side: of the seller whose shop the buyer writes to, if that is the demo seller or who
 * is signed in to the dashboard in this browser.
 */

const STATES = {
  live: ['live', () => 'live'],
  connecting: ['waiting', () => 'connecting to IFA …'],
  unreachable: ['waiting', () => 'IFA does not answer; trying again'],
  refused: [
    'waiting',
    (whose) =>
      whose === 'own' ? 'signed out of the dashboard' : 'signing in as the demo seller …',
  ],
  no_agent: ['waiting', () => 'this shop has no agent yet'],
  off: ['off', () => 'not connected'],
  lost: ['waiting', () => 'stand-ins do not answer; trying again'],
};

const ABOUT =
  "Unless you gave IFA real keys, Etsy and the model are stand-ins too: a made-up shop, and a small demo model that is no AI but really calls the agent's tools.";
const NOTHING = 'Nothing yet. Ask something on the left and watch here.';
const NO_IFA =
  'This pane needs IFA: start it with npm start. The chat works without it, but nobody answers.';

let demo = { state: 'connecting', shops: null };
let own = null;

export function resetWatch(state, shops) {
  demo = { state, shops };
  own = null;
}

export function noteOwn(seller) {
  own = { seller, state: 'connecting', shops: null };
}

/** @param {'demo' | 'own'} whose @param {keyof typeof STATES} state */
export function noteState(whose, state) {
  if (whose === 'demo') demo.state = state;
  else if (own) own.state = state;
}

/** @param {'demo' | 'own'} whose @param {string[]} shops */
export function noteShops(whose, shops) {
  if (whose === 'demo') demo.shops = shops;
  else if (own) own.shops = shops;
}

/** Until the demo seller's shops have been read, every shop may be theirs. */
export function isKnownShop(botId) {
  return Boolean(own?.shops?.includes(botId)) || (demo.shops?.includes(botId) ?? true);
}

/** The agent behind a shop, and what is said about it. */
export function agentNow(botId) {
  if (own?.shops?.includes(botId)) return said('own', own, `as ${own.seller}`);
  if (botId === '' || isKnownShop(botId)) return said('demo', demo, 'as the demo seller');
  return {
    whose: 'nobody',
    look: 'off',
    words: 'not seen from here',
    explain: 'The work of this shop\u2019s agent is seen by its seller only.',
    empty: own
      ? `This shop is not linked to the account of ${own.seller}, who is signed in to the dashboard in this browser. Link it there, or sign in as its seller.`
      : 'Sign in to the dashboard of this shop in this browser, then come back: what its agent does will stand here.',
  };
}

function said(whose, { state }, reader) {
  const [look, words] = STATES[state] ?? STATES.connecting;
  return {
    whose,
    look,
    words: words(whose),
    explain: `Read live from IFA ${reader}. ${ABOUT}`,
    empty: state === 'off' ? NO_IFA : NOTHING,
  };
}
