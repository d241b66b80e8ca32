/**
 * Compiles a lesson's program: `cc`, `gcc` or `clang`, whichever is there first, without a shell, into a folder of
 * its own. -O0 is part of the lesson: the recursion of "Off the edge" no longer overflows as it must at -O2.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { constants } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import type { Outcome } from '../contract/calls.ts';
import type { Lesson } from '../contract/lesson.ts';

const compilers = ['cc', 'gcc', 'clang'] as const;
/** The flags of every lesson; a lesson adds its own. */
const commonFlags = ['-std=gnu11', '-O0', '-g', '-pthread', '-Wall', '-Wextra'] as const;
/** Longest time that compiling may take in milliseconds; the shipped programs take under 200. */
const patience = 30_000;
const longestMessages = 64 * 1024;

export interface Compiled {
  /** The program, ready to run. */
  readonly binary: string;
  /** The command as a person would type it. */
  readonly command: string;
  /** What the compiler said; empty when it had nothing to say. */
  readonly messages: string;
}

/** The first compiler on the path; `only` names the one that is wanted. */
export async function findCompiler(
  only: string | undefined,
  path = process.env.PATH ?? '',
): Promise<string | undefined> {
  for (const name of only === undefined ? compilers : [only]) {
    for (const folder of path.split(delimiter)) {
      const file = join(folder, name);
      if (
        folder !== '' &&
        (await access(file, constants.X_OK).then(
          () => true,
          () => false,
        ))
      )
        return file;
    }
  }
  return undefined;
}

/** Where a lesson lies, where our header lies, and where binaries are kept. */
export interface CompileOptions {
  readonly folder: string;
  /** Folder of lesson.h. */
  readonly include: string;
  /** A private folder (mode 0700) for binaries; they are kept there by a hash of all they were made from. */
  readonly cache: string;
  readonly compiler?: string;
  /** Further flags, for the check that conditions notice other builds. */
  readonly extra?: readonly string[];
  /** Text of the program instead of that of its file: a change that the lesson proposes. */
  readonly changed?: string;
}

/** The program of a lesson, compiled now or before. */
export async function compileLesson(lesson: Lesson, options: CompileOptions): Promise<Outcome<Compiled>> {
  const compiler = await findCompiler(options.compiler);
  if (compiler === undefined) {
    return {
      ok: false,
      code: 'failed',
      message: 'The lesson’s program cannot be compiled: there is no C compiler.',
      why: `None of ${options.compiler ?? compilers.join(', ')} is on the path.`,
      remedy:
        'Install one (on Debian and Ubuntu: apt install gcc libc6-dev); until then the lesson shows its recording.',
    };
  }
  const file = join(options.folder, lesson.program);
  const flags = [...commonFlags, ...lesson.flags, ...(options.extra ?? [])];
  const text = options.changed ?? (await readFile(file, 'utf8'));
  const hash = createHash('sha256').update([compiler, ...flags, options.include, file, text].join('\0'));
  hash.update(await readFile(join(options.include, 'lesson.h')));
  // The program has the name of its source, which is what the picture calls it.
  const kept = join(options.cache, hash.digest('hex').slice(0, 16));
  const stem = basename(lesson.program, '.c');
  const binary = join(kept, stem);
  const command = `${compiler} ${flags.join(' ')} ${lesson.program} -o ${stem}`;
  if (
    await access(binary, constants.X_OK).then(
      () => true,
      () => false,
    )
  ) {
    return { ok: true, value: { binary, command, messages: '' } };
  }
  await mkdir(kept, { recursive: true, mode: 0o700 });
  const made = `${binary}.${process.pid}`;
  const source = options.changed === undefined ? file : `${made}.c`;
  if (options.changed !== undefined) await writeFile(source, options.changed, { mode: 0o600 });
  const { status, messages } = await run(compiler, [...flags, '-I', options.include, source, '-o', made]);
  if (options.changed !== undefined) await rm(source, { force: true });
  if (status !== 0) {
    return {
      ok: false,
      code: 'failed',
      message: `${lesson.program} does not compile.`,
      why: messages === '' ? 'The compiler did not say why.' : messages,
      remedy: `The command was: ${command}`,
    };
  }
  await rename(made, binary);
  return { ok: true, value: { binary, command, messages } };
}

/** Runs the compiler, whose messages are kept up to a limit. */
function run(compiler: string, given: readonly string[]): Promise<{ status: number; messages: string }> {
  return new Promise((resolve) => {
    const child = spawn(compiler, given, {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: patience,
      env: { ...process.env, LC_ALL: 'C' },
    });
    let messages = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (messages.length < longestMessages) messages += text;
    });
    child.on('error', (error) => {
      resolve({ status: -1, messages: error.message });
    });
    child.on('close', (code, signal) => {
      const ended = signal === null ? '' : `The compiler was ended after ${patience / 1000} s.\n`;
      resolve({ status: code ?? -1, messages: ended + messages.slice(0, longestMessages) });
    });
  });
}
