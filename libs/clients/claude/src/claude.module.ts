/** Nest wiring: `ClaudeModule.forRoot(options)` in the worker, with sessions, probe and cgroups to inject. */
import { Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { CLAUDE_OPTIONS, type ClaudeClientOptions } from './claude-options.js';
import { DelegatedCgroups } from './cgroup/delegated-cgroups.js';
import { ClaudeSessions } from './sessions/claude-sessions.service.js';
import { SandboxProbe } from './sandbox/sandbox-probe.service.js';

/** Made by hand: the machine it takes is for tests. */
const cgroups = { provide: DelegatedCgroups, useFactory: () => new DelegatedCgroups() };

/** The client as a module. */
@Module({})
export class ClaudeModule {
  /** For a worker that knows its settings. */
  static forRoot(options: ClaudeClientOptions): DynamicModule {
    return {
      module: ClaudeModule,
      providers: [
        { provide: CLAUDE_OPTIONS, useValue: options },
        SandboxProbe,
        cgroups,
        ClaudeSessions,
      ],
      exports: [ClaudeSessions, SandboxProbe, DelegatedCgroups],
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
      providers: [
        { provide: CLAUDE_OPTIONS, inject, useFactory },
        SandboxProbe,
        cgroups,
        ClaudeSessions,
      ],
      exports: [ClaudeSessions, SandboxProbe, DelegatedCgroups],
    };
  }
}
