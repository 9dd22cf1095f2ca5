/** Part 2: the inbox, live, by mouse and by keyboard alone; and what happens when the house is away. */
import { expect, it } from 'vitest';
import { picture } from '../../support/browser.js';
import { DEMO, type House } from './house.js';

export function inbox(house: () => House): void {
  it('2. shows a buyer live, and the seller takes over, replies and hands back', async () => {
    const { page, scene, app } = house();
    await page.goto(app('conversations'));
    await page.getByRole('heading', { name: 'Conversations' }).waitFor();
    await scene.write(501, 'Do you have mugs?');
    await page.getByRole('link', { name: /Buyer 501/ }).waitFor({ timeout: 60_000 });
    await scene.answer(501);
    await page.getByRole('link', { name: /Buyer 501/ }).click();
    const log = page.getByRole('log');
    await log.getByText('Do you have mugs?').waitFor();
    await log
      .getByText(/sent ✓|delivered/)
      .first()
      .waitFor({ timeout: 60_000 });
    // What the agent looked up, and what it cost, stand at its answer.
    await log
      .getByText(/searched your products/)
      .first()
      .click();
    await log.getByText(/for “/).waitFor();
    await picture(page, 'thread');
    await page.getByRole('button', { name: 'Take over' }).click();
    await page.getByRole('button', { name: 'Hand back to the agent' }).waitFor();
    await scene.write(501, 'Is anybody there?');
    await log.getByText('Is anybody there?').waitFor();
    await page.getByLabel('Your message').fill('Hello, the owner here.');
    await page.getByRole('button', { name: 'Send' }).click();
    // The agent did not answer that one, and nothing says that nobody did.
    await log.getByText('you answered').waitFor();
    await scene.answer(501, 2);
    expect((await scene.chat(501)).at(-1)).toEqual({
      fromBot: true,
      text: 'Hello, the owner here.',
    });
    await page.getByRole('button', { name: 'Note' }).click();
    await page.getByLabel('Note, only you see it').fill('Likes blue');
    await page.getByRole('button', { name: 'Save note' }).click();
    await page.getByRole('button', { name: 'Hand back to the agent' }).click();
    await page.getByRole('button', { name: 'Take over' }).waitFor();
  });

  it('2. finds by a note, and blocks and unblocks a buyer', async () => {
    const { page } = house();
    await page.getByLabel('Search names, notes and messages').fill('nobody says this');
    await page.getByText('Nothing fits').waitFor();
    await page.getByLabel('Search names, notes and messages').fill('likes blue');
    await page.getByRole('link', { name: /Buyer 501/ }).waitFor();
    await page.getByLabel('Search names, notes and messages').fill('');
    await page.getByRole('button', { name: 'Block', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Block this buyer?' });
    await dialog.getByRole('button', { name: 'Block' }).click();
    const unblock = page.getByRole('button', { name: 'Unblock' });
    await unblock.waitFor();
    // The button that asked is another one now: who goes by the keyboard is on the page, not at its very beginning.
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main');
    await unblock.click();
    await page.getByRole('button', { name: 'Block', exact: true }).waitFor();
  });

  it('2. works by the keyboard alone: search, open, reply', async () => {
    const { page, scene, app } = house();
    await page.goto(app('conversations'));
    await page.getByRole('link', { name: /Buyer 501/ }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('Buyer 501');
    await page.getByText('1 conversation', { exact: true }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('log').waitFor();
    await page.keyboard.press('r');
    await page.keyboard.type('By hand, without a mouse.');
    await page.keyboard.press('Control+Enter');
    expect(await scene.answer(501, 3)).toBe('By hand, without a mouse.');
    await page.getByRole('button', { name: 'Hand back to the agent' }).waitFor();
  });

  it('loses nothing that is typed: over a reload, a server error, a slow answer, and while the API is gone', async () => {
    const { page, scene } = house();
    const box = page.getByLabel('Your message');
    const send = page.getByRole('button', { name: 'Send' });
    await box.fill('half a sentence');
    await page.reload();
    await expect.poll(() => box.inputValue()).toBe('half a sentence');
    const message = 'Something went wrong on our side. If it stays, quote the request id.';
    const code = 'internal.unexpected';
    await page.route('**/reply', (route) =>
      route.fulfill({ status: 500, json: { error: { code, message, requestId: 'req_11' } } }),
    );
    await send.click();
    // The id that is to be quoted is there to be quoted.
    await page
      .getByRole('alert')
      .filter({ hasText: `${message} (req_11)` })
      .waitFor();
    expect(await box.inputValue()).toBe('half a sentence');
    await page.unroute('**/reply');
    let arrived = 0;
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route('**/reply', async (route) => {
      arrived += 1;
      await held;
      await route.continue();
    });
    await send.click();
    await expect.poll(() => send.getAttribute('aria-busy')).toBe('true');
    await box.press('Control+Enter');
    await box.fill('written meanwhile');
    letGo();
    await expect.poll(() => send.getAttribute('aria-busy')).toBe('false');
    expect(await box.inputValue()).toBe('written meanwhile');
    await page.unroute('**/reply');
    // Pressed twice while it was slow, and sent once.
    expect([arrived, await scene.answer(501, 4)]).toEqual([1, 'half a sentence']);
    await scene.stack.api.stop();
    await box.fill('while you were away');
    await send.click();
    await page.getByText(/No connection to IFA right now. We keep trying/).waitFor();
    await picture(page, 'api-gone');
    await scene.stack.startApi();
    await page.getByText(/We keep trying/).waitFor({ state: 'detached', timeout: 30_000 });
    expect(await box.inputValue()).toBe('while you were away');
    await box.fill('');
  });

  it('sends once what is sent again after an answer was lost, and what was changed as another message, also after a reload', async () => {
    const { page, scene } = house();
    const box = page.getByLabel('Your message');
    const send = page.getByRole('button', { name: 'Send' });
    const loseAnswer = async (text: string): Promise<void> => {
      await page.route(
        '**/reply',
        async (route) => {
          await route.fetch();
          await route.abort('connectionreset');
        },
        { times: 1 },
      );
      await box.fill(text);
      await send.click();
      await page.getByRole('alert').filter({ hasText: 'no connection' }).waitFor();
    };
    await loseAnswer('It is there.');
    // The focus is where it was: the button was busy, not gone.
    expect(await send.evaluate((one) => one.matches(':focus'))).toBe(true);
    await page.reload();
    await expect.poll(() => box.inputValue()).toBe('It is there.');
    await send.click();
    await expect.poll(() => box.inputValue()).toBe('');
    await loseAnswer('It is here.');
    await page.reload();
    await box.fill('It is here. It costs $5.');
    await send.click();
    expect(await scene.answer(501, 7)).toBe('It is here. It costs $5.');
    await expect.poll(() => box.inputValue()).toBe('');
  });

  it('keeps no draft of what was sent from a thread that was left', async () => {
    const { page, scene } = house();
    const box = page.getByLabel('Your message');
    const send = page.getByRole('button', { name: 'Send' });
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route('**/reply', async (route) => {
      await held;
      await route.continue();
    });
    await box.fill('Bye.');
    await send.click();
    await page.getByLabel('Search names, notes and messages').fill('');
    await page.goBack();
    await box.waitFor({ state: 'detached' });
    letGo();
    expect(await scene.answer(501, 8)).toBe('Bye.');
    await page.unroute('**/reply');
    await page.getByRole('link', { name: /Buyer 501/ }).click();
    await page.getByRole('log').getByText('Bye.').waitFor();
    await expect.poll(() => box.inputValue()).toBe('');
  });

  it('says at once when the browser is offline, and goes on by itself when it is not any more', async () => {
    const { page, context, app } = house();
    await page.goto(app('conversations'));
    await page.getByRole('link', { name: /Buyer 501/ }).waitFor();
    await context.setOffline(true);
    await page.getByRole('link', { name: /Buyer 501/ }).click();
    await page.getByText(/No connection to IFA right now. We keep trying/).waitFor();
    await context.setOffline(false);
    await page.getByText(/We keep trying/).waitFor({ state: 'detached', timeout: 30_000 });
    await page.getByRole('log').getByText('Do you have mugs?').waitFor();
  });

  it('keeps the search and the list while threads are opened beside it', async () => {
    const { page, app } = house();
    await page.goto(app('conversations'));
    const search = page.getByLabel('Search names, notes and messages');
    await search.fill('Buyer 501');
    await page.getByText('1 conversation', { exact: true }).waitFor();
    await page.getByRole('link', { name: /Buyer 501/ }).click();
    await page.getByRole('log').waitFor();
    expect(await search.inputValue()).toBe('Buyer 501');
    await page.goBack();
    await page.getByText('Choose a conversation').waitFor();
    expect(await search.inputValue()).toBe('Buyer 501');
    await page.goto(app('conversations/cnv_nobody'));
    await page.getByText('There is no such conversation').waitFor();
  });

  it('tells whoever cannot see it which page was opened, and goes on in that page', async () => {
    const { page, app } = house();
    const focused = (): Promise<unknown> =>
      page.evaluate('document.activeElement.id || document.activeElement.tagName');
    const said = page.locator('.hidden[aria-live=polite]');
    await page.goto(app('account'));
    await page.getByRole('heading', { name: 'Account' }).waitFor();
    // The browser itself tells the first page.
    expect([await focused(), await said.textContent()]).toEqual(['BODY', '']);
    const pages = page.getByRole('navigation', { name: 'Pages' });
    await pages.getByRole('link', { name: 'Products' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => said.textContent()).toBe('Products');
    await expect.poll(focused).toBe('main');
    await page.goBack();
    await expect.poll(() => said.textContent()).toBe('Account');
    await pages.getByRole('link', { name: 'Agent' }).click();
    await expect.poll(focused).toBe('main');
    // A tab is no other page, and a thread opens beside the list it was chosen in.
    const tab = page.getByRole('tab', { name: 'Limits' });
    await tab.click();
    await page.getByLabel('Too old to answer (hours)').waitFor();
    expect(await tab.evaluate((one) => one.matches(':focus'))).toBe(true);
    await pages.getByRole('link', { name: /^Conversations/ }).click();
    await expect.poll(focused).toBe('main');
    const buyer = page.getByRole('link', { name: /Buyer 501/ });
    await buyer.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('log').waitFor();
    await expect.poll(() => said.textContent()).toBe('Buyer 501');
    expect(await buyer.evaluate((one) => one.matches(':focus'))).toBe(true);
  });

  it('asks in front of the page when the session has ended, and goes on there', async () => {
    const { page, context, app } = house();
    await page.goto(app('agent'));
    const box = page.getByLabel('In your own words');
    await box.fill('Be brief.');
    await context.clearCookies();
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    const dialog = page.getByRole('dialog', { name: 'You have been signed out' });
    await dialog.getByLabel('Password').fill(DEMO.password);
    await picture(page, 'signed-out');
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await box.inputValue()).toBe('Be brief.');
  });
}
