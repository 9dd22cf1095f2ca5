/** Ten thousand conversations: few rows in the page, none missing on the way down, and news on top. */
import { expect, it } from 'vitest';
import type { House } from './house.js';

const MANY = 10_000;
const WALKED = 1_500;
const ROWS_MAX = 60;

export function longInbox(house: () => House): void {
  it('scrolls through ten thousand conversations with few rows in the page, and misses none', async () => {
    const { page, scene, app } = house();
    const { dataSource } = scene.stack.database;
    const own = `channel_id in (select id from messaging_channels where display_name = 'long')`;
    await dataSource.query(
      `with shop as (select seller_id, id as agent_id from agents where seller_id = (select id from sellers where email = 'demo@ifa.example')),
       linked as (insert into messaging_channels (id, seller_id, agent_id, platform, platform_id, display_name, status)
                  select 'chn_long', seller_id, agent_id, 'webhook', 'long', 'long', 'connected' from shop returning seller_id, agent_id)
       insert into conversations (id, seller_id, agent_id, channel_id, kind, external_id, buyer_name, updated_at)
       select 'cnv_long' || lpad(n::text, 6, '0'), seller_id, agent_id, 'chn_long', 'buyer', n::text, 'Many ' || n,
              now() - interval '1 day' - n * interval '1 second'
         from linked, generate_series(1, ${MANY}) as n`,
    );
    await page.goto(app('conversations'));
    const rows = page.locator('.rows li');
    await rows.first().waitFor();
    const total = Number((await scene.api('GET', '/conversations?limit=1')).body['total']);
    expect(total).toBeGreaterThanOrEqual(MANY);
    await page.getByText(`${total.toLocaleString('en')} conversations`, { exact: true }).waitFor();
    const known = async (): Promise<number> =>
      Number(await rows.last().getAttribute('aria-setsize'));
    // To the end of what is there, again and again: more is read each time.
    await page.locator('.row-link').first().focus();
    await expect
      .poll(
        async () => {
          await page.keyboard.press('End');
          expect(await rows.count()).toBeLessThan(ROWS_MAX);
          return known();
        },
        { timeout: 120_000, interval: 20 },
      )
      .toBeGreaterThanOrEqual(WALKED);
    // Whoever stands at a place is who belongs there: none is missing between the first and here.
    const shown = await rows.evaluateAll((items) =>
      items.map((item) => ({
        place: Number(item.getAttribute('aria-posinset')),
        name: item.querySelector('strong')?.textContent,
      })),
    );
    const newer = total - MANY;
    for (const { place, name } of shown) expect(name).toBe(`Many ${place - newer}`);
    // Something new comes in at the other end while one is down here.
    await scene.write(503, 'Hello?');
    await scene.answer(503);
    await page.keyboard.press('Home');
    await page.getByRole('link', { name: /Buyer 503/ }).waitFor();
    await dataSource.query(`delete from conversations where ${own}`);
    await dataSource.query(`delete from messaging_channels where display_name = 'long'`);
  });

  it('keeps the place of whoever reads a long thread upwards', async () => {
    const { page, scene, app } = house();
    for (let line = 1; line <= 55; line += 1) await scene.write(505, `Line ${line}`);
    await scene.answer(505);
    await page.goto(app('conversations'));
    await page.getByRole('link', { name: /Buyer 505/ }).click();
    const log = page.getByRole('log');
    const line = log.getByText('Line 20', { exact: true });
    await line.waitFor({ state: 'attached' });
    await log.evaluate((box) => box.scrollTo(0, 0));
    const top = async (): Promise<number> => (await line.boundingBox())?.y ?? Number.NaN;
    const before = await top();
    await page.getByRole('button', { name: 'Show earlier messages' }).click();
    await log.getByText('Line 1', { exact: true }).waitFor({ state: 'attached' });
    // But for the button, which has gone; and the focus with it, were it not kept in the log.
    expect(Math.abs((await top()) - before)).toBeLessThan(80);
    expect(await log.evaluate((box) => box.matches(':focus'))).toBe(true);
  });
}
