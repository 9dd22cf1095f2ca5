/** Where log lines go: the standard output, and rotating files when LOG_DIR is set; scrubbed of secrets on the way. */
import { join } from 'node:path';
import pino, { type DestinationStream } from 'pino';
import roll from 'pino-roll';
import { scrubSecrets } from './scrub-secrets.js';

const KEPT_FILES = 14;
const FILE_SIZE = '50m';

/** The stream for a process called `name`. Files are `<logDir>/<name>.<n>.log`, by day and by 50 MB, 15 in all. */
export async function logDestination(
  name: string,
  logDir: string | null,
  output: DestinationStream = pino.destination({ fd: 1, sync: true }),
): Promise<DestinationStream> {
  if (logDir === null) return { write: (line) => output.write(scrubSecrets(line)) };
  const file = await roll({
    file: join(logDir, name),
    extension: '.log',
    frequency: 'daily',
    size: FILE_SIZE,
    limit: { count: KEPT_FILES },
    mkdir: true,
    sync: true,
  });
  return {
    write: (line) => {
      const clean = scrubSecrets(line);
      output.write(clean);
      file.write(clean);
    },
  };
}
