/** The package for npm, as `npm publish` would send it, installed into an empty folder and started there. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { built } from '../../build/build.js';
import packageFile from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../support/programs.ts';

/** What `npm pack --json` tells of a package. */
interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

let packed: Packed;
let folder: string;
const environment = { ...process.env, npm_config_update_notifier: 'false', npm_config_offline: 'true' };

beforeAll(() => {
  folder = temporaryFolder('npm');
  // What `prepack` would build has been built: see below.
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  [packed] = JSON.parse(execFileSync('npm', words, { encoding: 'utf8', env: environment })) as [Packed];
});

describe('the package', () => {
  it('is built before it is packed, by the one way in which files are built', () => {
    expect(packageFile.scripts.prepack).toBe(packageFile.scripts.build);
  });

  it('holds the whole program and nothing else', () => {
    const files = packed.files.map(({ path }) => path);
    expect(files).toEqual(expect.arrayContaining([...built, 'LICENSE', 'README.md', packageFile.man]));
    expect(files).toContain('build/lessons/where-does-it-live/lesson.md');
    expect(files).toContain('build/samples/threads.json.gz');
    expect(files).toContain('build/docs/views.md');
    const strangers = files.filter(
      (file) =>
        !/^(dist\/(main|preload|renderer|share)\/|build\/(docs|lessons|samples)\/|(package\.json|README\.md|LICENSE)$)/.test(
          file,
        ),
    );
    expect(strangers).toEqual([]);
  });

  it('works where it has been installed and nothing else has: no dependency, no registry', { timeout: 180_000 }, () => {
    const place = temporaryFolder('npm/place');
    writeFileSync(join(place, 'package.json'), '{}');
    const npm = (...words: string[]) =>
      spawnSync(words[0]!, words.slice(1), { cwd: place, encoding: 'utf8', env: environment });
    expect(npm('npm', 'install', join(folder, packed.filename))).toMatchObject({ status: 0 });
    const lock = JSON.parse(readFileSync(join(place, 'package-lock.json'), 'utf8')) as { readonly packages: object };
    expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/procatlas']);
    const npx = (...words: string[]) => npm('npx', '--no-install', 'procatlas', ...words);
    expect(npx('--version')).toMatchObject({ status: 0, stdout: `procatlas ${packageFile.version}\n` });
    expect(npx('render', String(process.pid), '-o', 'x.html')).toMatchObject({ status: 0 });
    expect(readFileSync(join(place, 'x.html'), 'utf8')).toContain('<script type="module">');
    expect(npx('pmap', String(process.pid)).stdout).toMatch(/^ total +\d+K$/m);
    // It cannot bring a window, and says what can; and it says how it is called here.
    expect(npx('snap').stderr).toContain('“npx procatlas snap --help”');
    expect(existsSync(resolve(place, 'node_modules/electron'))).toBe(false);
  });
});
