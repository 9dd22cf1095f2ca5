/**
 * The agent's tools for a seller's own MCP clients, by streamable HTTP without sessions: every request is answered by
 * itself, so any instance of the API can answer it. Authorised by an API key, which also says which tools there are.
 */
import { Controller, Delete, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { SellerToolsService } from '#features/agents';
import { type ApiKeyIdentity, ApiKeysService } from '#features/auth';
import { MINUTE_MS } from '#platform/clock';
import { AppConfig } from '#platform/config';
import { SlidingWindowLimiter } from '#platform/redis';
import { rateLimited } from '../http/http.errors.js';
import { Public } from '../access/public.decorator.js';
import { FailedAttempts } from '../limits/failed-attempts.service.js';

const NO_SESSIONS = {
  code: -32_000,
  message: 'This server keeps no sessions: send each message as a POST.',
};
const ONE_EACH = { code: -32_600, message: 'Send each message as a POST of its own.' };

/** Not a seller's session but an API key opens it, so it guards itself. */
@ApiExcludeController()
@Public()
@Controller('mcp')
export class McpController {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly tools: SellerToolsService,
    private readonly limiter: SlidingWindowLimiter,
    private readonly attempts: FailedAttempts,
    private readonly config: AppConfig,
  ) {}

  /** One message of the protocol, one answer. */
  @Post()
  async serve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const key = await this.ownerOf(request);
    await this.refuseTooMany(key.sellerId);
    // A list would be one request for the window above and a hundred calls for the database.
    if (Array.isArray(request.body)) return refuse(reply, 400, ONE_EACH);
    const server = new McpServer({ name: 'shop', version: '1.0.0' });
    for (const tool of await this.tools.forKey(key)) {
      const { name, description, inputSchema } = tool;
      server.registerTool(name, { description, inputSchema }, async (input, { signal }) => {
        const answer = await tool.run(input, { signal });
        return {
          content: [{ type: 'text', text: answer.text }],
          isError: answer.isError ?? false,
        };
      });
    }
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    reply.hijack();
    reply.raw.once('close', () => void server.close());
    await server.connect(transport);
    await transport.handleRequest(request.raw, reply.raw, request.body);
  }

  /** There is no stream to open. */
  @Get()
  async refuseStream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.refuseMethod(request, reply);
  }

  /** There is no session to end. */
  @Delete()
  async refuseEnd(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.refuseMethod(request, reply);
  }

  /** As the protocol wants it of a server without sessions. */
  private async refuseMethod(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.ownerOf(request);
    await refuse(reply.header('allow', 'POST'), 405, NO_SESSIONS);
  }

  /** Wrong keys are counted by address before anything is looked up for them. */
  private async ownerOf(request: FastifyRequest): Promise<ApiKeyIdentity> {
    const credential = bearerOf(request);
    return this.attempts.watch({ endpoint: 'mcp', address: request.ip, credential }, () =>
      this.keys.authenticateApiKey(credential),
    );
  }

  /** The seller's programs share a window of their own, as wide as the dashboard's. */
  private async refuseTooMany(sellerId: string): Promise<void> {
    const { sellerPerMinute } = this.config.rateLimits;
    const verdict = await this.limiter.hit(`mcp:${sellerId}`, sellerPerMinute, MINUTE_MS);
    if (!verdict.allowed) throw rateLimited(verdict.resetMs);
  }
}

async function refuse(
  reply: FastifyReply,
  status: number,
  error: { code: number; message: string },
): Promise<void> {
  await reply.code(status).send({ jsonrpc: '2.0', error, id: null });
}

function bearerOf(request: FastifyRequest): string {
  return /^Bearer +([^\s]+) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}
