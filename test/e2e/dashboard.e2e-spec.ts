/** The dashboard in a real browser, through the real API, worker, CLI and stand-ins. One stack and browser for all parts. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_FOLDER, generateClient } from '../../scripts/lib/gate/openapi-client.mjs';
import { whyNoBrowser } from '../support/browser.js';
import { account, farewell } from './dashboard/account.js';
import { admin } from './dashboard/admin.js';
import { agent } from './dashboard/agent.js';
import { firstRun } from './dashboard/first-run.js';
import { type House, openHouse } from './dashboard/house.js';
import { inbox } from './dashboard/inbox.js';
import { longInbox } from './dashboard/long-inbox.js';
import { looks } from './dashboard/looks.js';
import { programs } from './dashboard/programs.js';
import { shop } from './dashboard/shop.js';
import type { ParsedJson } from '../support/apps/api-app.js';

const reason = whyNoBrowser();

describe.skipIf(reason)(`the dashboard${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let house: House;
  let nora: Page;

  beforeAll(async () => {
    house = await openHouse();
    nora = await house.newWindow();
    await house.signIn(house.page);
  });

  afterAll(async () => {
    await house?.close();
  });

  const open = (): House => house;
  firstRun(open, () => nora);
  account(open, () => nora);
  inbox(open);
  agent(open);
  shop(open);
  programs(open);
  looks(open);
  longInbox(open);
  admin(open);
  farewell(open, () => nora);

  it('talks to the API in the words of its own document', async () => {
    const { body: document } = await house.scene.api('GET', '/docs-json');
    const folder = await mkdtemp(join(tmpdir(), 'ifa-types-'));
    await generateClient(document, folder);
    const [made, kept] = await Promise.all(
      [folder, CLIENT_FOLDER].map((one) => readFile(join(one, 'types.generated.ts'), 'utf8')),
    );
    await rm(folder, { recursive: true });
    expect(made === kept, 'the API has changed: npm run client').toBe(true);
  });

  it('says in that document what may be left out', async () => {
    const { body: document } = await house.scene.api('GET', '/docs-json');
    const paths: ParsedJson = document['paths'];
    const needed = (path: string): string[] =>
      paths[path].get.parameters
        .filter((one: { required?: boolean }) => one.required)
        .map((one: { name: string }) => one.name);
    expect(needed('/products')).toEqual([]);
    expect(needed('/agents/me/events')).toEqual([]);
    expect(needed('/products/{id}')).toEqual(['id']);
    const needsBody = (path: string): boolean => paths[path].post.requestBody.required;
    expect(needsBody('/agents/me/resume')).toBe(false);
    expect(needsBody('/messaging/whatsapp/connect')).toBe(false);
    expect(needsBody('/auth/login')).toBe(true);
  });
});
