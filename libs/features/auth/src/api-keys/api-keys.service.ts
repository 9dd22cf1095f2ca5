/**
 * Keys for a seller's own programs (MCP clients, scripts). A key is shown once, kept as a hash, holds only the scopes it
 * was given, and ends the moment it is deleted or the seller suspended.
 */
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '#platform/database';
import { type Id, newId } from '#platform/ids';
import { AuditLog } from '../audit/audit-log.service.js';
import {
  accountSuspended,
  apiKeyNotFound,
  invalidApiKey,
  missingScope,
  tooManyApiKeys,
} from '../auth.errors.js';
import { hashOfToken, newRandomToken } from '../random-token.js';
import type { SellerPlan } from '../seller.entity.js';
import type { SellerIdentity, SignInOrigin } from '../seller.js';
import { SellersRepository } from '../sellers.repository.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { type ApiKey, ApiKeysRepository } from './api-keys.repository.js';

/** What a key may do: look at the catalogue, read conversations, make proposals (which the seller still approves). */
export const API_KEY_SCOPES = ['products:read', 'conversations:read', 'proposals:write'] as const;

/** One thing a key may do. */
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/** What a seller asks for. */
export interface NewApiKey {
  name: string;
  scopes: readonly ApiKeyScope[];
  /** Null: until it is deleted. */
  lifetimeDays: number | null;
}

/** Who is behind a key. */
export interface ApiKeyIdentity {
  sellerId: Id<'sel'>;
  keyId: Id<'key'>;
  email: string;
  plan: SellerPlan;
  scopes: ApiKeyScope[];
}

const PREFIX = 'ifa_';
const KEYS_MAX = 20;

/** Makes, lists, checks and deletes API keys. */
@Injectable()
export class ApiKeysService {
  private readonly logger = new Logger(ApiKeysService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: ApiKeysRepository,
    private readonly sellers: SellersRepository,
    private readonly sessions: SessionsService,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Makes a key.
   *
   * @returns it with the only copy of its text
   * @throws AppError `auth.session_ended` (401), `auth.too_many_api_keys` (409)
   */
  async create(
    asking: Pick<SellerIdentity, 'sellerId' | 'sessionId'>,
    input: NewApiKey,
    origin: SignInOrigin,
  ): Promise<{ apiKey: ApiKey; key: string }> {
    const key = `${PREFIX}${newRandomToken()}`;
    const id = newId('key');
    const { sellerId } = asking;
    return inTransaction(this.dataSource, async (manager) => {
      await this.sellers.lock(manager, sellerId);
      await this.sessions.demandStanding(manager, asking);
      const apiKey = await this.keys.insertUnlessTooMany(
        manager,
        sellerId,
        { ...input, id, keyHash: hashOfToken(key), hint: key.slice(-4) },
        KEYS_MAX,
      );
      if (!apiKey) throw tooManyApiKeys(KEYS_MAX);
      const facts = { targetId: id, details: { name: input.name, scopes: input.scopes } };
      await this.audit.bySeller(manager, sellerId, 'api_key.created', origin, facts);
      return { apiKey, key };
    });
  }

  /** All of a seller's keys, newest first. */
  async list(sellerId: Id<'sel'>): Promise<ApiKey[]> {
    return this.keys.list(sellerId);
  }

  /**
   * Deletes a key; it ends at once, everywhere.
   *
   * @throws AppError `auth.api_key_not_found` (404)
   */
  async delete(sellerId: Id<'sel'>, id: Id<'key'>, origin: SignInOrigin): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      if (!(await this.keys.delete(manager, sellerId, id))) throw apiKeyNotFound();
      await this.audit.bySeller(manager, sellerId, 'api_key.deleted', origin, { targetId: id });
    });
  }

  /**
   * Who is behind a key, for /mcp.
   *
   * @param scope what the caller is about to do, if it needs one
   * @throws AppError `auth.invalid_api_key` (401), `auth.suspended`, `auth.missing_scope` (403)
   */
  async authenticateApiKey(key: string, scope?: ApiKeyScope): Promise<ApiKeyIdentity> {
    const owner = key.startsWith(PREFIX)
      ? await this.keys.findOwnerAcrossSellers(hashOfToken(key))
      : null;
    if (!owner) throw invalidApiKey();
    if (owner.status === 'suspended') throw accountSuspended();
    const scopes = API_KEY_SCOPES.filter((known) => owner.scopes.includes(known));
    if (scope !== undefined && !scopes.includes(scope)) throw missingScope(scope);
    if (owner.isUseStale) this.noteUse(owner.sellerId, owner.keyId);
    const { sellerId, keyId, email, plan } = owner;
    return { sellerId, keyId, email, plan, scopes };
  }

  /** Nobody waits for this. */
  private noteUse(sellerId: Id<'sel'>, keyId: Id<'key'>): void {
    this.keys.touch(sellerId, keyId).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'could not note that an API key is in use');
    });
  }
}
