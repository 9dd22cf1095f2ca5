import { expect, it } from 'vitest';
import { NotificationsService } from '#features/messaging';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import { Mailbox } from '../../support/servers/mailbox.js';
import { startTestWorker } from '../../support/apps/worker-app.js';

it('a mail that waits behind a slow one is not sent by two workers', async () => {
  const mailbox = await Mailbox.open();
  const worker = await startTestWorker({ sweep: false, env: { SMTP_URL: mailbox.url } });
  const { dataSource } = worker.database;
  const notifications = worker.app.get(NotificationsService, { strict: false });
  for (const topic of ['one', 'two']) {
    const { sellerId } = await aSellerWithAgent(dataSource);
    await dataSource.query(
      `insert into seller_notifications (id, seller_id, target, kind, topic, body)
       values (gen_random_uuid(), $1, 'email', 'not_answered', $2, $2)`,
      [sellerId, topic],
    );
  }
  const attempt = (n: number): Promise<boolean> =>
    eventually('an attempt', async () => {
      const found: { n: number }[] = await dataSource.query(
        `select attempt_count as n from seller_notifications`,
      );
      return found.every((one) => one.n === n);
    });
  const opening = Promise.withResolvers<void>();
  mailbox.opening = opening.promise;
  const first = notifications.tell();
  await attempt(1);
  // The mail server takes so long that both are offered again.
  await dataSource.query(`update seller_notifications set available_at = now()`);
  const second = notifications.tell();
  await attempt(2);
  opening.resolve();
  await Promise.all([first, second]);

  // Of the one that was on its way the first worker could know nothing more.
  expect(mailbox.mails.map(({ to }) => to).toSorted()).toHaveLength(3);
  await worker.close();
  await mailbox.close();
});
