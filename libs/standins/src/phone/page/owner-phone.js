/**
 * The shop owner's phone, for WhatsApp: it links a number to IFA by the QR code or the pairing code that the dashboard
 * shows, ends the link, and writes to the buyer by hand.
 */
import { byId, element } from './dom.js';
import { owner } from './whatsapp.js';

const NUMBER_KEY = 'ifa-demo-owner';
const DEFAULT_NUMBER = '15550100200';

let buyerNow = () => null;
let whenLinked = () => undefined;
let linked = [];

const numberNow = () => byId('owner-number').value.replaceAll(/\D/g, '');
const nameNow = () => byId('owner-name').value.trim() || 'The shop';

/** @param {{ buyer: () => object | null, onLinked: (number: string) => void }} page */
export function setUpOwner({ buyer, onLinked }) {
  buyerNow = buyer;
  whenLinked = onLinked;
  byId('owner-number').value = localStorage.getItem(NUMBER_KEY) ?? `+${DEFAULT_NUMBER}`;
  byId('owner-number').addEventListener('change', () => {
    localStorage.setItem(NUMBER_KEY, byId('owner-number').value);
    showLinks();
  });
  byId('owner-scan').addEventListener('click', () => {
    void link((number) => owner.scanDashboard(number, nameNow()));
  });
  onSubmit('owner-qr', ({ qr }) =>
    link((number) => owner.scanText(number, nameNow(), qr.value.trim())),
  );
  onSubmit('owner-code', ({ code }) =>
    link((number) => owner.enterCode(number, nameNow(), code.value)),
  );
  onSubmit('owner-write', ({ text }, form) =>
    run('Sending …', (number) => writeByHand(number, text.value), form),
  );
}

const link = (work) =>
  run('Linking …', async (number) => {
    await work(number);
    whenLinked(number);
    return `+${number} is linked.`;
  });

/** Scans a code that came with the address; with a number of its own where the usual one is linked already. */
export async function scanFromAddress(qr) {
  byId('owner').open = true;
  linked = await owner.linked();
  const isTaken = linked.some(({ id }) => id === numberNow());
  if (isTaken) byId('owner-number').value = `+1555010${1000 + Math.floor(Math.random() * 9000)}`;
  await link((number) => owner.scanText(number, nameNow(), qr));
}

function onSubmit(id, work) {
  byId(id).addEventListener('submit', (event) => {
    event.preventDefault();
    void work(event.target.elements, event.target);
  });
}

/** Does something with the number and says how it went; what was typed in `form` goes when it went well. */
async function run(during, work, form) {
  const number = numberNow();
  say(during);
  byId('owner').setAttribute('aria-busy', 'true');
  try {
    if (number.length < 5) throw new Error('Give the number with its country code first.');
    say(await work(number));
    form?.reset();
  } catch (error) {
    say(error.message, true);
  }
  byId('owner').removeAttribute('aria-busy');
}

async function writeByHand(number, text) {
  if (!linked.some(({ id }) => id === number)) throw new Error(`+${number} is not linked.`);
  await owner.write(number, buyerNow(), text);
  return 'Sent by hand. IFA now leaves this chat to you.';
}

function say(text, bad = false) {
  const line = byId('owner-result');
  line.textContent = text;
  line.className = bad ? 'bad' : '';
}

/** Shows which numbers are linked; with none, the card opens, for there is nothing else to do. */
export async function showOwner(isShown) {
  byId('owner').hidden = !isShown;
  if (!isShown) return;
  linked = await owner.linked();
  if (linked.length === 0) byId('owner').open = true;
  showLinks();
}

/** @param {string} name whom the owner writes to */
export function showOwnerBuyer(name) {
  byId('owner-to').textContent = `Write to ${name} by hand`;
}

function showLinks() {
  byId('owner-write').hidden = !linked.some(({ id }) => id === numberNow());
  byId('owner-linked').replaceChildren(...linked.map(linkLine));
}

function linkLine({ id, name, online }) {
  const end = element('button', { type: 'button' }, 'End the link');
  end.setAttribute('aria-label', `End the link of +${id}`);
  end.addEventListener('click', () => void owner.unlink(id));
  const state = online ? 'linked, online' : 'linked, IFA is not connected now';
  return element('li', {}, element('span', {}, `${name} · +${id} · ${state}`), end);
}
