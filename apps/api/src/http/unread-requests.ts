/** Answers what never became a request (unreadable, headers too large, too slow): nothing of Fastify or Nest runs for it. */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { newId } from '#platform/ids';
import { plainAnswer } from '../errors/error-answer.js';
import { REQUEST_ID_HEADER } from './request-id.js';

const STATUS_OF: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** Tells the caller in the shape of every error and hangs up; where the line is between requests is no longer known. */
export function answerUnread(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(unreadAnswer(STATUS_OF[error.code ?? ''] ?? 400, newId('req')));
  socket.destroy(error);
}

function unreadAnswer(code: number, requestId: string): string {
  const { status, body } = plainAnswer(code, requestId);
  const json = JSON.stringify(body);
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(json)}`,
    `${REQUEST_ID_HEADER}: ${requestId}`,
    'cache-control: no-store',
    'connection: close',
    '',
    json,
  ].join('\r\n');
}
