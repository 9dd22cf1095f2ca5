import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { MailStandin } from './mail.standin.js';

async function open() {
  const mail = new MailStandin();
  const app = fastify();
  await mail.register(app);
  const send = (payload: object) => app.inject({ method: 'POST', url: '/mail/messages', payload });
  return { app, mail, send };
}

describe('the mail stand-in', () => {
  it('shows a mail to whom it is for, with its link to click and everything else as text', async () => {
    const { app, send } = await open();
    await send({
      to: 'Ann@Example.com',
      subject: 'Hi <b>',
      text: 'Open http://x.test/#t=1&u=2 now',
    });
    await send({ to: 'bob@example.com', subject: 'Other', text: '-' });
    const { body } = await app.inject({ url: '/mail?to=ann@example.com' });
    expect(body).toContain('<a href="http://x.test/#t=1&amp;u=2">');
    expect(body).toContain('Hi &lt;b&gt;');
    expect(body).not.toContain('Other');
  });

  it('lists the newest first, refuses what is no mail and keeps the last hundred', async () => {
    const { mail, send } = await open();
    for (let n = 1; n <= 101; n += 1) await send({ to: 'a@b.c', subject: `${n}`, text: '' });
    expect((await send({ to: 'a@b.c' })).statusCode).toBe(400);
    const subjects = mail.mails('a@b.c').map(({ subject }) => subject);
    expect([subjects.length, subjects[0], subjects.at(-1)]).toEqual([100, '101', '2']);
  });
});
