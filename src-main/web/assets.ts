/**
 * The page's files. They are listed once, at the start, and a request is looked up in that list as it is: no path
 * is ever joined from what somebody sent, so there is nothing to traverse.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

/** One file that may be served. */
export interface Asset {
  readonly file: string;
  readonly type: string;
}

/** Types of what the page's build puts out; a file of any other type is not served. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * The files of a folder by request path (`/` and `/assets/index-a1b2.js`). Symbolic links are left out.
 * Throws an Error with a sentence for people when the page has not been built.
 */
export function listAssets(folder: string): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const file of filesBelow(folder)) {
    const type = types[extname(file)];
    if (type) assets.set(`/${relative(folder, file).split(sep).join('/')}`, { file, type });
  }
  const page = assets.get('/index.html');
  if (!page)
    throw new Error(
      'The page has not been built: there is no index.html in its folder. Build Procatlas, or install it again.',
    );
  assets.set('/', page);
  return assets;
}

/** A file that has been read. */
export interface LoadedAsset extends Asset {
  readonly body: Buffer;
}

/** Reads every file once. Throws the system's error when one has gone since it was listed. */
export function loadAssets(assets: ReadonlyMap<string, Asset>): ReadonlyMap<string, LoadedAsset> {
  const bodies = new Map<string, Buffer>();
  const bodyOf = (file: string): Buffer => {
    const body = bodies.get(file) ?? readFileSync(file);
    bodies.set(file, body);
    return body;
  };
  return new Map([...assets].map(([path, asset]) => [path, { ...asset, body: bodyOf(asset.file) }]));
}

/**
 * Walks by itself: inside Electron's archive, Node's own recursion and the entries' `parentPath` are not to be relied
 * upon. A folder that cannot be read counts as empty.
 */
function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.isFile() ? [path] : [];
    });
  } catch {
    return [];
  }
}
