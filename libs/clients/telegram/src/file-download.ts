/** Fetches one file of the Bot API with a cap on its size. Errors are TelegramFailure; no address (it holds the token) leaves. */
import { TelegramFailure, toTelegramFailure } from './telegram.errors.js';

const METHOD = 'download';

/** What a download is. */
export interface DownloadRequest {
  readonly url: URL;
  readonly token: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** The file's bytes. Throws `invalid` above `maxBytes` or for a file that is gone. */
export async function downloadFile(request: DownloadRequest): Promise<Buffer> {
  const { url, signal, token } = request;
  try {
    const answer = await fetch(url, { signal, redirect: 'error' });
    if (!answer.ok) {
      const reason = answer.status >= 500 ? 'server_error' : 'invalid';
      throw new TelegramFailure(reason, METHOD, `status ${answer.status}`);
    }
    return await readCapped(answer, request.maxBytes);
  } catch (error) {
    throw toTelegramFailure(rootOf(error), METHOD, token);
  }
}

async function readCapped(answer: Response, maxBytes: number): Promise<Buffer> {
  const tooBig = new TelegramFailure('invalid', METHOD, `file is larger than ${maxBytes} bytes`);
  if (Number(answer.headers.get('content-length') ?? 0) > maxBytes) {
    await answer.body?.cancel();
    throw tooBig;
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooBig;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** fetch hides the reason of a network failure in `cause`. */
function rootOf(error: unknown): unknown {
  return error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
}
