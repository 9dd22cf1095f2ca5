/**
 * IFA's own API as the demo seller uses it: signs in when needed, once for all that look at it, and again after the
 * session has ended. Every answer that is not 2xx is an `ApiRefusal`; an address without IFA behind it is fetch's error.
 */
import { z } from 'zod';

const SIGN_IN_MS = 10_000;

/** Where IFA is and who looks. */
export interface DemoAccount {
  /** e.g. `http://127.0.0.1:8080`. */
  apiUrl: string;
  email: string;
  password: string;
}

/** IFA answered, but not with what was asked for. */
export class ApiRefusal extends Error {
  /** @param status the HTTP status */
  constructor(readonly status: number) {
    super(`IFA answered ${status}`);
  }
}

/** See the head of this file. */
export class DemoApi {
  private token: string | null = null;

  /** @param stopped ends every request */
  constructor(
    private readonly account: DemoAccount,
    private readonly stopped: AbortSignal,
  ) {}

  /** Reads something; a stream stays open until `stopped`. Throws `ApiRefusal` or fetch's errors. */
  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    this.token ??= await this.signIn();
    const answer = await fetch(`${this.account.apiUrl}${path}`, {
      headers: { authorization: `Bearer ${this.token}`, ...headers },
      signal: this.stopped,
    });
    if (answer.status === 401 || answer.status === 403) this.token = null;
    if (!answer.ok) throw new ApiRefusal(answer.status);
    return answer;
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
