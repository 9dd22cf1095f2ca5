/** Part 1: somebody new, from the register form to the first answer they watch. Everything by hand, as they would. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { flaws, overflow, picture } from '../../support/browser.js';
import type { House } from './house.js';

export const NORA = { email: 'nora@example.com', password: 'a long enough password' };

/** @param page Nora's window, which later parts go on with */
export function firstRun(house: () => House, page: () => Page): void {
  it('1. leads somebody new from the register form to their own shop, read before their eyes', async () => {
    const nora = page();
    await nora.goto(house().app());
    expect(await flaws(nora, 'welcome')).toEqual([]);
    await nora.getByRole('button', { name: 'Make a new account' }).click();
    await nora.getByLabel('Your name').fill('Nora New');
    await nora.getByLabel('E-mail').fill(NORA.email);
    await nora.getByLabel('Password').fill(NORA.password);
    await nora.getByRole('button', { name: 'Make my account' }).click();
    await nora.getByRole('heading', { name: 'First steps' }).waitFor();
    expect(await flaws(nora, 'first-steps')).toEqual([]);
    await nora.getByRole('button', { name: 'Connect a demo shop' }).click();
    await nora.waitForURL(/oauth\/connect/);
    await picture(nora, 'consent');
    const { width, height } = nora.viewportSize() ?? { width: 1280, height: 860 };
    await nora.setViewportSize({ width: 360, height });
    expect(await overflow(nora)).toBe(0);
    await nora.setViewportSize({ width, height });
    // Somebody may pick a shop that is another seller's, and is told so.
    await nora.getByLabel('Sign in as').selectOption({ index: 0 });
    await nora.getByRole('button', { name: 'Allow access' }).click();
    await nora.getByText('It is connected to another IFA account').waitFor();
    await nora.getByRole('button', { name: 'Connect a demo shop' }).click();
    await nora.getByRole('button', { name: 'Allow access' }).click();
    await nora.getByText(/Your shop \w+ is connected/).waitFor();
    // The first sync and the agent come by themselves.
    await nora
      .getByRole('button', { name: 'What do you have in blue?' })
      .waitFor({ timeout: 60_000 });
    await nora.getByText('Read your products').click();
    await nora.getByText(/\d+ products read/).waitFor();
  });

  it('1. lets them try the agent in a chat of their own', async () => {
    const nora = page();
    await nora.getByRole('button', { name: 'What do you have in blue?' }).click();
    await nora
      .getByRole('log')
      .getByText(/Agent ·/)
      .waitFor({ timeout: 60_000 });
    expect(await flaws(nora, 'first-steps-tried')).toEqual([]);
    // The step is done now and still open: nothing folds away under the eyes.
    expect(await nora.getByRole('log').isVisible()).toBe(true);
  });

  it('1. links Telegram and WhatsApp with the demo phone, scanning the live code', async () => {
    const nora = page();
    await nora.getByRole('heading', { name: 'Confirm your e-mail address' }).waitFor();
    const phone = await nora.context().newPage();
    await phone.goto(house().scene.stack.standinsUrl);
    await phone.getByText('@BotFather').first().click();
    await phone.getByLabel('Name of the bot').fill("Nora's shop");
    await phone.getByRole('button', { name: 'Make a bot' }).click();
    const token = phone.getByLabel('Token');
    await expect.poll(() => token.inputValue()).toMatch(/^\d+:/);
    await nora.getByLabel('Bot token').fill(await token.inputValue());
    await nora.getByRole('button', { name: 'Link Telegram' }).click();
    await nora.getByText('Linked. Buyers can write to your bot now.').waitFor();
    await phone.close();
    await nora.getByRole('button', { name: 'Link WhatsApp' }).click();
    await nora.getByAltText('QR code to scan with the phone').waitFor({ timeout: 60_000 });
    const code = nora.getByAltText('QR code to scan with the phone');
    await expect
      .poll(() => code.evaluate((one) => Number(Reflect.get(one, 'naturalWidth')) > 0))
      .toBe(true);
    await picture(nora, 'first-steps-qr');
    const [scanning] = await Promise.all([
      nora.waitForEvent('popup'),
      nora.getByRole('link', { name: 'Scan with the demo phone' }).click(),
    ]);
    await scanning.getByText(/is linked\./).waitFor({ timeout: 60_000 });
    await picture(scanning, 'demo-phone-linked');
    await nora.getByText('Linked. Buyers who write to this number').waitFor({ timeout: 60_000 });
  });

  it('1. shows them the first real answer as it happens, without a reload', async () => {
    const nora = page();
    const phone = nora.context().pages().at(-1);
    if (!phone || phone === nora) throw new Error('the demo phone is not open');
    await nora.getByRole('link', { name: 'Watch the conversations' }).click();
    await nora.getByText('Test chat').waitFor();
    await phone.getByLabel('Message', { exact: true }).fill('Do you have mugs in stock?');
    await phone.getByRole('button', { name: 'Send', exact: true }).click();
    const row = nora.getByRole('link', { name: /WhatsApp/ });
    await row.getByText('Answered').waitFor({ timeout: 60_000 });
    await row.click();
    const log = nora.getByRole('log');
    await log.getByText('Do you have mugs in stock?').waitFor();
    await log
      .getByText(/sent ✓|delivered|read ✓/)
      .first()
      .waitFor({ timeout: 60_000 });
    await picture(nora, 'first-answer');
    await nora.goto(house().app('channels'));
    const number = nora.getByRole('listitem').filter({ hasText: 'WhatsApp' }).first();
    await number.getByText('Last message just now.').waitFor();
    await nora.goto(house().app('start'));
    await nora.getByText('Watch the first real answer').click();
    await nora.getByText('Your agent has answered its first buyer').waitFor();
  });
}
