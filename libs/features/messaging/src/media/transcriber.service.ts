/**
 * Turns a recording into text by any endpoint that speaks OpenAI's `POST /v1/audio/transcriptions` (TRANSCRIBER_URL is
 * its base; the whole address is taken too). Without one, or when it fails, the agent asks the buyer to write.
 */
import { Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import { AppConfig } from '#platform/config';
import { storableText } from '#platform/database';
import { HttpClient } from '#platform/http';

const TIMEOUT_MS = 30_000;
const MODEL = 'whisper-1';
const MAX_CHARS = 8_000;

const answer = z.object({ text: z.string() });

@Injectable()
export class TranscriberService {
  private readonly logger = new Logger(TranscriberService.name);
  private readonly http = new HttpClient();

  constructor(private readonly config: AppConfig) {}

  /** @returns null when there is no transcriber or it did not understand */
  async transcribe(recording: Buffer, mimeType: string): Promise<string | null> {
    const { transcriberUrl } = this.config;
    if (transcriberUrl === null) return null;
    const form = new FormData();
    form.set('model', MODEL);
    const bytes = new Uint8Array(recording);
    form.set('file', new Blob([bytes], { type: mimeType }), `voice.${extensionOf(mimeType)}`);
    const body = new Response(form);
    try {
      const sent = await this.http.send({
        method: 'POST',
        url: addressOf(transcriberUrl),
        headers: { 'content-type': body.headers.get('content-type') ?? '' },
        body: new Uint8Array(await body.arrayBuffer()),
        timeoutMs: TIMEOUT_MS,
      });
      if (!sent.ok) {
        this.logger.warn({ status: sent.status }, 'the transcriber refused a voice note');
        return null;
      }
      const text = storableText(sent.json(answer).text.slice(0, MAX_CHARS)).trim();
      return text === '' ? null : text;
    } catch (error) {
      this.logger.warn({ error: String(error) }, 'a voice note could not be transcribed');
      return null;
    }
  }
}

function addressOf(url: string): string {
  const base = url.replace(/\/+$/, '').replace(/(\/v1)?(\/audio\/transcriptions)?$/, '');
  return `${base}/v1/audio/transcriptions`;
}

function extensionOf(mimeType: string): string {
  const [, subtype = 'ogg'] = mimeType.split('/');
  return subtype === 'mpeg' ? 'mp3' : subtype;
}
