/** Parts 3 and 6: how the agent speaks, what it knows, when it answers, what it proposes; and the day in figures. */
import { expect, it } from 'vitest';
import { eventually } from '../../support/eventually.js';
import { flaws } from '../../support/browser.js';
import { type House, TIME_ZONE } from './house.js';

export function agent(house: () => House): void {
  const tab = async (name: string): Promise<void> =>
    house().page.getByRole('tab', { name, exact: true }).click();
  const agentNow = async (): Promise<Record<string, unknown>> =>
    (await house().scene.api('GET', '/agents/me')).body['agent'] as Record<string, unknown>;

  it('3. keeps versions of the personality, compares them and brings one back', async () => {
    const { page, app } = house();
    const before = 'Be brief.';
    await page.goto(app('agent'));
    await page.getByLabel('In your own words').fill(before);
    await page.getByText('added:').first().waitFor({ state: 'attached' });
    expect(await flaws(page, 'personality')).toEqual([]);
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    await page.getByText('Saved. It counts from the next answer on.').waitFor();
    expect(await agentNow()).toMatchObject({ soulInstructions: 'Be brief.' });
    await page.getByLabel('In your own words').fill('Be warm.');
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    const earlier = page.getByRole('listitem').filter({ has: page.getByText('Bring back') });
    await earlier.first().getByRole('button', { name: 'Compare' }).click();
    await earlier.first().getByRole('group', { name: 'What changes' }).waitFor();
    await earlier.first().getByRole('button', { name: 'Bring back' }).click();
    await expect.poll(async () => (await agentNow())['soulInstructions']).toBe(before);
    await expect.poll(() => page.getByLabel('In your own words').inputValue()).toBe(before);
  });

  it('3. pauses and goes on from every page, and asks what becomes of those who wrote meanwhile', async () => {
    const { page, scene } = house();
    await page.getByRole('switch').click();
    await page.getByText('Agent is paused').waitFor();
    await page.getByRole('switch').click();
    await page.getByText('Agent is answering').waitFor();
    // Paused elsewhere, in another tab perhaps.
    await scene.api('POST', '/agents/me/pause');
    await page.getByText('Agent is paused').waitFor();
    for (const text of ['Do you gift-wrap?', 'Can I pick it up?']) await scene.write(504, text);
    await eventually('the messages to wait', async () => {
      const { body } = await scene.api('GET', '/conversations?state=paused');
      return body['total'] === 1 ? true : undefined;
    });
    await page.getByRole('switch').click();
    const dialog = page.getByRole('dialog', { name: 'Answer what was written meanwhile?' });
    await dialog.getByText('1 conversation waits').waitFor();
    expect(await flaws(page, 'go-on')).toEqual([]);
    await dialog.getByRole('button', { name: 'Only answer new messages' }).click();
    await page.getByText('Agent is answering').waitFor();
  });

  it('3. learns from what it could not answer, and suggests nothing twice', async () => {
    const { page, scene } = house();
    const suggested = page.getByRole('region', { name: 'Your agent could not answer these' });
    // Told on the first page, which leads there.
    await page.goto(house().app());
    await suggested.getByRole('link', { name: 'Open the chat' }).first().waitFor();
    await suggested.getByRole('link', { name: 'Answer once for all, or put away' }).click();
    const line = (text: string) => suggested.getByRole('listitem').filter({ hasText: text });
    await line('Do you gift-wrap?').getByRole('button', { name: 'Write the answer' }).click();
    expect(await flaws(page, 'suggestions')).toEqual([]);
    // The focus is where the answer goes.
    await page.keyboard.type('Yes, for $3.');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const known = page.getByRole('textbox', { name: 'Do you gift-wrap?' });
    await known.fill('');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    // What is wrong stands where it is.
    await page.getByText(/^This must be longer/).waitFor();
    await known.fill('Yes, for $3.');
    // What cannot be brought back is asked first.
    await page.getByRole('button', { name: 'Remove' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove this answer?' });
    expect(await flaws(page, 'remove-answer')).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await known.inputValue()).toBe('Yes, for $3.');
    await line('Can I pick it up?').getByRole('button', { name: 'Put away' }).click();
    await suggested.waitFor({ state: 'detached' });
    expect(await flaws(page, 'knowledge')).toEqual([]);
    const { dataSource } = scene.stack.database;
    await dataSource.query(
      `insert into knowledge_entries (id, seller_id, question, answer)
       select 'kno_0' || lpad(n::text, 3, '0'), seller_id, 'Older ' || n, 'Yes.'
         from knowledge_entries, generate_series(1, 60) as n`,
    );
    await page.reload();
    const newest = page.getByRole('listitem').filter({ hasText: 'Older 60' });
    await newest.getByRole('button', { name: 'Remove' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await newest.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByRole('textbox', { name: 'Older 1', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
    await dataSource.query(`delete from knowledge_entries where question like 'Older %'`);
  });

  it('3. takes hours with a break, language and limits, on the clock of whoever sets them', async () => {
    const { page } = house();
    // The agent learned it from the browser, before anybody opened this.
    expect((await agentNow())['config']).toMatchObject({ timeZone: TIME_ZONE });
    await tab('Hours and language');
    expect(await page.getByLabel('Your time zone').inputValue()).toBe(TIME_ZONE);
    await page.getByLabel('Language of the answers').selectOption('German');
    await page.getByLabel('Your time zone').selectOption('Europe/Berlin');
    await page.getByLabel('Monday from').fill('09:00');
    const save = page.getByRole('button', { name: 'Save', exact: true });
    await save.click();
    // Half a pair is not left out in silence.
    expect(await page.getByLabel('Monday to').evaluate((one) => one.matches(':invalid'))).toBe(
      true,
    );
    await page.getByLabel('Monday to').fill('02:00');
    await save.click();
    await page.getByText('Monday: 09:00 is not before 02:00.').waitFor();
    await page.getByLabel('Monday to').fill('12:00');
    await page.getByRole('button', { name: 'Another time on Monday' }).click();
    await page.getByLabel('Monday, pair 2, from').fill('13:00');
    await page.getByLabel('Monday, pair 2, to').fill('17:00');
    await page.getByLabel('What buyers read outside').fill('Back soon.');
    expect(await flaws(page, 'hours')).toEqual([]);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved.').waitFor();
    const spans = [
      ['09:00', '12:00'],
      ['13:00', '17:00'],
    ];
    expect((await agentNow())['config']).toMatchObject({
      language: 'German',
      timeZone: 'Europe/Berlin',
      hours: { days: { mon: spans }, outOfHoursLine: 'Back soon.', outside: 'wait' },
    });
    for (const label of ['Monday', 'Monday, pair 2,']) {
      await page.getByLabel(`${label} from`).fill('');
      await page.getByLabel(`${label} to`).fill('');
    }
    await page.getByLabel('Language of the answers').selectOption('');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(async () => (await agentNow())['config']).toMatchObject({ hours: null });
    // It has no place in what is saved now, and is not lost.
    await page.getByText('Not saved, since no times are set above.').waitFor();
    await page.reload();
    expect(await page.getByLabel('What buyers read outside').inputValue()).toBe('Back soon.');
    await tab('Limits');
    // The tab stands in the address.
    await page.reload();
    await page.getByLabel('Wait for more words (seconds)').fill('1.5');
    expect(await flaws(page, 'limits')).toEqual([]);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect
      .poll(async () => (await agentNow())['config'])
      .toMatchObject({ debounceMs: 1_500 });
  });

  it('3. keeps hours and limits that are being filled in, beside what was saved elsewhere meanwhile', async () => {
    const { page, scene, app } = house();
    const language = page.getByLabel('Language of the answers');
    const line = page.getByLabel('What buyers read outside');
    const perDay = page.getByLabel('Messages of one buyer in a day');
    const save = page.getByRole('button', { name: 'Save', exact: true });
    await page.goto(app('agent'));
    await tab('Limits');
    await perDay.fill('300');
    await tab('Hours and language');
    await language.selectOption('German');
    await line.fill('Back at nine.');
    await page.getByLabel('Monday from').fill('09:00');
    const elsewhere = { language: 'French', timeZone: 'Europe/Paris' };
    await scene.api('PATCH', '/agents/me', { config: elsewhere });
    await page.reload();
    await expect.poll(() => language.inputValue()).toBe('German');
    expect(await line.inputValue()).toBe('Back at nine.');
    expect(await page.getByLabel('Monday from').inputValue()).toBe('09:00');
    // What was not changed here is the newest; what was, stands against the newest.
    expect(await page.getByLabel('Your time zone').inputValue()).toBe('Europe/Paris');
    const changes = page.getByRole('group', { name: 'What changes' });
    await changes.getByText('removed: Language of the answers: French').waitFor();
    await changes.getByText('added: Monday: 09:00 to …').waitFor();
    expect(await flaws(page, 'unsaved-hours')).toEqual([]);
    await page.getByLabel('Monday to').fill('17:00');
    await save.click();
    await page.getByText('Saved.').waitFor();
    expect((await agentNow())['config']).toMatchObject({
      language: 'German',
      timeZone: 'Europe/Paris',
      hours: { days: { mon: [['09:00', '17:00']] }, outOfHoursLine: 'Back at nine.' },
    });
    await scene.api('PATCH', '/agents/me', { config: { language: null, hours: null } });
    await page.reload();
    // What was saved is no draft any more.
    await expect.poll(() => language.inputValue()).toBe('');
    expect(await line.inputValue()).toBe('');
    await tab('Limits');
    expect(await perDay.inputValue()).toBe('300');
    await page.getByRole('button', { name: 'Drop my changes' }).click();
    expect(await perDay.inputValue()).toBe('500');
  });

  it('3. shows what the agent proposes with its difference; a yes changes Etsy, a no nothing', async () => {
    const { page, scene } = house();
    await tab('Ask it');
    await page.getByRole('button', { name: 'How is my inventory?' }).waitFor();
    // In one's own words too, before anything was said.
    await page.getByLabel('Your message').fill('How is my whole inventory?');
    await page.getByRole('button', { name: 'Send' }).click();
    await page
      .getByRole('log')
      .getByText(/Agent ·/)
      .waitFor({ timeout: 60_000 });
    const { body } = await scene.api('GET', '/products?search=mug&stock=in&limit=2');
    const products = body['products'] as { title: string; price: string }[];
    for (const { title } of products) {
      await page.getByLabel('Your message').fill(`Set the price of ${title} to 77.50`);
      await page.getByRole('button', { name: 'Send' }).click();
      await expect.poll(() => page.getByLabel('Your message').inputValue()).toBe('');
    }
    await eventually('two proposals', async () => {
      const { body: listed } = await scene.api('GET', '/products/proposals');
      return (listed['proposals'] as unknown[]).length >= 2 ? true : undefined;
    });
    await tab('Proposals');
    await page.getByText('added:').first().waitFor({ state: 'attached' });
    expect(await flaws(page, 'proposals')).toEqual([]);
    await page.getByRole('button', { name: 'No', exact: true }).last().click();
    await page.getByText('You said no').waitFor();
    await page.getByRole('button', { name: 'Yes, change it' }).first().click();
    await page.getByText('Changed on Etsy', { exact: true }).waitFor({ timeout: 60_000 });
  });

  it('6. says what happened since yesterday in figures from the server, and keeps them fresh', async () => {
    const { page, scene, app } = house();
    await page.goto(app());
    const answered = page.locator('.figure').filter({ hasText: /messages? answered/ });
    const number = async (): Promise<number> =>
      Number(await answered.locator('strong').textContent());
    await answered.waitFor();
    const before = await number();
    await scene.write(502, 'Do you have candles?');
    await scene.answer(502);
    await expect.poll(number, { timeout: 30_000 }).toBe(before + 1);
    await page.getByText(/usual time to answer/).waitFor();
    await page.getByRole('img', { name: /answers? in the last 24 hours/ }).waitFor();
  });
}
