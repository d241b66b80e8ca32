/** The packages, made by the real configuration around an Electron that is none, and the launcher that they start with. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { outputOf } from '../support/outputOf.ts';
import { fuseMark, pack } from '../support/packing/pack.ts';
import { temporaryFolder } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

let release: string;
let unpacked: string;
beforeAll(async () => {
  release = await pack(['deb', 'rpm', 'tar.gz']);
  unpacked = join(release, 'linux-unpacked');
});

const isThere = (program: string): boolean => existsSync(`/usr/bin/${program}`);
const needs = (context: TestContext, program: string): void => {
  if (!isThere(program)) skip(context, `there is no ${program} here.`);
};
const inRelease = (ending: RegExp): string =>
  join(
    release,
    readdirSync(release).find((name) => ending.test(name))!,
  );

/** What is put below /usr/share. */
const shared = [
  'man/man1/procatlas.1',
  'bash-completion/completions/procatlas',
  'zsh/site-functions/_procatlas',
  'fish/vendor_completions.d/procatlas.fish',
  'metainfo/io.procatlas.Procatlas.metainfo.xml',
  'doc/procatlas/copyright',
];
/** What the program is made of, below its own folder. */
const program = [
  'procatlas',
  'procatlas-app',
  'chrome-sandbox',
  'LICENSE.txt',
  'LICENSE.electron.txt',
  'LICENSES.chromium.html',
  ...[
    'package.json',
    'dist/main/index.js',
    'dist/main/cli.js',
    'dist/main/worker.js',
    'dist/main/THIRD-PARTY-NOTICES.txt',
    'dist/preload/index.cjs',
    'dist/renderer/index.html',
    'dist/renderer/viewer.html',
    'dist/renderer/THIRD-PARTY-NOTICES.txt',
    'build/icons/256x256.png',
    'build/lessons/lesson.h',
    'build/samples/threads.json.gz',
    'build/docs/views.md',
    'build/lessons/where-does-it-live/lesson.md',
  ].map((file) => `resources/app/${file}`),
];

describe('the packed folder', () => {
  it('holds the program, its licences, its lessons, and nothing that it does not need', () => {
    for (const file of [...program, ...shared.map((path) => `share/${path}`)]) {
      expect(existsSync(join(unpacked, file)), file).toBe(true);
    }
    const app = readdirSync(join(unpacked, 'resources/app'), { recursive: true, encoding: 'utf8' });
    expect(app.filter((file) => /node_modules|^src-|^tests|bench\.json|\.ts$|^dist\/share/.test(file))).toEqual([]);
  });

  it('has fuses: its binary runs our command line as Node, and takes no options for Node from outside', () => {
    const binary = readFileSync(join(unpacked, 'procatlas-app'));
    const at = binary.indexOf(fuseMark) + fuseMark.length;
    // Version 1, nine switches, in the order of @electron/fuses; the last is one that we do not know.
    expect([binary[at], binary[at + 1]]).toEqual([1, 9]);
    expect(binary.subarray(at + 2, at + 11).toString()).toBe('100000001');
    expect(statSync(join(unpacked, 'procatlas')).mode & 0o777).toBe(0o755);
  });
});

describe('the launcher', () => {
  let launcher: string;
  let link: string;
  const run = (file: string, words: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    spawnSync(file, words, { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: release, ...env } });

  beforeAll(() => {
    // Electron as Node is what a Node is here. A link would lead back to where Node lies; Electron knows its own place.
    const binary = join(unpacked, 'procatlas-app');
    rmSync(binary);
    try {
      linkSync(process.execPath, binary);
    } catch {
      copyFileSync(process.execPath, binary);
    }
    launcher = join(unpacked, 'procatlas');
    const bin = temporaryFolder('packages-bin');
    link = join(bin, 'procatlas');
    symlinkSync(launcher, link);
  });

  it('runs the command line, also by a link and as root, without a display', () => {
    expect(run(link, ['--version'])).toMatchObject({ status: 0, stdout: `procatlas ${packageFile.version}\n` });
    const { status, stdout } = run(link, ['pmap', String(process.pid)]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ total +\d+K$/m);
    expect(run(link, ['--nonsense']).status).toBe(2);
  });

  it('finds the page and the lessons', () => {
    const file = join(release, 'x.html');
    expect(run(launcher, ['render', String(process.pid), '-o', file])).toMatchObject({ status: 0 });
    expect(readFileSync(file, 'utf8')).toContain('<script type="module">');
    expect(run(launcher, ['lesson', 'list']).stdout).toContain('where-does-it-live');
  });

  it('is what remedies name: by its name where a shell finds it, or else by its path', () => {
    const said = (path: string): string => run(launcher, ['pmap', '--nonsense'], { PATH: path }).stderr;
    expect(said('/usr/bin:/bin')).toContain(`“${launcher} pmap --help”`);
    expect(said(`${join(link, '..')}:/usr/bin:/bin`)).toContain('“procatlas pmap --help”');
  });

  it('opens the window in a process of its own, which is no Node, and serves when that fails', async () => {
    // Root gets no window, so that this runs as somebody else, who must get here.
    chmodSync(temporaryFolder(), 0o755);
    const child = spawn(launcher, [String(process.pid)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}),
      env: { PATH: process.env.PATH, HOME: '/nonexistent', DISPLAY: ':99', BROWSER: '/bin/true' },
    });
    let said = '';
    let served = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      served += text;
      if (served.includes('#token=')) child.kill('SIGTERM');
    });
    await once(child, 'close');
    // The Node in its place takes the process for a file, and ends; or the sandbox of this machine forbids the start.
    expect(said).toMatch(/^The desktop window[^\n]*, so the page is served to a browser instead:\n$/);
    expect(served).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  it('is started by an AppImage with and without user namespaces', () => {
    const { generateAppRunScript } = createRequire(import.meta.url)(
      'app-builder-lib/out/targets/appimage/appImageUtil.js',
    ) as { generateAppRunScript: (parts: Readonly<Record<string, string>>) => string };
    const start = join(unpacked, 'AppRun');
    writeFileSync(start, generateAppRunScript({ ExecutableName: 'procatlas', ProductName: 'Procatlas' }), {
      mode: 0o755,
    });
    const bin = temporaryFolder('packages-unshare');
    for (const status of [0, 1]) {
      writeFileSync(join(bin, 'unshare'), `#!/bin/sh\nexit ${status}\n`, { mode: 0o755 });
      const env = { PATH: `${bin}:${process.env.PATH ?? ''}` };
      expect(run(start, ['--version'], env)).toMatchObject({ status: 0, stderr: '' });
      const APPIMAGE = '/home/ada/Procatlas.AppImage';
      expect(run(start, ['--nonsense'], { ...env, APPIMAGE, APPDIR: unpacked }).stderr).toContain(
        `“${APPIMAGE} --help”`,
      );
    }
  });
});

