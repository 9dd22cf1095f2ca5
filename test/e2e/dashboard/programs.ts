/** What programs of the seller's own use: a signed channel (part 5) and keys for /mcp (part 7). */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { flaws, seriousFindings } from '../../support/browser.js';
import type { House } from './house.js';
import { inTerminal } from './terminal.js';

export function programs(house: () => House): void {
  /** The seller's own program: takes what is posted to it, or refuses. */
  let receiver: Server;
  let status = 200;
  const posts: { headers: IncomingHttpHeaders; body: string }[] = [];
  const group = (name: string) => house().page.getByRole('group', { name, exact: true });
  /** What stands in the clipboard after the button was pressed. */
  const copied = async (label: string): Promise<string> => {
    await house()
      .page.getByRole('button', { name: `Copy: ${label}` })
      .click();
    await group(label).getByText('Copied.').waitFor();
    return String(await house().page.evaluate('navigator.clipboard.readText()'));
  };

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        posts.push({ headers: request.headers, body });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
    await house().context.grantPermissions(['clipboard-read', 'clipboard-write']);
  });

  afterAll(async () => {
    await new Promise((done) => receiver.close(done));
  });

  let example = '';
  const address = (): string => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;

  it('5. links a program of their own, whose copied example gets a signed answer', async () => {
    const { page, app } = house();
    await page.goto(app('channels'));
    await page.getByRole('button', { name: 'Link another app' }).click();
    const card = page.getByRole('region', { name: 'Another app' });
    await card.getByLabel('Name', { exact: true }).fill('Website chat');
    await card.getByLabel('Address for answers', { exact: true }).fill(address());
    await card.getByRole('button', { name: 'Make the link' }).click();
    await page.getByText('it is shown this once').waitFor();
    expect(await flaws(page, 'webhook-made')).toEqual([]);
    const secret = await copied('Secret');
    example = await copied('A signed message, for a terminal');
    await page.getByRole('button', { name: 'I have kept the secret' }).click();
    await page.getByRole('button', { name: 'Link another app' }).waitFor();
    expect(await page.content()).not.toContain(secret);
    expect(JSON.parse(await inTerminal(example))).toMatchObject({ queued: true });
    await expect.poll(() => posts.length, { timeout: 60_000 }).toBeGreaterThan(0);
    const [first] = posts;
    const headers = first?.headers as Record<string, string>;
    expect(new Webhook(secret).verify(first?.body ?? '', headers)).toMatchObject({
      type: 'message.sent',
      conversation: 'buyer-1',
    });
    await page.goto(app('conversations'));
    await page.getByRole('link', { name: /Ada/ }).waitFor();
  });

  it('5. lists what did not get there, and sends it again when told to', async () => {
    const { page, app } = house();
    status = 500;
    posts.length = 0;
    await inTerminal(example);
    await expect.poll(() => posts.length, { timeout: 60_000 }).toBeGreaterThan(0);
    await page.goto(app('channels'));
    const missed = page.getByRole('region', { name: 'Answers that did not get to Website chat' });
    await missed.getByText('The address for answers answered 500.').waitFor();
    expect(await flaws(page, 'webhook-missed')).toEqual([]);
    status = 200;
    posts.length = 0;
    await missed.getByRole('button', { name: 'Try now' }).click();
    await missed.waitFor({ state: 'detached', timeout: 60_000 });
    // The list is empty as soon as the answer waits again, which is before it is sent.
    await expect.poll(() => posts.length, { timeout: 60_000 }).toBe(1);
  });

  it('5. makes a new secret, changes name and address, and unlinks', async () => {
    const { page } = house();
    const item = page.getByRole('listitem').filter({ hasText: 'Website chat' });
    await item.getByRole('button', { name: 'Make a new secret' }).click();
    const dialog = page.getByRole('dialog', { name: 'A new secret for Website chat?' });
    await dialog.getByRole('button', { name: 'Make a new secret' }).click();
    expect(await copied('New secret')).toMatch(/^whsec_/);
    await item.getByRole('button', { name: 'I have kept the secret' }).click();
    await item.getByText('Change its name or address').click();
    await item.getByLabel('Address for answers', { exact: true }).fill('http://10.0.0.1/');
    await item.getByRole('button', { name: 'Save' }).click();
    await item.getByText('Answers can be posted to a public').waitFor();
    await item.getByLabel('Name', { exact: true }).fill('Shop chat');
    await item.getByLabel('Address for answers', { exact: true }).fill('');
    await item.getByRole('button', { name: 'Save' }).click();
    const renamed = page.getByRole('listitem').filter({ hasText: 'Shop chat' });
    await renamed.getByText('Answers are posted nowhere').waitFor();
    await renamed.getByRole('button', { name: 'Unlink' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click();
    await renamed.waitFor({ state: 'detached' });
  });

  it('7. makes a key by the keyboard alone, which opens /mcp until it is revoked', async () => {
    const { page, app, scene } = house();
    const tools = async (key: string): Promise<{ status: number; text: string }> => {
      const answer = await fetch(`${scene.stack.apiUrl}/mcp`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
      });
      return { status: answer.status, text: await answer.text() };
    };
    await page.goto(app('account'));
    await page.getByRole('button', { name: 'Make a key' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('What the key is for').focus();
    await page.keyboard.type('Claude on my laptop');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await flaws(page, 'key-form')).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByText('it is shown this once').waitFor();
    expect(await flaws(page, 'key-made')).toEqual([]);
    const key = await copied('Key');
    const configuration = JSON.parse(await copied("For your app's MCP configuration"));
    expect(configuration).toEqual({
      mcpServers: {
        shop: {
          type: 'http',
          url: `${scene.stack.apiUrl}/mcp`,
          headers: { Authorization: `Bearer ${key}` },
        },
      },
    });
    const listed = await tools(key);
    expect(listed.text).toContain('list_conversations');
    // The first box was unticked: products are not for this key.
    expect(listed.text).not.toContain('search_products');
    await page.getByRole('button', { name: 'I have kept the key' }).click();
    expect(await page.content()).not.toContain(key);
    const item = page.getByRole('list', { name: 'Keys' }).getByRole('listitem');
    await item.getByText('May read conversations').waitFor();
    await item.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await item.waitFor({ state: 'detached' });
    expect((await tools(key)).status).toBe(401);
    expect(await seriousFindings(page)).toEqual([]);
  });
}
