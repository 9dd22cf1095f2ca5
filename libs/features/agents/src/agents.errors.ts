/** Errors of the agents feature; codes are stable. */
import { AppError } from '#platform/errors';

export function agentNotFound(): AppError {
  return new AppError({
    kind: 'not_found',
    code: 'agents.not_provisioned',
    message:
      'You have no agent yet. Connect your Etsy shop, then create the agent with POST /agents/provision.',
  });
}

export function agentExists(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'agents.already_exists',
    message: 'Agent already exists. See it with GET /agents/me.',
  });
}

export function noEtsyConnection(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'agents.no_etsy_connection',
    message: 'No Etsy connection. Connect your shop first with GET /etsy/oauth/authorize.',
  });
}
