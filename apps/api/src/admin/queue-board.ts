/**
 * Bull Board at /admin/queues. Its routes are Fastify's, not Nest's, so its door is a hook within their own scope: it runs
 * for whatever Fastify has matched to one of them, however the address was written (`/%61dmin/queues` too).
 */
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AuditLog } from '#features/auth';
import { AppConfig } from '#platform/config';
import { databaseError } from '#platform/database';
import { AppError } from '#platform/errors';
import { JobQueues } from '#platform/queue';
import { originOf } from '../auth/origin.js';
import { errorAnswer } from '../errors/error-answer.js';
import { changesState } from '../access/browser-origin.js';
import { AdminDoor } from './admin-door.service.js';
import { WATCHED_QUEUES } from './watched-queues.js';

const PATH = '/admin/queues';
/** Its page has a style block, a `base` element and pictures as data; its fonts from elsewhere stay away. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "font-src 'self' data:; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

/** The queue pages. */
@Injectable()
export class QueueBoard {
  constructor(
    private readonly config: AppConfig,
    private readonly door: AdminDoor,
    private readonly queues: JobQueues,
    private readonly audit: AuditLog,
  ) {}

  /** Puts the pages on the server, behind the administrators' door. */
  serveOn(fastify: FastifyInstance): void {
    const pages = new FastifyAdapter();
    pages.setBasePath(PATH);
    const readOnlyMode = !this.config.adminQueuesWritable;
    createBullBoard({
      queues: WATCHED_QUEUES.map(
        (name) => new BullMQAdapter(this.queues.queue(name), { readOnlyMode }),
      ),
      serverAdapter: pages,
      options: { uiConfig: { boardTitle: 'IFA queues' } },
    });
    void fastify.register(async (scope) => {
      scope.addHook('onRequest', async (request, reply) => this.guard(request, reply));
      await scope.register(pages.registerPlugin(), { prefix: PATH });
    });
  }

  private async guard(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    reply.header('content-security-policy', POLICY);
    try {
      const admin = await this.door.admit(request);
      if (!changesState(request.method)) return;
      if (!this.config.adminQueuesWritable) throw queuesAreReadOnly();
      const details = {
        method: request.method,
        route: request.routeOptions.url,
        of: request.params,
      };
      await this.audit.byAdmin(admin.adminId, 'queue.changed', originOf(request), { details });
    } catch (error) {
      // Thrown errors would end in the pages' own handler, which answers 500 to everything.
      const { status, body } = errorAnswer(databaseError(error) ?? error, request.id);
      await reply.status(status).send(body);
    }
  }
}

function queuesAreReadOnly(): AppError {
  return new AppError({
    kind: 'forbidden',
    code: 'admin.queues_read_only',
    message: 'The queue pages only show. Set ADMIN_QUEUES_WRITABLE=on to change jobs.',
  });
}
