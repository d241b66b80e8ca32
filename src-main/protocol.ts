/** The page's own scheme, procatlas://app, which serves the built page and nothing else. */
import { protocol, type Protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { answerAppRequest } from './desktop/appRequest.ts';
import { appScheme } from './desktop/origin.ts';
import { listAssets } from './web/assets.ts';

/** Makes the scheme an ordinary secure web origin. Only possible before Electron is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/**
 * Serves the built page. The files are read with Node, not fetched: the request filter lets no `file:` through.
 * Throws an Error with a sentence for people when the page has not been built.
 */
export function serveApp(to: Protocol, folder: URL): void {
  const assets = listAssets(fileURLToPath(folder));
  to.handle(appScheme, async (request) => {
    const answer = answerAppRequest(assets, request);
    return new Response(answer.status === 200 ? await readFile(answer.file) : null, answer);
  });
}
