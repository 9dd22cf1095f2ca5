/** Where every error of every request ends: one answer shape, and in the log only what somebody should look at. */
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { databaseError } from '#platform/database';
import { AppError } from '#platform/errors';
import { type ErrorAnswer, errorAnswer, plainAnswer } from './error-answer.js';
import { RouteList } from '../openapi/route-list.js';

/** Answers errors as `{ error: { code, message, details?, requestId } }`. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  constructor(private readonly routes: RouteList) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = databaseError(thrown) ?? thrown;
    const answer = this.answer(error, request, reply);
    this.log(error, answer, request);
    if (reply.sent || reply.raw.headersSent) return;
    if (answer.retryAfterSeconds) reply.header('retry-after', answer.retryAfterSeconds);
    await reply.status(answer.status).type('application/json').send(answer.body);
  }

  private answer(error: unknown, request: FastifyRequest, reply: FastifyReply): ErrorAnswer {
    const methods = request.is404 ? this.routes.methodsOf(pathOf(request)) : [];
    if (methods.length === 0) return errorAnswer(error, request.id);
    reply.header('allow', methods.join(', '));
    return plainAnswer(405, request.id);
  }

  private log(error: unknown, answer: ErrorAnswer, request: FastifyRequest): void {
    if (answer.status < 500) return;
    const route = request.routeOptions.url;
    if (answer.status === 500 || !(error instanceof AppError)) {
      this.logger.error({ err: error, route }, 'a request failed unexpectedly');
      return;
    }
    // It comes by the hundred while a store is away, and a stack leads nowhere that anybody could mend.
    const facts = { code: error.code, reason: reasonOf(error), route };
    this.logger.warn(facts, `a request was answered ${answer.status}`);
  }
}

/** What happened first. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}
