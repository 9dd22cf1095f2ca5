/** Parts 4 and 5: the products, and the channels with what is told to the seller. */
import { expect, it } from 'vitest';
import { flaws, picture } from '../../support/browser.js';
import type { House } from './house.js';

const NUMBER = '4915112345678';

export function shop(house: () => House): void {
  it('4. finds products while typing, by stock, with pictures that are allowed', async () => {
    const { page, app } = house();
    await page.goto(app('products'));
    await page.getByRole('article').first().waitFor();
    const image = page.getByRole('article').locator('img').first();
    await expect
      .poll(() => image.evaluate((one) => Number(Reflect.get(one, 'naturalWidth')) > 0))
      .toBe(true);
    // The end of one page leads to the beginning of the next.
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('49–96 of').waitFor();
    expect(await page.evaluate('scrollY')).toBe(0);
    await page.getByLabel('Search products').fill('mug');
    await expect
      .poll(async () => (await page.getByRole('article').first().textContent()) ?? '')
      .toMatch(/mug/i);
    await page.getByLabel('Search products').fill('');
    await page.getByLabel('Stock').selectOption('Low stock');
    await expect
      .poll(async () =>
        (await page.getByRole('article').allTextContents()).every((text) => /Only \d/.test(text)),
      )
      .toBe(true);
    await page.getByLabel('Search products').fill('zzqqxxvv');
    await page.getByText('Nothing fits').waitFor();
  });

  it('4. loads no picture from elsewhere than Etsy and ourselves', async () => {
    const { page, app, scene } = house();
    const { headers } = await page.request
      .get(app())
      .then((answer) => ({ headers: answer.headers() }));
    const images = /img-src ([^;]+)/.exec(headers['content-security-policy'] ?? '')?.[1];
    expect(images).toBe(`'self' data: https://i.etsystatic.com ${scene.stack.standinsUrl}`);
  });

  it('4. reads the shop again with progress and says what Etsy still allows', async () => {
    const { page } = house();
    await page.getByText(/Etsy lets us ask only so much a day; \d+% of today is left/).waitFor();
    await page.getByRole('button', { name: 'Read again now' }).click();
    await page
      .getByText(/Everything is up to date: \d+ products read/)
      .waitFor({ timeout: 60_000 });
    await picture(page, 'products-read');
  });

  it("4. says where the seller looks that Etsy's grant is lost, or will end", async () => {
    const { page, app, scene } = house();
    const grant = (change: string): Promise<unknown> =>
      scene.stack.database.dataSource.query(
        `update etsy_connections set ${change}
          where seller_id = (select id from sellers where email = 'demo@ifa.example')`,
      );
    await grant(`status = 'needs_reconnect'`);
    await page.reload();
    await page.getByText('Etsy no longer lets us read').waitFor();
    await page.getByRole('button', { name: 'Disconnect shop' }).waitFor();
    await page.goto(app());
    await page.getByText('Etsy no longer lets us read').waitFor();
    expect(await flaws(page, 'grant-lost')).toEqual([]);
    await grant(`status = 'active', refresh_token_expires_at = now() + interval '5 days'`);
    await page.reload();
    await page.getByText('Connect it again before that day.').waitFor();
    const well = `refresh_token_expires_at = now() + interval '90 days'`;
    await grant(`${well}, scopes = array_remove(scopes, 'transactions_r')`);
    await page.goto(app('products'));
    await page.getByText('Your agent can tell buyers where their order is, once').waitFor();
    await grant(`scopes = array_append(scopes, 'transactions_r')`);
    await page.reload();
    await page.getByRole('button', { name: 'Read again now' }).waitFor();
    expect(await page.getByText('tell buyers where their order is').count()).toBe(0);
  });

  it('5. links WhatsApp by a code typed on the phone, connects again and unlinks', async () => {
    const { page, scene, app } = house();
    await page.goto(app('channels'));
    await page.getByText('Working', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Link WhatsApp' }).click();
    await page.getByAltText('QR code to scan with the phone').waitFor({ timeout: 60_000 });
    await picture(page, 'whatsapp-qr');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'I cannot scan' }).click();
    await page.getByLabel('Your number').fill('+49 151 12345678');
    await page.getByRole('button', { name: 'Show me a code' }).click();
    const shown = page.locator('.pairing-code');
    await shown.waitFor({ timeout: 60_000 });
    await picture(page, 'whatsapp-code');
    await scene.standin('POST', '/whatsapp/_control/account', { number: NUMBER, pushName: 'Shop' });
    const code = (await shown.textContent()) ?? '';
    await scene.standin('POST', '/whatsapp/_control/enter-code', { number: NUMBER, code });
    await page.getByText('Linked. Buyers who write to this number').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Done' }).click();
    const item = page
      .getByRole('listitem')
      .filter({ hasText: 'WhatsApp' })
      .filter({ hasText: 'Unlink' });
    await item.getByText('Working').waitFor({ timeout: 30_000 });
    // The phone ends the link: the number stays in sight, with why and the way back.
    await scene.standin('POST', '/whatsapp/_control/unlink', { number: NUMBER });
    const lost = page.getByRole('listitem').filter({ hasText: 'The link was ended on the phone' });
    await lost.getByText('Not connected').waitFor({ timeout: 60_000 });
    expect(await flaws(page, 'channel-lost')).toEqual([]);
    await lost.getByRole('button', { name: 'Connect again' }).click();
    const demoPhone = page.getByRole('link', { name: 'Scan with the demo phone' });
    const scan = (await demoPhone.getAttribute('href', { timeout: 60_000 })) ?? '';
    const qr = decodeURIComponent(scan.slice(scan.indexOf('#scan=') + '#scan='.length));
    await scene.standin('POST', '/whatsapp/_control/scan-qr', { number: NUMBER, qr });
    await page.getByText('Linked. Buyers who write to this number').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Done' }).click();
    await item.getByText('Working').waitFor({ timeout: 60_000 });
    await item.getByRole('button', { name: 'Unlink' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click();
    await item.waitFor({ state: 'detached' });
  });

  it('5. says how the seller wants to be told, and keeps it', async () => {
    const { page, scene } = house();
    await page.getByLabel('By e-mail').uncheck();
    const card = page.getByRole('region', { name: 'When somebody needs you' });
    await card.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(async () => (await scene.api('GET', '/messaging/notifications')).body)
      .toMatchObject({ email: false });
    // The secret of an address is told this once, and must be seen.
    await card.getByLabel('To another program (address)').fill('https://example.com/told');
    await card.getByRole('button', { name: 'Save' }).click();
    await card.getByRole('group', { name: 'Secret that signs the posts' }).waitFor();
    expect(await flaws(page, 'notifications')).toEqual([]);
    await card.getByLabel('To another program (address)').fill('');
    await card.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(async () => (await scene.api('GET', '/messaging/notifications')).body)
      .toMatchObject({ webhookUrl: null });
    await page.reload();
    await page.getByLabel('By e-mail').waitFor();
    expect(await page.getByLabel('By e-mail').isChecked()).toBe(false);
    await card.getByText('On Telegram').click();
    await card.getByLabel('Number of your chat').fill('4711');
    await card.getByRole('button', { name: 'Get a code' }).click();
    await card.getByText('This server has no Telegram bot of its own').waitFor();
  });
}
