import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AppConfig } from '#platform/config';
import { TranscriberService } from './transcriber.service.js';

describe('TranscriberService', () => {
  let server: Server;
  let base: string;
  let heard = 'A blue teapot?';

  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume();
      const isRight = request.url === '/v1/audio/transcriptions';
      response.writeHead(isRight ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isRight ? { text: heard } : {}));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    base = `http://127.0.0.1:${port}`;
  });

  afterAll(async () => {
    await new Promise((done) => server.close(done));
  });

  const transcribe = (transcriberUrl: string): Promise<string | null> =>
    new TranscriberService({ transcriberUrl } as AppConfig).transcribe(
      Buffer.from('OggS'),
      'audio/ogg',
    );

  it('gives what can be stored, also where a recording is cut in the middle of a character', async () => {
    heard = `\0${'a'.repeat(7_999)}\u{1f600}`;
    const text = await transcribe(base);
    heard = 'A blue teapot?';
    expect(text?.isWellFormed()).toBe(true);
    expect(text).not.toContain('\0');
  });

  it.each(['', '/', '/v1', '/v1/', '/v1/audio/transcriptions'])(
    'takes the address with "%s" behind it',
    async (path) => {
      expect(await transcribe(`${base}${path}`)).toBe('A blue teapot?');
    },
  );

  it('says in the log that it was refused', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    expect(await transcribe(`${base}/elsewhere`)).toBeNull();
    expect(warn).toHaveBeenCalledWith({ status: 404 }, expect.any(String));
    warn.mockRestore();
  });
});
