import 'reflect-metadata';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  Controller,
  Get,
  HttpException,
  Logger as NestLogger,
  Module,
  Param,
} from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Logger, LoggerModule } from 'nestjs-pino';
import pino from 'pino';
import { QueryFailedError } from 'typeorm';
import { describe, expect, it, vi } from 'vitest';
import { bootLogger } from './boot-logger.js';
import { logDestination } from './log-destination.js';
import { loggerOptions, loggerParams } from './logger-params.js';
import { redact } from './redact.js';

async function linesOf(write: (log: pino.Logger) => void): Promise<string> {
  let text = '';
  const memory = { write: (line: string) => void (text += line) };
  const { customLogLevel, autoLogging, customAttributeKeys, quietReqLogger, ...options } =
    loggerOptions('api', {
      logLevel: 'info',
    });
  expect([customLogLevel, autoLogging, customAttributeKeys, quietReqLogger]).not.toContain(
    undefined,
  );
  write(pino(options, await logDestination('api', null, memory)));
  return text;
}

describe('a log that cannot be written', () => {
  it('harms nobody: a full disk is told once on the standard output, which has all lines', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ifa-log-'));
    try {
      // The device that is always full, in the place of today's file.
      await symlink('/dev/full', join(folder, 'api.1.log'));
      const lines: string[] = [];
      const log = await logDestination('api', folder, { write: (line) => void lines.push(line) });
      for (const line of ['one', 'two', 'three']) log.write(line);

      expect(lines.filter((line) => !line.includes('LOG_DIR'))).toEqual(['one', 'two', 'three']);
      expect(lines.filter((line) => /LOG_DIR: .*ENOSPC/.test(line))).toHaveLength(1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('harms nobody when the standard output is shut either', async () => {
    const shut = {
      write: () => {
        throw new Error('EPIPE');
      },
    };
    const log = await logDestination('api', null, shut);
    expect(() => log.write('one')).not.toThrow();
  });
});

describe('the log of a boot', () => {
  it('has the same lines, with what Nest calls contexts, fields and stacks', async () => {
    const lines: unknown[] = [];
    const memory = { write: (line: string) => void lines.push(JSON.parse(line)) };
    const logger = await bootLogger('worker', { logLevel: 'info' }, memory);
    logger.log('trying', 'Database');
    logger.warn({ channelId: 'chn_1', botToken: 'hunter2' }, 'is away', 'Channels');
    logger.error('broken', 'Error: at x', 'Loader');
    logger.error('waiting', undefined, 'Loader');
    logger.debug?.('not loud enough', 'Loader');

    expect(lines).toMatchObject([
      { level: 'info', app: 'worker', context: 'Database', msg: 'trying' },
      { level: 'warn', channelId: 'chn_1', botToken: '[redacted]', msg: 'is away' },
      { level: 'error', stack: 'Error: at x', context: 'Loader', msg: 'broken' },
      { level: 'error', context: 'Loader', msg: 'waiting' },
    ]);
    expect(lines[3]).not.toHaveProperty('stack');
    expect(lines).toHaveLength(4);
  });
});

describe('a log line', () => {
  it('is JSON with level, time and app', async () => {
    const line: unknown = JSON.parse(
      await linesOf((log) => log.info({ channelId: 'chn_1' }, 'linked')),
    );
    expect(line).toMatchObject({ level: 'info', app: 'api', channelId: 'chn_1', msg: 'linked' });
  });

  it.each([
    { authorization: 'hunter2' },
    { headers: { cookie: 'hunter2', 'X-Api-Key': 'hunter2' } },
    { password: 'hunter2', new_password: 'hunter2' },
    { channel: { botToken: 'hunter2', config: { webhook_secret: 'hunter2' } } },
    { accessToken: 'hunter2', refresh_token: 'hunter2' },
    { inbox: [{ text: 'hunter2' }, { message: { conversation: 'hunter2' } }] },
    { inbox: { messageText: 'hunter2', replyMessage: 'hunter2' } },
    { event: { content: 'hunter2', body: Buffer.from('hunter2') } },
    { buyer: { pushName: 'hunter2', email: 'hunter2' } },
  ])('holds neither secrets nor what people wrote: %j', async (fields) => {
    const line = await linesOf((log) => log.info(fields, 'seen'));
    expect(line).toContain('seen');
    expect(line).not.toContain('hunter2');
  });

  it('shows the error and its causes, without the values of a failed query', async () => {
    const driver = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(hunter2)',
    });
    const cause = new QueryFailedError('insert into sellers values ($1)', ['hunter2'], driver);
    const line = await linesOf((log) =>
      log.error({ err: new Error('could not register', { cause }) }, 'failed'),
    );
    expect(line).toContain('could not register');
    expect(line).toContain('duplicate key');
    expect(line).toContain('23505');
    expect(line).not.toContain('hunter2');
  });

  it('has counts of tokens, which are no secrets', async () => {
    const line = await linesOf((log) => log.info({ inputTokens: 12, cachedTokens: 3 }, 'answered'));
    expect(JSON.parse(line)).toMatchObject({ inputTokens: 12, cachedTokens: 3 });
  });

  it('stays JSON whatever is logged', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string(), fc.anything()),
        fc.string(),
        async (fields, message) => {
          const text = await linesOf((log) => log.info(fields, message));
          expect(() => JSON.parse(text)).not.toThrow();
        },
      ),
    );
  });
});

