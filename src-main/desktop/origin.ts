/** Where our page comes from, and whether something else comes from there too. */

/** The page's own scheme: never `file:`, so the page holds none of the rights that files have. */
export const appScheme = 'procatlas';
/** Origin of the page as built, which has the only host of that scheme. */
export const appOrigin = `${appScheme}://app`;

/** The part of Electron's `WebFrameMain` that trust is decided by. */
export interface Frame {
  readonly url: string;
  readonly parent: unknown;
}

/**
 * Origin of a URL as `scheme://host:port`, or undefined when it has none. Node's `URL.origin` is the text "null"
 * for schemes it does not know, ours among them, so the parts are put together here; for the same reason the URL
 * is parsed and never compared by its beginning (`procatlas://app.evil/` begins like ours).
 */
export function originOf(url: string): string | undefined {
  const parsed = URL.parse(url);
  return parsed && parsed.host !== '' ? `${parsed.protocol}//${parsed.host}` : undefined;
}

/**
 * Origin and address of the page to load: the built one, or, only in a program that is not packaged, the
 * development server named by electron-vite in ELECTRON_RENDERER_URL. A development server on another machine, or one
 * whose port does not belong to us alone by `isOurs`, is ignored: the page it served would have our rights, and a
 * variable may outlive the server that it named.
 */
export function pageAddress(
  packaged: boolean,
  env: Readonly<Record<string, string | undefined>>,
  isOurs: (port: number) => boolean,
): { readonly url: string; readonly origin: string; readonly development: boolean } {
  const server = packaged ? undefined : URL.parse(env.ELECTRON_RENDERER_URL ?? '');
  const near = server?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(server.hostname);
  if (near && isOurs(Number(server.port || 80))) {
    return { url: server.href, origin: `${server.protocol}//${server.host}`, development: true };
  }
  return { url: `${appOrigin}/`, origin: appOrigin, development: false };
}

/**
 * Whether a message's sender may be answered: it still exists, is a top-level frame, and shows our page. Electron
 * gives null for a frame that navigated or was destroyed meanwhile, and throws when one is asked too late; both
 * mean no.
 */
export function isTrustedFrame(frame: Frame | null, origin: string): boolean {
  try {
    return frame?.parent === null && originOf(frame.url) === origin;
  } catch {
    return false;
  }
}
