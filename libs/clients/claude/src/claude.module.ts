/** Nest wiring: `ClaudeModule.forRoot(options)` in the worker, `ClaudeSessions` and `SandboxProbe` to inject. */
import { Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { CLAUDE_OPTIONS, type ClaudeClientOptions } from './claude-options.js';
import { ClaudeSessions } from './sessions/claude-sessions.service.js';
import { SandboxProbe } from './sandbox/sandbox-probe.service.js';

/** The client as a module. */
@Module({})
export class ClaudeModule {
  /** For a worker that knows its settings. */
  static forRoot(options: ClaudeClientOptions): DynamicModule {
    return {
      module: ClaudeModule,
      providers: [{ provide: CLAUDE_OPTIONS, useValue: options }, SandboxProbe, ClaudeSessions],
      exports: [ClaudeSessions, SandboxProbe],
    };
  }

  /** For settings that come by injection, such as AppConfig. */
  static forRootAsync(source: {
    inject: NonNullable<FactoryProvider['inject']>;
    imports?: DynamicModule['imports'];
    useFactory: (...injected: never[]) => ClaudeClientOptions;
  }): DynamicModule {
    const { inject, imports = [], useFactory } = source;
    return {
      module: ClaudeModule,
      imports,
      providers: [{ provide: CLAUDE_OPTIONS, inject, useFactory }, SandboxProbe, ClaudeSessions],
      exports: [ClaudeSessions, SandboxProbe],
    };
  }
}
