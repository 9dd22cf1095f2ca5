/**
 * Which pages may act with the cookie. A browser sends the cookie along with requests that any page makes, but it also
 * says truthfully which page that was: the Origin header.
 */
import type { IncomingHttpHeaders } from 'node:http';

/** The addresses this app is used under. */
export interface OwnAddresses {
  publicUrl: string | null;
  corsOrigin: string;
}

/**
 * Whether the request comes from one of our pages. Without PUBLIC_URL (development) the page's own address is whatever
 * the browser used to get here, so an Origin that equals the Host is ours too; the cookie itself belongs to that host.
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, own: OwnAddresses): boolean {
  const { origin, host } = headers;
  if (origin === undefined || !URL.canParse(origin)) return false;
  if (origin === own.corsOrigin) return true;
  if (own.publicUrl !== null) return origin === new URL(own.publicUrl).origin;
  return host !== undefined && new URL(origin).host === host;
}

/** True for the methods that change something. */
export function changesState(method: string): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method);
}
