/** Who may talk to the web server: only a page that it served itself, on this machine, and that knows the token. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The subprotocol's prefix; the token follows it. A browser lets a page set no other header of a WebSocket. */
const protocolPrefix = 'procatlas.';

/** A new secret of 192 bits, in letters that are allowed in a URL and in a subprotocol. */
export const newSecret = (): string => randomBytes(24).toString('base64url');

/**
 * The server's own origin as this request names it, or undefined for a foreign Host. Without this check a hostile
 * site could point a name of its own at 127.0.0.1 (DNS rebinding) and be same-origin with us.
 */
export function ownOrigin({ host }: IncomingHttpHeaders, port: number): string | undefined {
  // Browsers leave the port out when it is HTTP's own.
  const suffixes = port === 80 ? ['', ':80'] : [`:${port}`];
  const own = ['127.0.0.1', 'localhost'].some((name) => suffixes.some((suffix) => host === name + suffix));
  return own ? `http://${host}` : undefined;
}

/** Whether a request for a file is ours. A browser sends no Origin when it navigates or loads our own scripts. */
export function isOwnRequest(headers: IncomingHttpHeaders, port: number): boolean {
  const origin = ownOrigin(headers, port);
  return origin !== undefined && (headers.origin === undefined || sameOrigin(headers.origin, origin));
}

/** Whether a WebSocket is ours: browsers always send Origin there, and any page on this machine could try. */
export function isOwnUpgrade(headers: IncomingHttpHeaders, port: number, token: string): boolean {
  const origin = ownOrigin(headers, port);
  const protocol = headers['sec-websocket-protocol'];
  return (
    origin !== undefined &&
    headers.origin !== undefined &&
    sameOrigin(headers.origin, origin) &&
    protocol !== undefined &&
    sameText(protocol, protocolPrefix + token)
  );
}

/** `http://127.0.0.1:80` and `http://127.0.0.1` are one origin. */
const sameOrigin = (a: string, b: string): boolean => a.replace(/:80$/, '') === b.replace(/:80$/, '');

/** Compares in a time that does not depend on where the texts differ. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