describe('the deb', () => {
  let tree: string;
  beforeEach((context) => {
    needs(context, 'dpkg-deb');
    tree = join(temporaryFolder(), 'deb');
    if (existsSync(tree)) return;
    mkdirSync(tree);
    execFileSync('dpkg-deb', ['-R', inRelease(/\.deb$/), tree]);
  });
  const text = (path: string): string => readFileSync(join(tree, path), 'utf8');

  it('puts the program below /opt, and the rest where shells, man and desktops look', () => {
    for (const file of program) expect(existsSync(join(tree, 'opt/Procatlas', file)), file).toBe(true);
    for (const file of shared) expect(existsSync(join(tree, 'usr/share', file)), file).toBe(true);
    expect(text('usr/share/doc/procatlas/copyright')).toContain('MIT');
    expect(existsSync(join(tree, 'usr/share/icons/hicolor/512x512/apps/procatlas.png'))).toBe(true);
  });

  it('has an entry that opens files by path, under the name that the window has', () => {
    const entry = 'usr/share/applications/io.procatlas.Procatlas.desktop';
    const { desktopName } = JSON.parse(text('opt/Procatlas/resources/app/package.json')) as Record<string, string>;
    expect(desktopName).toBe('io.procatlas.Procatlas.desktop');
    expect(text(entry)).toContain('\nExec=/opt/Procatlas/procatlas %F\n');
    expect(text(entry)).toContain('\nStartupWMClass=io.procatlas.Procatlas\n');
    expect(text(entry)).toContain('\nMimeType=application/vnd.procatlas.capture;\n');
    if (isThere('desktop-file-validate')) expect(outputOf('desktop-file-validate', join(tree, entry))).toBe('');
  });

  it('knows captures by their ending', () => {
    const types = text('usr/share/mime/packages/procatlas.xml');
    expect(types).toContain('<mime-type type="application/vnd.procatlas.capture">');
    expect(types).toContain('<glob pattern="*.procatlas"/>');
  });

  it('links /usr/bin/procatlas to the launcher, and lets AppArmor know the program behind it', () => {
    expect(text('DEBIAN/postinst')).toContain("'/usr/bin/procatlas' 'procatlas' '/opt/Procatlas/procatlas'");
    expect(text('opt/Procatlas/resources/apparmor-profile')).toContain(
      '"/opt/Procatlas/procatlas-app" flags=(unconfined)',
    );
    expect(spawnSync('bash', ['-n', join(tree, 'DEBIAN/postinst')]).status).toBe(0);
  });
});

it('the archive unpacks to one folder with the same program, and what knows captures by their ending', () => {
  const files = outputOf('tar', '-tzf', inRelease(/\.tar\.gz$/)).split('\n');
  const name = `procatlas-${packageFile.version}-x64`;
  for (const file of program) expect(files).toContain(`${name}/${file}`);
  for (const file of shared) expect(files).toContain(`${name}/share/${file}`);
  const types = 'share/mime/packages/procatlas.xml';
  expect(files).toContain(`${name}/${types}`);
  expect(readFileSync(join(unpacked, types), 'utf8')).toMatch(
    /<mime-type type="application\/vnd\.procatlas\.capture">\s*<comment>Capture[^<]*<\/comment>\s*<glob pattern="\*\.procatlas"\/>/,
  );
});

it('the rpm holds the same, without links of build ids that other programs with this Electron have too', () => {
  const words = JSON.parse(readFileSync(inRelease(/\.rpm\.words\.json$/), 'utf8')) as string[];
  expect(words).toContain('--rpm-rpmbuild-define=_build_id_links none');
  expect(words).toContain('dist/share/=/usr/share');
  expect(words).toContainEqual(expect.stringMatching(/\/linux-unpacked\/=\/opt\/Procatlas$/));
});

it('software centres are told what there is, and of this version', (context) => {
  const metadata = join(unpacked, 'share/metainfo/io.procatlas.Procatlas.metainfo.xml');
  expect(readFileSync(metadata, 'utf8')).toContain(`<release version="${packageFile.version}"`);
  needs(context, 'appstreamcli');
  expect(spawnSync('appstreamcli', ['validate', '--no-net', metadata], { encoding: 'utf8' })).toMatchObject({
    status: 0,
  });
});
