/** Part 7: the account itself, with mails read in the demo's mailbox. */
import { generateSync } from 'otplib';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { flaws, picture } from '../../support/browser.js';
import { NORA } from './first-run.js';
import type { House } from './house.js';

const codeOf = (secret: string): string => generateSync({ secret });

/** @param page Nora's window, signed in */
export function account(house: () => House, page: () => Page): void {
  /** Opens the newest mail to Nora and follows its link. */
  async function followMail(subject: string): Promise<Page> {
    const mailbox = await page().context().newPage();
    const mail = mailbox.getByRole('article').filter({ hasText: subject }).first();
    await expect
      .poll(async () => {
        await mailbox.goto(`${house().scene.stack.standinsUrl}/mail?to=${NORA.email}`);
        return mail.count();
      })
      .toBe(1);
    await picture(mailbox, 'mailbox');
    await mail.getByRole('link').click();
    return mailbox;
  }

  it('7. confirms the address by the mailed link, and asks no more', async () => {
    await page().goto(house().app('account'));
    await page().getByRole('link', { name: 'Read it in the demo mailbox' }).waitFor();
    const mailed = await followMail('Confirm your e-mail address');
    // The token stays in no history.
    await expect.poll(() => new URL(mailed.url()).hash).toBe('');
    await mailed.getByRole('button', { name: 'Yes, this is my address' }).click();
    await mailed.getByText('Thank you, your address is confirmed.').waitFor();
    await mailed.close();
    await page().reload();
    await page().getByRole('heading', { name: 'Where you are signed in' }).waitFor();
    expect(await page().getByText('Confirm your e-mail address').count()).toBe(0);
  });

  it('7. changes the password, lists sessions and signs another one out', async () => {
    const other = await house().newWindow();
    await house().signIn(other, NORA);
    await page().reload();
    await page().getByRole('button', { name: 'Sign out there' }).first().click();
    // Told by the end of its stream, long before the page would ask again by itself.
    await other.getByText('You have been signed out').waitFor({ timeout: 20_000 });
    await other.goto(house().app());
    await other.getByRole('heading', { name: 'Sign in to IFA' }).waitFor();
    await other.context().close();
    await page().getByLabel('Password now').fill('not this one');
    await page().getByLabel('New password').fill('another long password');
    await page().getByRole('button', { name: 'Change password' }).click();
    await page().getByRole('alert').waitFor();
    await page().getByLabel('Password now').fill(NORA.password);
    await page().getByRole('button', { name: 'Change password' }).click();
    await page().getByText('Changed. Everybody else has been signed out.').waitFor();
  });

  it('7. turns two steps on, and signs in by code and by recovery code', async () => {
    const nora = page();
    await nora.getByRole('button', { name: 'Turn on' }).click();
    await nora.getByAltText('QR code for your authenticator app').waitFor();
    expect(await flaws(nora, 'two-steps')).toEqual([]);
    const secret = (await nora.getByText('Key:').locator('code').textContent()) ?? '';
    await nora.getByLabel('Code the app shows').fill(codeOf(secret));
    await nora.getByRole('button', { name: 'Confirm' }).click();
    await nora.getByRole('list', { name: 'Recovery codes' }).waitFor();
    const codes = await nora.getByRole('list', { name: 'Recovery codes' }).locator('code').all();
    expect(codes.length).toBeGreaterThan(5);
    const recovery = (await codes[0]?.textContent()) ?? '';
    await nora.getByRole('button', { name: 'I have kept them' }).click();
    await nora.getByText('It is on.').waitFor();
    await nora.getByRole('button', { name: 'Sign out', exact: true }).click();
    await nora.getByLabel('E-mail').fill(NORA.email);
    await nora.getByLabel('Password').fill('another long password');
    await nora.getByRole('button', { name: 'Sign in', exact: true }).click();
    await nora.getByLabel('Code from your phone').fill('000000');
    await nora.getByRole('button', { name: 'Sign in', exact: true }).click();
    await nora.getByRole('alert').waitFor();
    await nora.getByLabel('Code from your phone').fill(recovery);
    await nora.getByRole('button', { name: 'Sign in', exact: true }).click();
    await nora.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  it('7. gives the data along, and sets a forgotten password anew', async () => {
    const nora = page();
    await nora.goto(house().app('account'));
    const [download] = await Promise.all([
      nora.waitForEvent('download'),
      nora.getByRole('link', { name: 'Download everything as a file' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.json$/);
    await nora.getByRole('button', { name: 'Sign out', exact: true }).click();
    await nora.getByRole('link', { name: 'Forgot your password?' }).click();
    await nora.getByLabel('E-mail').fill(NORA.email);
    await nora.getByRole('button', { name: 'Send me the link' }).click();
    await nora.getByText('the mail is on its way').waitFor();
    const mailed = await followMail('Choose a new password');
    await mailed.getByLabel('New password').fill('the third long password');
    await mailed.getByRole('button', { name: 'Save' }).click();
    await mailed.getByText('Done. Sign in with your new password.').waitFor();
    await mailed.close();
  });
}

/** How Nora signs in by now. */
const LATEST = { email: NORA.email, password: 'the third long password' };

/** The last things Nora does. @param page Nora's window, signed out */
export function farewell(house: () => House, page: () => Page): void {
  it('7. disconnects the shop, after saying what goes and what stays', async () => {
    const nora = page();
    const { dataSource } = house().scene.stack.database;
    // The authenticator app is lost, and the recovery codes too: support has turned the second step off.
    await dataSource.query(
      `update sellers set totp_secret = null, totp_confirmed_at = null where email = $1`,
      [NORA.email],
    );
    await house().signIn(nora, LATEST);
    await nora.goto(house().app('products'));
    await nora.getByRole('button', { name: 'Disconnect shop' }).click();
    const dialog = nora.getByRole('dialog', { name: /^Disconnect / });
    await dialog.getByText('Your agent, its settings, channels and conversations stay.').waitFor();
    await picture(nora, 'disconnect-shop');
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    await nora.getByText('No products yet').waitFor();
    const [left] = await dataSource.query(
      `select (select count(*)::int from etsy_connections c where c.seller_id = s.id) as shops,
              (select count(*)::int from agents a where a.seller_id = s.id) as agents
         from sellers s where email = $1`,
      [NORA.email],
    );
    expect(left).toEqual({ shops: 0, agents: 1 });
  });

  it('7. deletes the account when its owner says so with their password', async () => {
    const nora = page();
    const { dataSource } = house().scene.stack.database;
    await nora.goto(house().app('account'));
    await nora.getByRole('button', { name: 'Delete my account' }).click();
    const dialog = nora.getByRole('dialog', { name: 'Delete your account?' });
    await dialog.getByLabel('Your password').fill('wrong');
    await dialog.getByRole('button', { name: 'Delete everything' }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await flaws(nora, 'delete-account')).toEqual([]);
    await dialog.getByLabel('Your password').fill(LATEST.password);
    await dialog.getByRole('button', { name: 'Delete everything' }).click();
    await nora.getByRole('heading', { name: 'Sign in to IFA' }).waitFor();
    expect(await dataSource.query('select 1 from sellers where email = $1', [NORA.email])).toEqual(
      [],
    );
  });
}
