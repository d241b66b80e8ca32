/** Answers to requests of the page's own scheme: the listed files of the built page, with the headers of the web server. */
import type { Asset } from '../web/assets.ts';
import { securityHeaders } from '../web/headers.ts';
import { appOrigin, originOf } from './origin.ts';

/** What to answer with: a file and its headers, or only a status. */
export type AppAnswer =
  | { readonly status: 200; readonly file: string; readonly headers: Readonly<Record<string, string>> }
  | { readonly status: 404 | 405; readonly headers: Readonly<Record<string, string>> };

/**
 * Looks a request up in the list of the page's files. A path is taken as the URL parser leaves it, never decoded
 * and never joined to a folder, so `..`, `%2e%2e` and `%00` are merely names that no file has.
 */
export function answerAppRequest(
  assets: ReadonlyMap<string, Asset>,
  request: { readonly method: string; readonly url: string },
): AppAnswer {
  const headers = { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' };
  if (request.method !== 'GET') return { status: 405, headers };
  const asset = originOf(request.url) === appOrigin ? assets.get(new URL(request.url).pathname) : undefined;
  return asset
    ? { status: 200, file: asset.file, headers: { ...headers, 'content-type': asset.type } }
    : { status: 404, headers };
}
