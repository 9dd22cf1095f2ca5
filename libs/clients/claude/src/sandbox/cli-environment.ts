/**
 * The CLI's environment and flags: bare and verbatim. Without these, `@/path` in a message puts that file into the
 * prompt and `/clear`, `/heapdump`, `/model` are run (measured with CLI 2.1.330; a test sends each).
 * Nothing is inherited. The key is a dummy: the gateway behind the socket adds the real one.
 */
import type { ClaudeLimits } from '../claude-options.js';
import type { SessionPaths } from '../sessions/session-directory.js';

/** Marks our processes, so that the reaper finds them by it even without a pid file. */
export const RUN_MARK = 'CLAUDE_CLIENT_RUN';

/** The whole environment of the process. */
export function cliEnvironment(
  paths: SessionPaths,
  socketPath: string,
  runMark: string,
  limits: ClaudeLimits & { maxOutputTokens: number },
): Record<string, string> {
  return {
    PATH: '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    HOME: paths.home,
    TMPDIR: paths.tmp,
    CLAUDE_CODE_TMPDIR: paths.tmp,
    XDG_CACHE_HOME: paths.cache,
    CLAUDE_CONFIG_DIR: paths.config,
    [RUN_MARK]: runMark,
    ANTHROPIC_API_KEY: 'held-by-the-gateway',
    ANTHROPIC_BASE_URL: 'http://gateway.invalid',
    ANTHROPIC_UNIX_SOCKET: socketPath,
    ...SILENCE,
    ...VERBATIM,
    ...LEAN,
    ...timings(limits),
  };
}

/** Nothing leaves the machine but model requests. */
const SILENCE: Record<string, string> = {
  DISABLE_TELEMETRY: '1',
  DISABLE_ERROR_REPORTING: '1',
  DISABLE_AUTOUPDATER: '1',
  DISABLE_BUG_COMMAND: '1',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  CLAUDE_CODE_CERT_STORE: 'bundled',
};

/** Nothing but our prompt, our tools and the message reaches the model. */
const VERBATIM: Record<string, string> = {
  CLAUDE_CODE_ATTRIBUTION_HEADER: '0',
  CLAUDE_CODE_DISABLE_ATTACHMENTS: '1',
  CLAUDE_CODE_DISABLE_FILE_MENTIONS: '1',
  CLAUDE_CODE_DISABLE_CLAUDE_MDS: '1',
  CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1',
  CLAUDE_CODE_DISABLE_BUNDLED_SKILLS: '1',
  CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
  CLAUDE_CODE_MCP_ALLOWLIST_ENV: '1',
  ENABLE_TOOL_SEARCH: '0',
  CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS: '1',
};

/**
 * The CLI is a JavaScriptCore program whose processes live for minutes: its optimizing compiler never earns back what it
 * costs, the plain one only for what runs very often. A warm turn, 8 at once, takes 98 instead of 177 ms of processor
 * time that way, and no longer alone (CLI 2.1.330, measured 2026-12-01).
 */
const LEAN: Record<string, string> = {
  BUN_JSC_useDFGJIT: '0',
  BUN_JSC_thresholdForJITAfterWarmUp: '20000',
  BUN_JSC_thresholdForJITSoon: '10000',
};

function timings(limits: ClaudeLimits & { maxOutputTokens: number }): Record<string, string> {
  return {
    CLAUDE_CODE_MAX_RETRIES: String(limits.cliRetries),
    CLAUDE_CODE_MAX_OUTPUT_TOKENS: String(limits.maxOutputTokens),
    // A little later than the gateway's own limits, so that the gateway is the one to classify.
    API_TIMEOUT_MS: String(limits.modelTimeoutMs + 5_000),
    CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS: String(Math.max(limits.streamIdleMs, 10_000) + 2_000),
    MCP_TIMEOUT: '5000',
    MCP_TOOL_TIMEOUT: String(limits.toolTimeoutMs + 1_000),
  };
}
