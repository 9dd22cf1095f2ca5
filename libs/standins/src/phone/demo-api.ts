/**
 * IFA's own API as the demo seller uses it: signs in when needed, once for all that look at it, and again after the
 * session has ended. An address without IFA behind it is fetch's error.
 */
import { z } from 'zod';
import { ApiRefusal, type IfaReader, read } from './ifa-reader.js';

const SIGN_IN_MS = 10_000;

/** Where IFA is and who looks. */
export interface DemoAccount {
  /** e.g. `http://127.0.0.1:8080`. */
  apiUrl: string;
  email: string;
  password: string;
}

/** See the head of this file. */
export class DemoApi implements IfaReader {
  private token: string | null = null;

  /** @param stopped ends every request */
  constructor(
    private readonly account: DemoAccount,
    private readonly stopped: AbortSignal,
  ) {}

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    this.token ??= await this.signIn();
    const withToken = { authorization: `Bearer ${this.token}`, ...headers };
    try {
      return await read(`${this.account.apiUrl}${path}`, withToken, this.stopped);
    } catch (error) {
      const isOver = error instanceof ApiRefusal && [401, 403].includes(error.status);
      if (isOver) this.token = null;
      throw error;
    }
  }

  private async signIn(): Promise<string> {
    const { apiUrl, email, password } = this.account;
    const answer = await fetch(`${apiUrl}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
      signal: AbortSignal.any([this.stopped, AbortSignal.timeout(SIGN_IN_MS)]),
    });
    if (!answer.ok) throw new ApiRefusal(answer.status);
    return z.object({ token: z.string() }).parse(await answer.json()).token;
  }
}
