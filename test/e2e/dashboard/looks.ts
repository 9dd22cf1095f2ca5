/** Every page at two widths, light and dark: no serious axe finding, nothing wider than the window, a picture of each. */
import { expect, it } from 'vitest';
import { overflow, picture, seriousFindings } from '../../support/browser.js';
import type { House } from './house.js';

const PAGES = ['', 'start', 'conversations', 'agent', 'products', 'channels', 'account'];

export function looks(house: () => House): void {
  it.each([1280, 360])(
    'has no serious axe finding and fits at %s px, light and dark',
    async (width) => {
      const { page, app } = house();
      await page.setViewportSize({ width, height: 800 });
      const found: string[] = [];
      for (const path of PAGES) {
        await page.emulateMedia({ colorScheme: 'light' });
        await page.goto(app(path));
        await page.getByRole('heading', { level: 1 }).waitFor();
        await expect.poll(() => page.title()).toMatch(/^.+ · IFA$/);
        await page.waitForLoadState('load');
        await page.locator('.loading').first().waitFor({ state: 'detached' });
        await picture(page, `${path || 'overview'}-light-${width}`);
        const findings = await seriousFindings(page);
        await page.emulateMedia({ colorScheme: 'dark' });
        await picture(page, `${path || 'overview'}-dark-${width}`);
        // Only colours differ.
        findings.push(...(await seriousFindings(page, ['color-contrast'])));
        found.push(...findings.map((finding) => `/${path} ${finding}`));
        if ((await overflow(page)) > 0) found.push(`/${path} is wider than ${width} px`);
      }
      await page.emulateMedia({ colorScheme: 'light' });
      expect(found).toEqual([]);
    },
  );

  it('shows a thread on a phone, one column at a time, with the way back', async () => {
    const { page, app, scene } = house();
    const isCalled = (name: string): Promise<unknown> =>
      scene.stack.database.dataSource.query(
        `update conversations set buyer_name = $1 where external_id = '501'`,
        [name],
      );
    // A name without a blank, as long as Telegram takes it.
    await isCalled(`Buyer 501 ${'W'.repeat(118)}`);
    await page.goto(app('conversations'));
    await page.getByRole('link', { name: /Buyer 501/ }).click();
    await page.getByRole('log').waitFor();
    expect(await page.getByLabel('Search names, notes and messages').isVisible()).toBe(false);
    expect(await overflow(page)).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await picture(page, 'thread-light-360');
    await isCalled('Buyer 501');
    await page.getByRole('link', { name: 'All' }).click();
    await page.getByLabel('Search names, notes and messages').waitFor();
    await page.setViewportSize({ width: 1280, height: 860 });
  });

  it("fits the buyer's phone into a phone, with what the agent did beside it", async () => {
    const { context, scene } = house();
    const phone = await context.newPage();
    await phone.setViewportSize({ width: 360, height: 800 });
    await phone.goto(scene.stack.standinsUrl);
    await phone.locator('.runs').waitFor({ state: 'attached' });
    await phone.evaluate(
      `document.querySelector('.runs').innerHTML = '<article class="run"><ol><li class="tool"><details><summary>' +
        '<span class="tool-name">search_products</span><span class="tool-input">' + 'words '.repeat(60) +
        '</span></summary></details></li></ol></article>'`,
    );
    expect(await overflow(phone)).toBe(0);
    await phone.close();
  });

  it('names the stand-ins and the trademark, and breaks no rule of the page', async () => {
    const { page, complaints } = house();
    await page.getByText('Played by stand-ins here').waitFor();
    await page.getByText("The term 'Etsy' is a trademark of Etsy, Inc.").waitFor();
    expect(complaints).toEqual([]);
  });
}