describe('the log of an app', () => {
  const lines: string[] = [];
  const memory = { write: (line: string) => void lines.push(line) };

  @Controller()
  class TalkingController {
    readonly #logger = new NestLogger('Talking');

    @Get('talk')
    talk(): string {
      const driver = Object.assign(new Error('too long'), { detail: 'Failing row: hunter2' });
      const cause = new QueryFailedError('insert into t values ($1)', ['hunter2'], driver);
      this.#logger.warn({ msg: 'said', err: new Error('why', { cause }), text: 'hunter2' });
      this.#logger.warn({ msg: 'said again', err: cause });
      return 'ok';
    }

    @Get('away/:status')
    away(@Param('status') status: string): never {
      throw new HttpException('not now', Number(status));
    }

    @Get('health')
    health(): string {
      return 'ok';
    }
  }

  @Module({
    imports: [LoggerModule.forRoot(loggerParams('api', { logLevel: 'info' }, memory))],
    controllers: [TalkingController],
  })
  class TalkingModule {}

  it('ties lines to their request by its id, and shows neither headers nor queries', async () => {
    const module = await Test.createTestingModule({ imports: [TalkingModule] }).compile();
    const app = module.createNestApplication<NestFastifyApplication>(
      new FastifyAdapter({ genReqId: () => 'req_1' }),
    );
    app.useLogger(app.get(Logger));
    await app.listen(0, '127.0.0.1');
    lines.length = 0;
    const base = await app.getUrl();
    const headers = { authorization: 'Bearer hunter2', cookie: 'a=hunter2' };
    await fetch(`${base}/talk?code=hunter2`, { headers });
    await fetch(`${base}/health`);
    await vi.waitFor(() => expect(lines).toHaveLength(3));
    await app.close();
    const parsed: unknown[] = lines.map((line) => JSON.parse(line));
    expect(parsed).toHaveLength(3);
    expect(parsed[0]).toMatchObject({
      level: 'warn',
      msg: 'said',
      context: 'Talking',
      requestId: 'req_1',
      err: { message: 'why', cause: { message: 'too long' } },
    });
    expect(parsed[1]).toMatchObject({ err: { message: 'too long', parameters: '[redacted]' } });
    expect(parsed[2]).toMatchObject({
      req: { id: 'req_1', method: 'GET', path: '/talk' },
      res: { statusCode: 200 },
    });
    expect(lines.join('')).not.toContain('hunter2');
  });

  it('has a line, not a stack, for a request that somebody else has let down', async () => {
    const module = await Test.createTestingModule({ imports: [TalkingModule] }).compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    app.useLogger(app.get(Logger));
    await app.listen(0, '127.0.0.1');
    lines.length = 0;
    for (const status of [503, 500]) await fetch(`${await app.getUrl()}/away/${status}`);
    await vi.waitFor(() => expect(lines).toHaveLength(2));
    await app.close();
    const levels = lines.map((line) => Reflect.get(JSON.parse(line) as object, 'level'));
    expect(levels).toEqual(['warn', 'error']);
    expect(lines.join('')).not.toContain('stack');
  });
});

describe('redact', () => {
  it('ends on cycles, cuts what is long, and never changes its input', () => {
    const cycle: Record<string, unknown> = { name: 'x', note: 'y'.repeat(10_000) };
    cycle['self'] = cycle;
    const result = JSON.stringify(redact(cycle));
    expect(result.length).toBeLessThan(20_000);
    expect(result).toContain('[deep]');
    expect(cycle['note']).toHaveLength(10_000);
  });
});

describe('LOG_DIR', () => {
  it('gets a file with the same scrubbed lines', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ifa-log-'));
    let output = '';
    const destination = await logDestination('worker', join(folder, 'deep'), {
      write: (line) => void (output += line),
    });
    destination.write('{"msg":"Bearer AAbbCCddEEff"}\n');
    destination.write('{"msg":"two"}\n');
    const [file] = await readdir(join(folder, 'deep'));
    const text = await readFile(join(folder, 'deep', file ?? ''), 'utf8');
    expect(file).toMatch(/^worker\..*\.log$/);
    expect(text).toBe('{"msg":"Bearer [secret]"}\n{"msg":"two"}\n');
    expect(output).toBe(text);
    await rm(folder, { recursive: true });
  });
});
