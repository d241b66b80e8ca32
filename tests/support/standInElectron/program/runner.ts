/** As lib/browser/init.ts of Electron does it: imports the app's main file, and only then lets the app become ready. */
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from './app.ts';
import { here, next } from './wire.ts';

const standIn = new URL('electron.js', import.meta.url).href;
register(
  `data:text/javascript,${encodeURIComponent(`export const resolve = (name, context, next) =>
    name === 'electron' ? { url: ${JSON.stringify(standIn)}, format: 'module', shortCircuit: true } : next(name, context);`)}`,
);

const { start } = await next('start');
here.start = start;
const { main, type } = JSON.parse(readFileSync(join(start.root, 'package.json'), 'utf8')) as Record<string, string>;
if (type !== 'module' || main === undefined) throw new Error('The main file is no module.');
process.argv = start.packaged
  ? [join(start.root, 'procatlas'), ...start.words]
  : ['/usr/bin/electron', start.root, ...start.words];
await import(pathToFileURL(join(start.root, main)).href);
await app.codeLoaded();
