import { useEffect } from 'react';
import type { Agent } from '../api/contract.js';
import { useChange } from '../api/use-api.js';

/**
 * An agent that was told no time zone takes the browser's, so that its clock is the shop's without anybody having to
 * know what a time zone is. It stands under "Hours and language", where it can be changed.
 */
export function useTimeZone(agent: Agent | undefined): void {
  const { mutate, isIdle } = useChange(['/agents/me']);
  const isUnknown = agent?.config.timeZone === null;
  useEffect(() => {
    if (!isUnknown || !isIdle) return;
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    mutate({ method: 'PATCH', path: '/agents/me', body: { config: { timeZone } } });
  }, [isUnknown, isIdle, mutate]);
}
