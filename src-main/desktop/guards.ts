/**
 * What a page may not do: go elsewhere, open windows, embed pages, ask for permissions, reach the network.
 * Electron's security checklist, rules 5 and 11 to 14, plus a request filter; everything not named is denied.
 */
import { appScheme, originOf } from './origin.ts';

/** An Electron event that can be refused. */
interface Refusable {
  preventDefault(): void;
}

/** The part of Electron's `WebContents` that is guarded. */
export interface GuardedContents {
  on(event: 'will-attach-webview', listener: (event: Refusable) => void): unknown;
  on(
    event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect',
    listener: (event: Refusable & { readonly url: string }) => void,
  ): unknown;
  setWindowOpenHandler(handler: () => { action: 'deny' }): void;
}

/** The part of Electron's `Session` that is guarded. */
export interface GuardedSession {
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: string, answer: (granted: boolean) => void) => void,
  ): void;
  setPermissionCheckHandler(handler: (contents: unknown, permission: string, origin: string) => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  setSpellCheckerEnabled(enabled: boolean): void;
  on(event: 'will-download', listener: (event: Refusable, item: { getURL(): string }) => void): unknown;
  readonly webRequest: {
    onBeforeRequest(
      listener: (details: { readonly url: string }, answer: (response: { cancel: boolean }) => void) => void,
    ): void;
  };
}

/** The page writes text to the clipboard (copy buttons) and needs no other permission. */
export function permissionAllowed(permission: string): boolean {
  return permission === 'clipboard-sanitized-write';
}

/** A page may navigate within its own origin (a reload), nowhere else. */
function navigationAllowed(url: string, origin: string): boolean {
  return originOf(url) === origin;
}

/**
 * Which requests may leave a page: those to our own scheme and the developer tools; in development also those to
 * the development server, whose live reload is a WebSocket on the same host and port.
 */
export function requestAllowed(url: string, origin: string): boolean {
  const parsed = URL.parse(url);
  if (!parsed) return false;
  if (parsed.protocol === `${appScheme}:` || parsed.protocol === 'devtools:') return true;
  // What the page has made itself, to draw or to save it: a blob's address is `blob:` and the page that made it.
  if (parsed.protocol === 'data:') return true;
  if (parsed.protocol === 'blob:') return originOf(parsed.pathname) === origin;
  return originOf(url) === origin || originOf(url) === origin.replace(/^http:/, 'ws:');
}

/** The page saves what it has made itself, as a blob; Electron then asks where to. Nothing else is downloaded. */
export function downloadAllowed(url: string, origin: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'blob:' && originOf(parsed.pathname) === origin;
}

/** Guards one page; called for every one that is ever created, so that none can be forgotten. */
export function guardContents(contents: GuardedContents, origin: string): void {
  const refuseForeign = (event: Refusable & { readonly url: string }): void => {
    if (!navigationAllowed(event.url, origin)) event.preventDefault();
  };
  contents.on('will-navigate', refuseForeign);
  contents.on('will-frame-navigate', refuseForeign);
  contents.on('will-redirect', refuseForeign);
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Guards the session that all pages share. */
export function guardSession(session: GuardedSession, origin: string): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(permissionAllowed(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => permissionAllowed(permission));
  session.setDevicePermissionHandler(() => false);
  // The spell checker downloads its dictionaries; this program makes no request to any other machine.
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event, item) => {
    if (!downloadAllowed(item.getURL(), origin)) event.preventDefault();
  });
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !requestAllowed(details.url, origin) });
  });
}
