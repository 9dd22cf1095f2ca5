/** What we use of pino-roll 4, which brings no types. */
declare module 'pino-roll' {
  import type { SonicBoom } from 'sonic-boom';

  export default function roll(options: {
    file: string;
    extension?: string;
    frequency?: 'daily' | 'hourly' | number;
    size?: string | number;
    limit?: { count?: number; removeOtherLogFiles?: boolean };
    mkdir?: boolean;
    sync?: boolean;
    maxLength?: number;
  }): Promise<SonicBoom>;
}
