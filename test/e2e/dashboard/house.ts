/** What all parts of the dashboard's browser test share: one running stack, one browser, and who is signed in. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../../support/browser.js';
import { openShopScene, type ShopScene } from '../../support/apps/shop-scene.js';

export const DEMO = { email: 'demo@ifa.example', password: 'a password for the demo' };

/** Where everybody in front of a browser sits. */
export const TIME_ZONE = 'Europe/Lisbon';

/** Reaches everything a part needs. */
export interface House {
  scene: ShopScene;
  browser: Browser;
  /** The demo seller's window. */
  page: Page;
  context: BrowserContext;
  /** What pages broke: exceptions, and what the content policy refused. */
  complaints: string[];
  /** An address of the dashboard. */
  app: (path?: string) => string;
  /** A window of somebody else, not signed in. */
  newWindow(): Promise<Page>;
  signIn(page: Page, account?: { email: string; password: string }): Promise<void>;
  close(): Promise<void>;
}

export async function openHouse(): Promise<House> {
  const [scene, browser] = await Promise.all([
    openShopScene({
      env: {
        RATE_LIMIT_SELLER_PER_MINUTE: '5000',
        RATE_LIMIT_DASHBOARD_PER_MINUTE: '5000',
        RATE_LIMIT_AUTH_PER_MINUTE: '500',
      },
    }),
    openBrowser(),
  ]);
  const complaints: string[] = [];
  const app = (path = ''): string => `${scene.stack.apiUrl}/app/${path}`;
  const newWindow = async (): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 860 },
      timezoneId: TIME_ZONE,
    });
    context.setDefaultTimeout(60_000);
    context.on('page', (page) => listen(page, complaints));
    return context.newPage();
  };
  const signIn: House['signIn'] = async (page, { email, password } = DEMO) => {
    await page.goto(app());
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  };
  const page = await newWindow();
  return {
    scene,
    browser,
    page,
    context: page.context(),
    complaints,
    app,
    newWindow,
    signIn,
    close: async () => {
      await browser.close();
      await scene.close();
    },
  };
}

function listen(page: Page, complaints: string[]): void {
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()} ${String(error)}`));
}
