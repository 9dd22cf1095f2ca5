/** Who is signed in, and their agent. */
import { useQueryClient } from '@tanstack/react-query';
import type { Agent, Seller } from '../api/contract.js';
import { request } from '../api/http.js';
import { signedIn } from '../api/trouble.js';
import { useRead } from '../api/use-api.js';

export function useMe() {
  return useRead<{ seller: Seller }>('/auth/me');
}

/** 404 `agents.not_provisioned` before the agent exists. */
export function useAgent(enabled = true) {
  return useRead<{ agent: Agent }>('/agents/me', { enabled });
}

/** Reads everything anew, as the person who has just signed in. */
export function useAfterSignIn(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    signedIn();
    await client.resetQueries();
  };
}

/** Ends the session and forgets what was read. */
export function useSignOut(): () => Promise<void> {
  return async () => {
    await request('POST', '/auth/logout').catch(() => undefined);
    sessionStorage.clear();
    window.location.assign('/app/');
  };
}
