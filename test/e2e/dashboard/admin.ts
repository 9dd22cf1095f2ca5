/** Part 8: administration, from the first sign-in on. */
import { generateSync } from 'otplib';
import { expect, it } from 'vitest';
import { makeAdmin } from '#features/auth';
import { newId } from '#platform/ids';
import { flaws, picture, seriousFindings } from '../../support/browser.js';
import { NORA } from './first-run.js';
import type { House } from './house.js';

const ADMIN = { email: 'admin@example.com', password: 'correct horse battery' };

export function admin(house: () => House): void {
  it('8. sets up the second step at the first sign-in', async () => {
    const { page, app, scene } = house();
    await makeAdmin(scene.stack.database.dataSource, ADMIN.email, ADMIN.password);
    await page.goto(app('admin'));
    await page.getByRole('heading', { name: 'Administration' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByLabel('E-mail').fill(ADMIN.email);
    await page.getByLabel('Password').fill(ADMIN.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const secret = (await page.getByText('Key:').locator('code').textContent()) ?? '';
    expect(await flaws(page, 'admin-setup')).toEqual([]);
    await page.getByLabel('Code from your phone').fill(generateSync({ secret }));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByRole('heading', { name: 'Sellers' }).waitFor();
  });

  it('8. finds a seller, suspends with a reason, activates, changes the plan, signs out everywhere', async () => {
    const { page, scene } = house();
    await page.getByLabel('Find a seller').fill('nora');
    const nora = page.getByRole('listitem', { name: NORA.email });
    await expect.poll(() => page.getByRole('listitem').count()).toBe(1);
    await nora.getByRole('button', { name: 'Move to pro' }).click();
    await nora.getByText(/pro plan/).waitFor();
    await nora.getByRole('button', { name: 'Sign out everywhere' }).click();
    await nora.getByText(/sessions? ended/).waitFor();
    await nora.getByRole('button', { name: 'Suspend' }).click();
    await page.getByLabel('Why').fill('spam');
    await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
    await nora.getByText('Suspended').waitFor();
    expect(await flaws(page, 'admin-sellers')).toEqual([]);
    const refused = await fetch(`${scene.stack.apiUrl}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: NORA.email, password: 'the third long password' }),
    });
    expect(refused.status).toBe(403);
    await nora.getByRole('button', { name: 'Activate' }).click();
    await nora.getByText('Active', { exact: true }).waitFor();
  });

  it('8. shows health and quota, replays a dead letter, and keeps all of it in the audit log', async () => {
    const { page, scene } = house();
    const tab = (name: string): Promise<void> => page.getByRole('tab', { name }).click();
    await tab('Health');
    await page
      .getByRole('region', { name: 'Queues' })
      .getByText('turns', { exact: true })
      .waitFor();
    expect(await flaws(page, 'admin-health')).toEqual([]);
    await tab('Etsy quota');
    await page.getByText(/Used in the last 24 hours/).waitFor();
    expect(await flaws(page, 'admin-quota')).toEqual([]);
    const { dataSource } = scene.stack.database;
    await dataSource.query(
      `insert into agent_inbox (id, agent_id, conversation_id, channel_id, external_id, seq, payload, source, status, error)
       select $1, m.agent_id, m.conversation_id, m.channel_id, 'dead', 1000, m.payload, m.source, 'failed', 'timeout'
         from agent_inbox m join conversations c on c.id = m.conversation_id where c.buyer_name = 'Buyer 501' limit 1`,
      [newId('inb')],
    );
    await tab('Dead letters');
    await page.getByText('The answer took too long.').waitFor();
    expect(await flaws(page, 'admin-dead-letters')).toEqual([]);
    await page.getByRole('button', { name: 'Answer now' }).click();
    await page.getByText('It stands in line again.').waitFor();
    await page.getByText('None: nothing was given up.').waitFor();
    await tab('Audit log');
    await page.getByRole('cell', { name: 'dead letter replayed' }).waitFor();
    await page.getByRole('cell', { name: /reason: spam/ }).waitFor();
    expect(await flaws(page, 'admin-audit')).toEqual([]);
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('8. opens the queues read-only', async () => {
    const { page, app } = house();
    await page.getByRole('link', { name: 'Queues' }).click();
    await page.waitForURL(/\/admin\/queues/);
    await page.getByText('turns').first().waitFor();
    await picture(page, 'admin-queues');
    const status = await page.evaluate(
      "fetch('/admin/queues/api/queues/turns/pause', { method: 'PUT' }).then(({ status }) => status)",
    );
    expect(status).toBe(403);
    await page.goto(app());
  });
}
