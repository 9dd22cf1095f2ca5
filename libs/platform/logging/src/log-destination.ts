/**
 * Where log lines go: the standard output, and rotating files when LOG_DIR is set; scrubbed of secrets on the way. A line
 * that cannot be written (a full disk, a pipe nobody reads) is lost: nothing that is logged may fail for its log.
 */
import { join } from 'node:path';
import pino, { type DestinationStream } from 'pino';
import roll from 'pino-roll';
import { scrubSecrets } from './scrub-secrets.js';

const KEPT_FILES = 14;
const FILE_SIZE = '50m';
/** What may wait in memory for a disk that takes nothing; lines beyond it are dropped. */
const WAITING_BYTES_MAX = 1024 * 1024;
const COMPLAINT_PAUSE_MS = 60_000;

/** The stream for a process called `name`. Files are `<logDir>/<name>.<n>.log`, by day and by 50 MB, 15 in all. */
export async function logDestination(
  name: string,
  logDir: string | null,
  output: DestinationStream = standardOutput(),
): Promise<DestinationStream> {
  if (logDir === null) return { write: (line) => tryWrite(output, scrubSecrets(line)) };
  const file = await roll({
    file: join(logDir, name),
    extension: '.log',
    frequency: 'daily',
    size: FILE_SIZE,
    limit: { count: KEPT_FILES },
    mkdir: true,
    sync: true,
    maxLength: WAITING_BYTES_MAX,
  });
  file.on('error', complainer(name, logDir, output));
  return {
    write: (line) => {
      const clean = scrubSecrets(line);
      tryWrite(output, clean);
      tryWrite(file, clean);
    },
  };
}

function standardOutput(): DestinationStream {
  const output = pino.destination({ fd: 1, sync: true });
  output.on('error', () => undefined);
  return output;
}

function tryWrite(stream: DestinationStream, line: string): void {
  try {
    stream.write(line);
  } catch {
    // Whoever logs has other things to do; the file's own listener tells the standard output.
  }
}

/** Says on the other way that this one is shut, once a minute. */
function complainer(name: string, logDir: string, output: DestinationStream) {
  let silentUntilMs = 0;
  return (error: Error): void => {
    if (performance.now() < silentUntilMs) return;
    silentUntilMs = performance.now() + COMPLAINT_PAUSE_MS;
    const time = new Date().toISOString();
    const msg = `LOG_DIR: ${logDir} takes no lines (${error.message}); they are on the standard output only`;
    tryWrite(output, `${JSON.stringify({ level: 'error', time, app: name, msg })}\n`);
  };
}
