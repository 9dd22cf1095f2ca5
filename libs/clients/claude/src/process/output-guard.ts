/**
 * Counts what a process writes and cuts it off at a cap, so that a flood fills neither memory nor the parser; and ends
 * one that goes on asking without reading the answers, which would pile up here.
 */
import { Transform, type TransformCallback } from 'node:stream';

/** Caps of one turn. */
export interface OutputCaps {
  bytes: number;
  lines: number;
  /** What may wait to be read by the process. */
  unreadBytes: number;
}

/** Which cap was met. */
export type Overflow = keyof OutputCaps;

const NEWLINE = 0x0a;

/** Passes bytes on until a cap is met; then swallows the rest and tells once. */
export class OutputGuard extends Transform {
  /** What was exceeded, or null. */
  exceeded: Overflow | null = null;
  private bytes = 0;
  private lines = 0;

  constructor(
    private readonly caps: OutputCaps,
    private readonly unreadBytes: () => number,
    private readonly onExceeded: () => void,
  ) {
    super();
  }

  /** Counts what the process writes elsewhere. */
  countAside(bytes: number): void {
    this.bytes += bytes;
    if (this.exceeded || this.bytes <= this.caps.bytes) return;
    this.exceeded = 'bytes';
    this.onExceeded();
  }

  /** Starts counting anew, for the next turn. */
  reset(): void {
    this.bytes = 0;
    this.lines = 0;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.exceeded) return done();
    this.bytes += chunk.length;
    this.lines += countNewlines(chunk);
    if (this.bytes > this.caps.bytes) this.exceeded = 'bytes';
    else if (this.lines > this.caps.lines) this.exceeded = 'lines';
    else if (this.unreadBytes() > this.caps.unreadBytes) this.exceeded = 'unreadBytes';
    if (!this.exceeded) return done(null, chunk);
    this.onExceeded();
    done();
  }
}

function countNewlines(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
