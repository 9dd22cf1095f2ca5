import type { MigrationInterface } from 'typeorm';
import { CreateSchema1795400000000 } from './1795400000000-create-schema.js';
import { ExtendConversations1795450000000 } from './1795450000000-extend-conversations.js';
import { AddCatalogueSearch1795450600000 } from './1795450600000-add-catalogue-search.js';
import { AddAccountSecurity1795450900000 } from './1795450900000-add-account-security.js';
import { AddAgentBudgets1795451200000 } from './1795451200000-add-agent-budgets.js';
import { AddWhatsappStore1795452100000 } from './1795452100000-add-whatsapp-store.js';
import { AddSellerNotifications1795453000000 } from './1795453000000-add-seller-notifications.js';
import { BindEtsyAttempts1795454000000 } from './1795454000000-bind-etsy-attempts.js';
import { IndexHandoffs1795455000000 } from './1795455000000-index-handoffs.js';
import { CountProductWords1795456000000 } from './1795456000000-count-product-words.js';
import { WidenPrices1795456100000 } from './1795456100000-widen-prices.js';
import { CountOrderChecks1795457000000 } from './1795457000000-count-order-checks.js';
import { TellLinesApart1795457300000 } from './1795457300000-tell-lines-apart.js';
import { DismissSuggestions1795458100000 } from './1795458100000-dismiss-suggestions.js';

/** Every migration, oldest first. */
export const MIGRATIONS: (new () => MigrationInterface)[] = [
  CreateSchema1795400000000,
  ExtendConversations1795450000000,
  AddCatalogueSearch1795450600000,
  AddAccountSecurity1795450900000,
  AddAgentBudgets1795451200000,
  AddWhatsappStore1795452100000,
  AddSellerNotifications1795453000000,
  BindEtsyAttempts1795454000000,
  IndexHandoffs1795455000000,
  CountProductWords1795456000000,
  WidenPrices1795456100000,
  CountOrderChecks1795457000000,
  TellLinesApart1795457300000,
  DismissSuggestions1795458100000,
];
