/**
 * What the shop owner's phone sees when it is held to the dashboard: the QR code of a WhatsApp number that is being
 * linked. The code holds a secret that only its client knows, so it is read where the dashboard reads it, not guessed.
 */
import { z } from 'zod';
import { ApiRefusal, type IfaReader } from './ifa-reader.js';

const channelsSchema = z.object({
  channels: z.array(z.object({ id: z.string(), platform: z.string(), status: z.string() })),
});
const qrSchema = z.object({ qr: z.string().nullish() });

/** Why there is nothing to scan; the message tells the person what to do. */
export class NothingToScan extends Error {}

/** See the head of this file. */
export class DashboardScreen {
  /** @param api as whom the dashboard is looked at; null: nobody's is known */
  constructor(private readonly api: IfaReader | null) {}

  /** The text of the QR code that the seller's dashboard shows. Throws `NothingToScan`. */
  async qrText(): Promise<string> {
    const { api } = this;
    if (api === null) {
      throw new NothingToScan('No dashboard is known here. Paste the text of the QR code instead.');
    }
    try {
      const qr = await newestQr(api);
      if (qr !== null) return qr;
    } catch (error) {
      throw new NothingToScan(`The dashboard cannot be read: ${reasonOf(error)}.`, {
        cause: error,
      });
    }
    throw new NothingToScan(
      'The dashboard shows no QR code now. There, choose Channels, then Link WhatsApp; then scan again.',
    );
  }
}

/** Of the numbers that are being linked, the one begun last; what is linked has no code. */
async function newestQr(api: IfaReader): Promise<string | null> {
  const { channels } = channelsSchema.parse(await (await api.get('/messaging/channels')).json());
  const open = channels.filter(
    ({ platform, status }) => platform === 'whatsapp' && status !== 'connected',
  );
  const newestFirst = open.toSorted((a, b) => b.id.localeCompare(a.id));
  for (const { id } of newestFirst) {
    const qr = await qrOf(api, id);
    if (qr !== null) return qr;
  }
  return null;
}

/** A channel that shows no code (not pairing, or gone meanwhile) is refused by the API. */
async function qrOf(api: IfaReader, channelId: string): Promise<string | null> {
  try {
    const answer = await api.get(`/messaging/whatsapp/${encodeURIComponent(channelId)}/qr`);
    return qrSchema.parse(await answer.json()).qr ?? null;
  } catch (error) {
    if (error instanceof ApiRefusal && [404, 409, 410].includes(error.status)) return null;
    throw error;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof ApiRefusal) return error.message;
  if (error instanceof z.ZodError) return 'IFA answered in an unknown form';
  return 'IFA does not answer';
}
