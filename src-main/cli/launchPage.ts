/**
 * The way from us to a browser: a page in a private folder that leads to the address. A command line can be read by
 * every user of the machine, a file of mode 0600 cannot.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A page for a browser's command line. */
export interface LaunchPage {
  /** `file://` address of the page. */
  readonly url: string;
  /** Removes it with its folder. */
  remove(): void;
}

/** Writes the page into a new folder (mode 0700) under `$XDG_RUNTIME_DIR`, or else under the temporary folder. */
export function writeLaunchPage(address: string, environment: NodeJS.ProcessEnv): LaunchPage {
  const folder = makeFolder([environment.XDG_RUNTIME_DIR, tmpdir()]);
  const file = join(folder, 'open.html');
  const escaped = address.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  writeFileSync(
    file,
    `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Procatlas</title>
<meta http-equiv="refresh" content="0;url=${escaped}"><a href="${escaped}">Open Procatlas</a>\n`,
    { mode: 0o600, flag: 'wx' },
  );
  return {
    url: pathToFileURL(file).href,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The first of the places that takes a new folder; mkdtemp makes it with mode 0700. */
function makeFolder(places: readonly (string | undefined)[]): string {
  let failure: unknown = new Error('there is no temporary folder');
  for (const place of places) {
    if (place === undefined || place === '') continue;
    try {
      return mkdtempSync(join(place, 'procatlas-'));
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
