import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { expect, it } from 'vitest';
import { ClaudeModule } from './claude.module.js';
import { ClaudeSessions } from './sessions/claude-sessions.service.js';
import { SandboxProbe } from './sandbox/sandbox-probe.service.js';

class Settings {
  readonly folder = '/tmp/claude-module-spec';
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

it.each([
  ['forRoot', ClaudeModule.forRoot({ baseDir: '/tmp/claude-module-spec', toolServerName: 't' })],
  [
    'forRootAsync',
    ClaudeModule.forRootAsync({
      imports: [SettingsModule],
      inject: [Settings],
      useFactory: (settings: Settings) => ({ baseDir: settings.folder, toolServerName: 't' }),
    }),
  ],
])('offers sessions and probe to inject (%s)', async (_name, imported) => {
  const app = await Test.createTestingModule({ imports: [imported] }).compile();
  expect(app.get(ClaudeSessions)).toBeInstanceOf(ClaudeSessions);
  expect(app.get(SandboxProbe)).toBeInstanceOf(SandboxProbe);
  await app.close();
});
