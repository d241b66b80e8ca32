/**
 * Starting a program so that nothing of it is missed: a shell waits at a gate, we look at its process, the gate opens, and
 * the shell becomes the program (same process, POSIX `exec`). Where we end before, `read` meets the end of the pipe and
 * the shell ends too; a stopped one (SIGSTOP) would stay for ever.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { asPid, type Pid } from '../contract/units.ts';

/** 125 is what `env` and `nohup` end with when they could not begin. */
const waiting = 'read -r _ <&3 || exit 125; exec "$@" 3<&-';
/** Ends a process when its own input ends before a line has come: then we are gone, however we went. */
const guarding = 'read -r _ || kill -KILL "$1"';

/** How a program ended: by itself, or by a signal. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process at the gate, and then the program. */
export interface Launched {
  readonly pid: Pid;
  readonly ended: Promise<Ending>;
  /** Opens the gate; resolves when the process has become the program, `false` when it ended before. */
  begin(): Promise<boolean>;
  /** Ends it if it has not ended: politely, and after two seconds at once. */
  end(): Promise<void>;
}

/** Starts the shell at the gate. `file` has been looked at; its streams are ours, so that a terminal stays one. Rejects without a shell. */
export async function launchGated(file: string, args: readonly string[]): Promise<Launched> {
  const child = spawn('/bin/sh', ['-c', waiting, 'sh', file, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
  });
  await once(child, 'spawn');
  const pid = asPid(child.pid ?? 0);
  const ended = new Promise<Ending>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
  });
  const guard = guardOf(pid);
  void ended.then(() => guard.stdin?.end('\n'));
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    ended,
    async begin() {
      const before = words(pid);
      const gate = child.stdio[3];
      if (gate && 'write' in gate) gate.end('\n');
      // A thousand times a second: the first states of a program last microseconds, and no event tells of an exec.
      while (!isOver() && words(pid) === before) await setTimeout(1);
      return !isOver();
    },
    async end() {
      if (isOver()) return;
      child.kill('SIGTERM');
      await Promise.race([ended, setTimeout(2000, undefined, { ref: false })]);
      if (!isOver()) child.kill('SIGKILL');
      await ended;
    },
  };
}

/** In a group of its own, which Ctrl+C in the terminal does not reach. */
function guardOf(pid: Pid): ChildProcess {
  const guard = spawn('/bin/sh', ['-c', guarding, 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.stdin.on('error', () => undefined);
  guard.unref();
  return guard;
}

/** The command line of a process; empty once it has gone. */
function words(pid: Pid): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}
