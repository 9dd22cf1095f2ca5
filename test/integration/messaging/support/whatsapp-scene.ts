/** A seller whose WhatsApp number is linked to the stand-in, and hands to play the buyer with. */
import { type ChannelView, WhatsappLinkService } from '#features/messaging';
import type { Id } from '#platform/ids';
import { aSellerWithAgent, type TestSeller } from '../../../factories/seller.factory.js';
import { eventually } from '../../../support/eventually.js';
import { startTestWorker, type TestWorker } from '../../../support/apps/worker-app.js';

/** A worker with few keys per pairing, which saves half a second of CPU each. */
export function startWhatsappWorker(
  input: Parameters<typeof startTestWorker>[0] = {},
): Promise<TestWorker> {
  return startTestWorker({ standins: { whatsapp: { preKeyUpload: 'small' } }, ...input });
}

export interface LinkedNumber {
  seller: TestSeller;
  channelId: Id<'chn'>;
  /** The seller's number, digits only. */
  number: string;
}

let numbers = 0;

/** A number nobody has had before. */
export function aNumber(): string {
  numbers += 1;
  return `1415555${String(1_000 + numbers)}`;
}

/** Waits until the channel is so. */
export function reached(
  worker: TestWorker,
  seller: TestSeller,
  channelId: string,
  is: (view: ChannelView) => boolean,
): Promise<ChannelView> {
  const link = worker.app.get(WhatsappLinkService, { strict: false });
  return eventually('the channel to get there', async () => {
    const view = await link.view(seller.sellerId, channelId);
    return is(view) ? view : null;
  });
}

/** From the click to connected, as a seller does it. */
export async function aLinkedNumber(
  worker: TestWorker,
  config: Record<string, unknown> = {},
): Promise<LinkedNumber> {
  const seller = await aSellerWithAgent(worker.database.dataSource, { config });
  const number = aNumber();
  const link = worker.app.get(WhatsappLinkService, { strict: false });
  const channel = await link.connect(seller, { method: 'qr' });
  const shown = await reached(worker, seller, channel.id, (view) => view.pairing?.qr != null);
  await worker.standins.whatsapp.scanQr(number, shown.pairing?.qr ?? '');
  await reached(worker, seller, channel.id, (view) => view.state === 'connected');
  return { seller, channelId: channel.id, number };
}

/** What the seller's number has written to a buyer, oldest first. */
export function answersTo(worker: TestWorker, linked: LinkedNumber, buyer: string): string[] {
  return worker.standins.whatsapp
    .lines(buyer, linked.number)
    .filter((line) => !line.mine)
    .map((line) => line.text ?? '');
}
