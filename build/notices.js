/**
 * A Vite plugin that carries the licences of what is bundled: MIT and ISC ask for their notice in every copy. The list
 * is taken from the modules that are really in the bundle, so it cannot be forgotten when a dependency is added.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the package that a module belongs to, or undefined for a module of ours or of the bundler. */
function packageFolder(id) {
  const path = id.replace(/^\0/, '').split('?', 1)[0] ?? '';
  const match = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
  return match?.[1];
}

/**
 * Name, version, licence and the text of its licence file for each package among the modules, sorted by name.
 * Throws an Error for a package without a licence file: its notice must then be found before it is shipped.
 */
export function noticesOf(ids) {
  const folders = [...new Set([...ids].map(packageFolder).filter((folder) => folder !== undefined))];
  const notices = folders.filter((folder) => existsSync(join(folder, 'package.json'))).map(noticeOf);
  return [...new Set(notices)].sort().join(`\n${'-'.repeat(72)}\n\n`);
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(-mit)?(\.(md|txt))?$/i.test(entry));
  if (file === undefined) throw new Error(`${name} in ${dirname(folder)} has no licence file to take its notice from`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}

/**
 * Puts the notices of a build beside its files, as THIRD-PARTY-NOTICES.txt, unless everything in it is ours.
 * @returns {import('vite').Plugin}
 */
export function notices() {
  return {
    name: 'procatlas:notices',
    generateBundle() {
      const source = noticesOf(this.getModuleIds());
      if (source !== '') this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES.txt', source });
    },
  };
}
