/**
 * IFA's own API as the seller who is signed in to the dashboard in the reader's browser. Cookies know hosts but no ports,
 * so the browser brings the dashboard's session along to the phone; here it is only handed on to where it came from.
 */
import { z } from 'zod';
import { type IfaReader, read } from './ifa-reader.js';

/** The dashboard's cookie. */
const SESSION = /(?:^|;\s*)(ifa_session=[\w.-]+)/;

const meSchema = z.object({ seller: z.object({ name: z.string(), email: z.string() }) });

/** See the head of this file. */
export class SellerSession implements IfaReader {
  private constructor(
    private readonly apiUrl: string,
    private readonly cookie: string,
    private readonly stopped: AbortSignal,
  ) {}

  /**
   * @param cookies of the browser's request
   * @param stopped ends every request
   * @returns null when the browser is not signed in to the dashboard
   */
  static of(
    apiUrl: string,
    cookies: string | undefined,
    stopped: AbortSignal,
  ): SellerSession | null {
    const cookie = SESSION.exec(cookies ?? '')?.[1];
    return cookie ? new SellerSession(apiUrl, cookie, stopped) : null;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return read(`${this.apiUrl}${path}`, { cookie: this.cookie, ...headers }, this.stopped);
  }

  /** Who that is; null when the session has ended or IFA does not answer. */
  async who(): Promise<{ name: string; email: string } | null> {
    try {
      return meSchema.parse(await (await this.get('/auth/me')).json()).seller;
    } catch {
      return null;
    }
  }
}
