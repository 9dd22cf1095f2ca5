/**
 * Finds the native binary that comes with the SDK. It is spawned directly: the SDK's own look-up can end in a shell
 * stub where install scripts did not run.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ClaudeError } from '../claude.errors.js';

let found: string | null = null;

/** Absolute path of the binary for this platform; throws ClaudeError when it is not installed. Looked for once. */
export function findClaudeBinary(): string {
  found ??= lookForBinary();
  return found;
}

function lookForBinary(): string {
  const platform = `${process.platform}-${process.arch}`;
  const sdk = createRequire(import.meta.url).resolve('@anthropic-ai/claude-agent-sdk');
  const names = isMusl() ? [`${platform}-musl`, platform] : [platform, `${platform}-musl`];
  for (const name of names) {
    const path = resolvePackage(sdk, `@anthropic-ai/claude-agent-sdk-${name}`);
    if (path) return path;
  }
  throw new ClaudeError('crashed', `@anthropic-ai/claude-agent-sdk-${platform} is not installed`);
}

function resolvePackage(from: string, name: string): string | null {
  try {
    return join(dirname(createRequire(from).resolve(`${name}/package.json`)), 'claude');
  } catch {
    return null;
  }
}

function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const report: unknown = process.report.getReport();
  return !JSON.stringify(report).includes('"glibcVersionRuntime"');
}
