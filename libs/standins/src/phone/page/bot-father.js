/** @BotFather, for Telegram: makes a bot and shows its token, to be pasted into a dashboard. */
import { byId } from './dom.js';
import { telegram } from './telegram.js';

/** @param {{ onMade: (botId: number) => void }} page */
export function setUpBotFather({ onMade }) {
  byId('botfather-form').addEventListener('submit', (event) => {
    event.preventDefault();
    void make(event.target.elements.name.value.trim(), onMade);
  });
  byId('botfather-copy').addEventListener('click', () => void copy());
  byId('botfather-token').addEventListener('focus', (event) => event.target.select());
}

async function make(name, onMade) {
  try {
    const { id, token, username } = await telegram.makeBot(name);
    byId('botfather-token').value = token;
    byId('botfather-made').hidden = false;
    say(`@${username} is made. Paste its token into the dashboard, under Telegram.`);
    onMade(id);
  } catch (error) {
    say(error.message);
  }
}

async function copy() {
  const field = byId('botfather-token');
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    say('Copied.');
  } catch {
    say('Press Ctrl+C to copy it.');
  }
}

function say(text) {
  byId('botfather-result').textContent = text;
}

/** Shown beside Telegram; open while there is no bot, for there is nothing else to do then. */
export function showBotFather(isShown, hasBots) {
  byId('botfather').hidden = !isShown;
  if (isShown && !hasBots) byId('botfather').open = true;
}
