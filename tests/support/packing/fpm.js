/**
 * Stands in for fpm, which electron-builder would fetch from the network: lays out what it is told as fpm's `dir` source
 * does, and packs that with dpkg-deb. What it was told stands beside the package. It shows what our configuration asks
 * for; that fpm does so is fpm's.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const words = process.argv.slice(2);
const value = (name) => words[words.indexOf(name) + 1];
const file = value('--package');
writeFileSync(`${file}.words.json`, JSON.stringify(words));

const tree = mkdtempSync(join(tmpdir(), 'procatlas-deb-'));
for (const [, from, to] of words
  .flatMap((word) => [/^([^-].*?)=(\/.*)$/.exec(word) ?? []])
  .filter(({ length }) => length > 0)) {
  const target = join(tree, to);
  mkdirSync(from.endsWith('/') ? target : dirname(target), { recursive: true });
  cpSync(from, target, { recursive: true, verbatimSymlinks: true });
}
if (value('-t') === 'deb' && existsSync('/usr/bin/dpkg-deb')) {
  const control = join(tree, 'DEBIAN');
  mkdirSync(control);
  const depends = words.flatMap((word, at) => (word === '-d' ? [words[at + 1]] : []));
  writeFileSync(
    join(control, 'control'),
    `Package: ${value('--name')}
Version: ${value('--version')}
Architecture: ${value('--architecture')}
Maintainer: ${value('--maintainer')}
Section: ${value('--category')}
Priority: ${value('--deb-priority')}
Homepage: ${value('--url')}
Depends: ${depends.join(', ')}
Description: ${value('--description')}
`,
  );
  for (const [name, option] of [
    ['postinst', '--after-install'],
    ['postrm', '--after-remove'],
  ]) {
    writeFileSync(join(control, name), readFileSync(value(option)));
    chmodSync(join(control, name), 0o755);
  }
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', tree, file], { stdio: 'ignore' });
} else {
  writeFileSync(file, basename(file));
}
rmSync(tree, { recursive: true });
