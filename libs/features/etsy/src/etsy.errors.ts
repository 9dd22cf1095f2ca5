/** Errors of the etsy feature; codes are stable. The callback turns them into `etsy_error=<last part of the code>`. */
import { AppError } from '#platform/errors';

export function notConnected(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'etsy.not_connected',
    message: 'No Etsy shop is connected. Start with GET /etsy/oauth/authorize.',
  });
}

export function needsReconnect(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'etsy.needs_reconnect',
    message:
      'Etsy no longer accepts this connection. Connect the shop again with GET /etsy/oauth/authorize.',
  });
}

export function stateRefused(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'etsy.state_refused',
    message:
      'This connection attempt is unknown, used or older than 10 minutes. Start it again from the dashboard.',
  });
}

/** The state is good, but the browser that brings it is not the one that was given it. */
export function otherBrowser(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'etsy.other_browser',
    message:
      'This connection attempt was started in another browser. Start it again from the dashboard, in this browser.',
  });
}

export function shopTaken(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'etsy.shop_taken',
    message: 'This Etsy shop is connected to another IFA account. Disconnect it there first.',
  });
}

export function noShop(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'etsy.no_shop',
    message: 'This Etsy account has no shop. Open one on Etsy, then connect again.',
  });
}

export function accessDenied(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'etsy.access_denied',
    message: "Access was denied on Etsy's page. Connect again and allow it.",
  });
}

export function authorizationFailed(): AppError {
  return new AppError({
    kind: 'upstream',
    code: 'etsy.authorization_failed',
    message: 'Etsy did not authorize the connection. Start it again from the dashboard.',
  });
}

/** @param reason the code that ended the run, if it ended by one */
export function syncFailed(reason: string | null): AppError {
  return new AppError({
    kind: 'upstream',
    code: 'etsy.sync_failed',
    message: 'The sync with Etsy did not come to its end. Nothing was lost; try again later.',
    details: { reason },
  });
}

const QUOTA_MESSAGES = {
  second: 'Etsy takes only so many requests a second; this one was put off.',
  day: "Today's share of requests to Etsy is used up. It goes on as soon as there are some again.",
  turn: 'Other shops are being looked after; this one has its turn in a moment.',
} as const;

/** The fleet's budget says not now. */
export function quotaRefused(reason: 'second' | 'day' | 'turn', retryAfterMs: number): AppError {
  return new AppError({
    kind: 'rate_limited',
    code: `etsy.quota_${reason}`,
    message: QUOTA_MESSAGES[reason],
    retryAfterMs,
  });
}
