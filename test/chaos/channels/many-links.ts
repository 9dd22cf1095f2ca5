/**
 * Many sellers who link their numbers in the same moment, on one worker: half a second of computing for each, and the
 * leases, the codes and the pages of all of them meanwhile.
 */
import { aNumber, linkByQr, openChannelScene, type WhatsappShop } from './channel-scene.js';

export interface ManyLinksOptions {
  /** How many at once. */
  atOnce: number;
  /** How often; all stay linked. */
  rounds: number;
}

export interface ManyLinksOutcome {
  linked: number;
  /** How often a phone had to scan, for each link; once is enough. */
  scans: number[];
  /** From the click to connected, the slowest of each round, ms. */
  slowestMs: number[];
  /** Linked numbers whose socket is not open at the end. */
  away: string[];
  told: string[];
}

export async function runManyLinks(options: ManyLinksOptions): Promise<ManyLinksOutcome> {
  const scene = await openChannelScene({});
  try {
    const scans: number[] = [];
    const slowestMs: number[] = [];
    for (let round = 0; round < options.rounds; round += 1) {
      const shops: WhatsappShop[] = [];
      for (let n = 0; n < options.atOnce; n += 1) shops.push(await aNumber(scene));
      const startedAt = Date.now();
      scans.push(...(await Promise.all(shops.map((shop) => linkByQr(scene, shop)))));
      slowestMs.push(Date.now() - startedAt);
      scene.shops.push(...shops);
    }
    const away: string[] = [];
    for (const shop of scene.shops) {
      if (shop.platform !== 'whatsapp') continue;
      await scene.online(shop).catch(() => away.push(shop.number));
    }
    return { linked: scene.shops.length, scans, slowestMs, away, told: scene.told() };
  } finally {
    await scene.close();
  }
}
