/** The dashboard in a real browser, through the real API, worker, CLI and stand-ins. One stack for all parts. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openBrowser,
  overflow,
  picture,
  seriousFindings,
  whyNoBrowser,
} from '../support/browser.js';
import { CLIENT_FOLDER, generateClient } from '../../scripts/lib/openapi-client.mjs';
import { openShopScene, type ShopScene } from '../support/shop-scene.js';

const reason = whyNoBrowser();
const DEMO = { email: 'demo@ifa.example', password: 'a password for the demo' };
const PAGES = ['', 'start', 'conversations', 'agent', 'products', 'channels', 'account'];

describe.skipIf(reason)(`the dashboard${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let scene: ShopScene;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];
  const app = (path = ''): string => `${scene.stack.apiUrl}/app/${path}`;

  beforeAll(async () => {
    scene = await openShopScene({
      env: { RATE_LIMIT_SELLER_PER_MINUTE: '5000', RATE_LIMIT_AUTH_PER_MINUTE: '500' },
    });
    browser = await openBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
  });

  afterAll(async () => {
    await browser?.close();
    await scene?.close();
  });

  async function signIn(): Promise<void> {
    await context.clearCookies();
    await page.goto(app());
    await page.getByLabel('E-mail').fill(DEMO.email);
    await page.getByLabel('Password').fill(DEMO.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  }

  it('1. leads a new seller from the register form to Etsy and back, and says when the shop is taken', async () => {
    await page.goto(app());
    await page.getByRole('button', { name: 'Make a new account' }).click();
    await page.getByLabel('Your name').fill('Nora New');
    await page.getByLabel('E-mail').fill('nora@example.com');
    await page.getByLabel('Password').fill('a long enough password');
    await page.getByRole('button', { name: 'Make my account' }).click();
    await page.getByRole('link', { name: 'Go on' }).click();
    await picture(page, 'first-steps');
    await page.getByRole('button', { name: 'Connect the demo shop' }).click();
    await page.waitForURL(/oauth\/connect/);
    await page.getByRole('button', { name: /allow/i }).click();
    await page.waitForURL(/\/app/);
    // The only shop of the stand-in is the demo seller's already.
    await page.getByText('The shop was not connected').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  });

  it('2. shows a buyer live, and the seller takes over, replies and hands back', async () => {
    await signIn();
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
    await picture(page, 'thread');
    await page.getByRole('button', { name: 'Take over' }).click();
    await page.getByRole('button', { name: 'Hand back to the agent' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByLabel('Your message').fill('Hello, the owner here.');
    await page.getByRole('button', { name: 'Send' }).click();
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

  it('keeps an unsent reply over a reload, and says when the API is gone', async () => {
    await page.getByLabel('Your message').fill('half a sentence');
    await page.reload();
    await expect.poll(() => page.getByLabel('Your message').inputValue()).toBe('half a sentence');
    await page.getByLabel('Your message').fill('');
    await scene.stack.api.stop();
    await page.getByLabel('Your message').fill('while you were away');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/No connection to IFA right now. We keep trying/).waitFor();
    await picture(page, 'api-gone');
    await scene.stack.startApi();
    await page.getByText(/We keep trying/).waitFor({ state: 'detached', timeout: 30_000 });
    expect(await page.getByLabel('Your message').inputValue()).toBe('while you were away');
    await page.getByLabel('Your message').fill('');
  });

  it('asks in front of the page when the session has ended, and goes on there', async () => {
    await page.goto(app('agent'));
    const box = page.getByLabel('In your own words');
    await box.fill('Be brief.');
    await context.clearCookies();
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    const dialog = page.getByRole('dialog', { name: 'You have been signed out' });
    await dialog.getByLabel('Password').fill(DEMO.password);
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await box.inputValue()).toBe('Be brief.');
  });

  it('3. changes the personality with a visible difference, and pauses from every page', async () => {
    await page.getByText('added:').first().waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    await page.getByText('Saved. It counts from the next answer on.').waitFor();
    const { body } = await scene.api('GET', '/agents/me');
    expect(body['agent']).toMatchObject({ soulInstructions: 'Be brief.' });
    await page.getByRole('switch').click();
    await page.getByText('Agent is paused').waitFor();
    await page.getByRole('switch').click();
    await page.getByText('Agent is answering').waitFor();
  });

  it('4. finds products while typing', async () => {
    await page.goto(app('products'));
    await page.getByRole('article').first().waitFor();
    await page.getByLabel('Search products').fill('mug');
    await expect
      .poll(async () => (await page.getByRole('article').first().textContent()) ?? '')
      .toMatch(/mug/i);
    await page.getByLabel('Search products').fill('zzqqxxvv');
    await page.getByText('Nothing fits').waitFor();
  });

  it('5. shows the channels and a WhatsApp code to scan', async () => {
    await page.goto(app('channels'));
    await page.getByText('Working', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Link WhatsApp' }).click();
    await page.getByAltText('QR code to scan with the phone').waitFor({ timeout: 60_000 });
    await picture(page, 'whatsapp-qr');
    await page.getByRole('button', { name: 'Stop' }).click();
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
    ['dark', 360],
  ] as const)('has no serious axe finding and fits, %s at %s px', async (scheme, width) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 800 });
    const found: string[] = [];
    for (const path of PAGES) {
      await page.goto(app(path));
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('load');
      await page.locator('.loading').first().waitFor({ state: 'detached' });
      await picture(page, `${path || 'overview'}-${scheme}-${width}`);
      const findings = await seriousFindings(page);
      found.push(...findings.map((finding) => `/${path} ${finding}`));
      if ((await overflow(page)) > 0) found.push(`/${path} is wider than ${width} px`);
    }
    expect(found).toEqual([]);
  });

  it('8. shows administration only to those who sign in there', async () => {
    await page.goto(app('admin'));
    await page.getByRole('heading', { name: 'Administration' }).waitFor();
    await page.getByLabel('Code from your phone').waitFor();
    await picture(page, 'admin');
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('talks to the API in the words of its own document', async () => {
    const { body: document } = await scene.api('GET', '/docs-json');
    const folder = await mkdtemp(join(tmpdir(), 'ifa-types-'));
    await generateClient(document, folder);
    const [made, kept] = await Promise.all(
      [folder, CLIENT_FOLDER].map((one) => readFile(join(one, 'types.generated.ts'), 'utf8')),
    );
    await rm(folder, { recursive: true });
    expect(made === kept, 'the API has changed: npm run client').toBe(true);
  });

  it('names the stand-ins and the trademark, and breaks no rule of the page', async () => {
    await page.getByText('Played by stand-ins here').waitFor();
    await page.getByText("The term 'Etsy' is a trademark of Etsy, Inc.").waitFor();
    expect(complaints).toEqual([]);
  });
});
