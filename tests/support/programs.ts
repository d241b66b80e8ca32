/**
 * The C programs of tests/programs: compiled into a temporary folder, started, asked what they made and where, and
 * always killed, whatever becomes of the test.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseAddress } from '@contract/address.ts';

/** One thing a program made. `end` is exclusive. */
export interface Made {
  readonly start: bigint;
  readonly end: bigint;
  /** Further numbers, such as `tid`. */
  readonly facts: Readonly<Record<string, number>>;
  /** Why this kernel or user cannot make it; the addresses are 0 then. */
  readonly skipped?: string;
}

/** A running program of tests/programs. */
export interface Program {
  readonly pid: number;
  /** Where the compiled file is. */
  readonly file: string;
  /** What it has said that it made. Throws when it never spoke of `name`. */
  made(name: string): Made;
  /** Names of everything it has made. */
  names(): string[];
  /** Sends a signal; the program's next line, if awaited, replaces what it said before. */
  signal(name: NodeJS.Signals): void;
  /** Waits for one more line. */
  nextLine(): Promise<void>;
  /** Kills it and waits until it is gone. */
  stop(): Promise<void>;
}

/** How to build: compiler flags beside the usual ones, and a name that tells this build from others. */
export interface Build {
  readonly flags?: readonly string[];
  readonly variant?: string;
}

const sources = resolve(import.meta.dirname, '../programs');
const running = new Set<ChildProcess>();
const compiled = new Map<string, string>();
let folder: string | undefined;

/** A folder of this test process, removed at its end. */
export function temporaryFolder(name?: string): string {
  if (!folder) {
    folder = mkdtempSync(join(tmpdir(), 'procatlas-programs-'));
    process.once('exit', () => {
      for (const child of running) child.kill('SIGKILL');
      if (folder) rmSync(folder, { recursive: true, force: true });
    });
  }
  if (name === undefined) return folder;
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** Compiles `tests/programs/NAME.c`, once for each variant. Throws with the compiler's words. */
export function compile(name: string, { flags = [], variant = '' }: Build = {}): string {
  // Test files share this process: two may build one program with different flags.
  const place = temporaryFolder(
    flags.length === 0 ? undefined : createHash('sha256').update(flags.join()).digest('hex').slice(0, 8),
  );
  const file = join(place, flags.includes('-shared') ? `lib${name}${variant}.so` : `${name}${variant}`);
  const done = compiled.get(file);
  if (done) return done;
  execFileSync(
    'cc',
    ['-std=c11', '-O1', '-Wall', '-Wextra', '-pthread', '-o', file, join(sources, `${name}.c`), ...flags],
    { stdio: 'pipe' },
  );
  compiled.set(file, file);
  return file;
}

/** Compiles and starts a program, and waits until it has said what it made. */
export async function startProgram(
  name: string,
  { args = [], env = {}, ...build }: Build & { args?: readonly string[]; env?: Record<string, string> } = {},
): Promise<Program> {
  return startCommand(compile(name, build), args, env);
}

/** Starts any command that prints such a line once it is ready; `{}` will do. */
export async function startCommand(
  file: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Program> {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  running.add(child);
  const name = basename(file);
  const gone = new Promise<void>((done) => {
    child.once('exit', () => {
      running.delete(child);
      done();
    });
  });
  const pid = child.pid;
  if (pid === undefined) {
    running.delete(child);
    await once(child, 'error');
    throw new Error(`${file} could not be started`);
  }
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let known = new Map<string, Made>();
  const nextLine = async (): Promise<void> => {
    const line = await lines.next();
    if (line.done) throw new Error(`${name} ended without saying what it made`);
    known = readLine(line.value);
  };
  await nextLine();
  return {
    pid,
    file,
    made(wanted) {
      const found = known.get(wanted);
      if (!found) throw new Error(`${name} never spoke of ${wanted}, only of ${[...known.keys()].join(', ')}`);
      return found;
    },
    names: () => [...known.keys()],
    signal: (signal) => void process.kill(pid, signal),
    nextLine,
    async stop() {
      child.kill('SIGKILL');
      await gone;
      rmSync(`/dev/shm/procatlas-${pid}-living`, { force: true });
    },
  };
}

/** Parses one line of a program (see tests/programs/report.h). */
function readLine(line: string): Map<string, Made> {
  const said = JSON.parse(line) as Record<string, Record<string, string | number>>;
  return new Map(
    Object.entries(said).map(([name, { start = '0', end = '0', skipped, ...facts }]) => [
      name,
      {
        start: parseAddress(String(start)) ?? 0n,
        end: parseAddress(String(end)) ?? 0n,
        facts: facts as Record<string, number>,
        ...(skipped === undefined ? {} : { skipped: String(skipped) }),
      },
    ]),
  );
}
