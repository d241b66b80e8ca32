/** Packing the program with a distribution of Electron that is none, by the real electron-builder and configuration. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../programs.ts';

/** The mark by which @electron/fuses finds the switches in Electron's binary; behind it version, number and switches. */
export const fuseMark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fuseCount = 9;

/** Runs electron-builder for these targets, and gives the folder that they are in. Some 5 s. */
export async function pack(targets: readonly string[]): Promise<string> {
  const folder = temporaryFolder('packing');
  const output = join(folder, 'release');
  const environment = {
    ...process.env,
    CUSTOM_FPM_PATH: tool(folder, 'fpm'),
    ELECTRON_BUILDER_7ZIP_PATH: tool(folder, '7za'),
  };
  const words = [
    resolve('node_modules/electron-builder/cli.js'),
    ...['--config', 'build/electron-builder.yml', '--x64', '--linux', ...targets],
    `-c.electronDist=${distribution(folder)}`,
    `-c.directories.output=${output}`,
  ];
  await promisify(execFile)(process.execPath, words, { env: environment, maxBuffer: 1 << 26 });
  return output;
}

/** What an unpacked Electron consists of, as far as packing cares; the binary is a script that the fuses fit into. */
function distribution(folder: string): string {
  const dist = join(folder, 'electron');
  mkdirSync(join(dist, 'resources'), { recursive: true });
  const binary = Buffer.concat([
    Buffer.from(`#!/bin/sh\n# ${fuseMark}`),
    Buffer.from([1, fuseCount]),
    Buffer.from('011001111'),
    Buffer.from('\nexit 99\n'),
  ]);
  for (const name of ['electron', 'chrome-sandbox', 'LICENSE', 'LICENSES.chromium.html', 'version']) {
    writeFileSync(join(dist, name), name === 'electron' ? binary : name);
    chmodSync(join(dist, name), name === 'electron' || name === 'chrome-sandbox' ? 0o755 : 0o644);
  }
  return dist;
}

/** A program that electron-builder can start, for one of the files beside this one. */
function tool(folder: string, name: string): string {
  const file = join(folder, name);
  const script = join(import.meta.dirname, `${name}.js`);
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}
