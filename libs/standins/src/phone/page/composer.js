/** The line in which the buyer writes: text, a picture, changing the last message, and the menu of rarer things. */
import { base64Of, byId } from './dom.js';

const MAX_HEIGHT_PX = 140;
let editing = null;

/**
 * Wires it up. `on` has: send(text), edit(messageId, text), picture(file, caption), typing(), menu(action).
 * What `send`, `edit` and `picture` resolve to true for is taken out of the line.
 */
export function setUpComposer(on) {
  const text = byId('text');
  const sent = async (work) => {
    if (await work) clearComposer();
  };
  const send = () => {
    if (text.value.trim() === '') return;
    void sent(editing ? on.edit(editing, text.value) : on.send(text.value));
  };
  byId('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  text.addEventListener('input', () => {
    fitText();
    if (text.value !== '') on.typing();
  });
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') clearComposer();
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  byId('picture').addEventListener('change', (event) => {
    const [file] = event.target.files;
    if (file) void sent(pictureOf(file).then((picture) => on.picture(picture, text.value)));
    event.target.value = '';
  });
  setUpMenu(on.menu);
}

const pictureOf = async (file) => ({ base64: await base64Of(file), mimeType: file.type });

function setUpMenu(run) {
  const menu = byId('menu');
  menu.addEventListener('click', (event) => {
    const { action } = event.target.dataset;
    if (!action) return;
    menu.open = false;
    run(action);
  });
  document.addEventListener('click', (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

/** Puts an earlier message into the line; sending changes it. */
export function startEditing({ messageId, text }) {
  editing = messageId;
  byId('text').value = text;
  byId('composer').classList.add('editing');
  fitText();
  byId('text').focus();
}

/** Empties the line and ends changing. */
export function clearComposer() {
  editing = null;
  byId('text').value = '';
  fitText();
  byId('composer').classList.remove('editing');
}

/** @param {boolean} enabled */
export function enableComposer(enabled) {
  for (const control of byId('composer').elements) control.disabled = !enabled;
}

function fitText() {
  const box = byId('text');
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight, MAX_HEIGHT_PX)}px`;
}
