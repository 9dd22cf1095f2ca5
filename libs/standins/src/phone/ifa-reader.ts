/** Reading IFA's own API as one of its sellers. Every answer that is not 2xx is an `ApiRefusal`. */

/** Reads as somebody who is signed in. */
export interface IfaReader {
  /** A stream stays open until the reader is closed. Throws `ApiRefusal` or fetch's errors. */
  get(path: string, headers?: Record<string, string>): Promise<Response>;
}

/** IFA answered, but not with what was asked for. */
export class ApiRefusal extends Error {
  /** @param status the HTTP status */
  constructor(readonly status: number) {
    super(`IFA answered ${status}`);
  }
}

/** One request. @throws ApiRefusal when the answer is no */
export async function read(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Response> {
  const answer = await fetch(url, { headers, signal });
  if (!answer.ok) throw new ApiRefusal(answer.status);
  return answer;
}
