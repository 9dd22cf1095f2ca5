import { Module } from '@nestjs/common';
import { LoggingModule } from '#platform/logging';
import { MetricsModule } from '#platform/metrics';
import { AdminApiModule } from './admin/admin.module.js';
import { AgentsApiModule } from './agents/agents.module.js';
import { AuthApiModule } from './auth/auth.module.js';
import { ConversationsApiModule } from './conversations/conversations.module.js';
import { DashboardApiModule } from './dashboard/dashboard.module.js';
import { EtsyApiModule } from './etsy/etsy.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { McpApiModule } from './mcp/mcp.module.js';
import { MessagingApiModule } from './messaging/messaging.module.js';
import { ProductsApiModule } from './products/products.module.js';

/** The API: one module per feature, each with its controllers. A new feature is one line here. */
@Module({
  imports: [
    LoggingModule.forApp('api'),
    MetricsModule,
    HttpModule,
    HealthModule,
    AuthApiModule,
    EtsyApiModule,
    ProductsApiModule,
    AgentsApiModule,
    MessagingApiModule,
    McpApiModule,
    ConversationsApiModule,
    DashboardApiModule,
    AdminApiModule,
  ],
})
export class ApiModule {}
