/** Whether this machine has what a lesson needs to run live; each lack is a sentence. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Requirement } from '../contract/lesson.ts';
import { findCompiler } from './compile.ts';

const sentences: Readonly<Record<Requirement, string>> = {
  linux: 'It runs on Linux alone.',
  compiler: 'It needs a C compiler (cc, gcc or clang).',
  glibc: 'It speaks of glibc’s malloc, and this system has another C library.',
  'thp-on-request': 'It needs huge pages on request (transparent_hugepage set to madvise or always).',
  swap: 'It needs swap space, and there is none.',
  pagemap: 'It needs /proc/PID/pagemap, which this kernel or container does not show.',
  root: 'It needs root, to whom alone the kernel tells frame numbers.',
  'two-processors': 'It needs two processors, so that threads really overlap.',
  'no-aslr': 'It needs setarch -R to switch off address randomisation, which is refused here.',
  strace: 'It needs strace, which is not installed.',
};

const text = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** The C library that this program itself runs on; Node tells which. */
export function libraryOfC(): 'glibc' | 'other' {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime === undefined ? 'other' : 'glibc';
}

async function fulfilled(requirement: Requirement): Promise<boolean> {
  switch (requirement) {
    case 'linux':
      return process.platform === 'linux';
    case 'compiler':
      return (await findCompiler(undefined)) !== undefined;
    case 'glibc':
      return libraryOfC() === 'glibc';
    case 'thp-on-request':
      return /\[(madvise|always)\]/.test(text('/sys/kernel/mm/transparent_hugepage/enabled'));
    case 'swap':
      return text('/proc/swaps').trim().split('\n').length > 1;
    case 'pagemap':
      return existsSync('/proc/self/pagemap');
    case 'root':
      return process.geteuid?.() === 0;
    case 'two-processors':
      return availableParallelism() >= 2;
    case 'no-aslr':
      return spawnSync('setarch', ['-R', 'true'], { stdio: 'ignore' }).status === 0;
    case 'strace':
      return spawnSync('strace', ['-V'], { stdio: 'ignore' }).status === 0;
  }
}

/** What is missing here, in sentences; empty when the lesson can run. */
export async function lacking(requires: readonly Requirement[]): Promise<string[]> {
  const all: readonly Requirement[] = ['linux', 'compiler', ...requires];
  const found: string[] = [];
  for (const requirement of new Set(all)) if (!(await fulfilled(requirement))) found.push(sentences[requirement]);
  return found;
}
