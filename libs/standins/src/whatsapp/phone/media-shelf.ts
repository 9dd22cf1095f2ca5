/**
 * Pictures and recordings as WhatsApp's media hosts keep them: encrypted by the sender, with ten bytes of MAC at the
 * end, under a path that the message names. In memory only, and only the last ones.
 */
import { createCipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const KEPT = 50;
const MAC_BYTES = 10;
const INFO = { image: 'WhatsApp Image Keys', audio: 'WhatsApp Audio Keys' };

/** What a message says about its attachment. */
export interface Attachment {
  mediaKey: Buffer;
  directPath: string;
  fileLength: number;
  fileSha256: Buffer;
  fileEncSha256: Buffer;
}

/** See the head of this file. */
export class MediaShelf {
  private readonly files = new Map<string, Buffer>();

  /** Encrypts it and puts it where its `directPath` says. */
  put(type: keyof typeof INFO, data: Uint8Array): Attachment {
    const mediaKey = randomBytes(32);
    const keys = Buffer.from(hkdfSync('sha256', mediaKey, Buffer.alloc(0), INFO[type], 112));
    const iv = keys.subarray(0, 16);
    const cipher = createCipheriv('aes-256-cbc', keys.subarray(16, 48), iv);
    const sealed = Buffer.concat([cipher.update(data), cipher.final()]);
    const mac = createHmac('sha256', keys.subarray(48, 80)).update(iv).update(sealed).digest();
    const file = Buffer.concat([sealed, mac.subarray(0, MAC_BYTES)]);
    const name = randomBytes(12).toString('hex');
    this.files.set(name, file);
    const [oldest] = this.files.keys();
    if (this.files.size > KEPT && oldest !== undefined) this.files.delete(oldest);
    return {
      mediaKey,
      directPath: `/whatsapp/media/${name}`,
      fileLength: data.length,
      fileSha256: createHash('sha256').update(data).digest(),
      fileEncSha256: createHash('sha256').update(file).digest(),
    };
  }

  /** The encrypted file of that name. */
  get(name: string): Buffer | undefined {
    return this.files.get(name);
  }
}
