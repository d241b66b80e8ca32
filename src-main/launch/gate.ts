/**
 * Starting a program so that nothing of it is missed: a shell waits at a gate, we look at its process, the gate opens, and
 * the shell becomes the program (same process, POSIX `exec`). Where we end before, `read` meets the end of the pipe and
 * the shell ends too; a stopped one (SIGSTOP) would stay for ever.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Failure, Outcome } from '../contract/messages.ts';
import { asPid, type Pid } from '../contract/units.ts';
import { openProc } from '../procfs/reader.ts';
import { descendantsOf, isAlive, type TreeProcess } from './tree.ts';

/** POSIX promises it, and nothing that is smaller than a distribution has to keep that. */
const shell = '/bin/sh';
/** 125 is what `env` and `nohup` end with when they could not begin. */
const waiting = 'read -r _ <&3 || exit 125; exec "$@" 3<&-';
/**
 * Ends a process and all that it has started when the guard's input ends before a line has come: then we are gone,
 * however we went. Each is stopped before its children are looked for, so that it makes no more of them meanwhile.
 * `status` and not `stat`: it writes the line break that a name may hold as `\n`. Variables are global in sh, so none
 * is used after the call of itself; its parameter is its own.
 */
const guarding = `end() {
  kill -STOP "$1" || return 0
  for status in /proc/[0-9]*/status; do
    parent=
    while read -r key value; do case $key in PPid:) parent=$value; break;; esac; done <"$status"
    [ "$parent" = "$1" ] || continue
    child=\${status#/proc/}
    end "\${child%/status}"
  done
  kill -KILL "$1"
}
read -r _ || end "$1"`;

/** Milliseconds that a polite end may take, and between two looks whether it has come. */
const patience = 2000;
const step = 20;

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
  /** Ends what has not ended of it and of what it has started: politely, and after two seconds at once. */
  end(): Promise<void>;
}

/**
 * Starts the shell at the gate. `file` has been looked at; its streams are ours, so that a terminal stays one. `tracer`
 * are words before it: a program that becomes it (`env`, `strace -D`). Fails without a shell, and when the kernel takes no
 * more processes or not so many arguments.
 */
export async function launchGated(
  file: string,
  args: readonly string[],
  tracer: readonly string[] = [],
): Promise<Outcome<Launched>> {
  const traced = [...tracer, file, ...args];
  let child: ChildProcess;
  try {
    child = spawn(shell, ['-c', waiting, 'sh', ...traced], { stdio: ['inherit', 'inherit', 'inherit', 'pipe'] });
    await once(child, 'spawn');
  } catch (error) {
    return notStarted(file, error);
  }
  const pid = asPid(child.pid ?? 0);
  const ended = new Promise<Ending>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
  });
  const guard = guardOf(pid);
  void ended.then(() => guard.stdin?.end('\n'));
  const reader = openProc();
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const launched: Launched = {
    pid,
    ended,
    async begin() {
      const before = [words(pid), ...(tracer.length > 0 ? [`${traced.join('\0')}\0`] : [])];
      const gate = child.stdio[3];
      if (gate && 'write' in gate) gate.end('\n');
      // A thousand times a second: the first states of a program last microseconds, and no event tells of an exec.
      while (!isOver() && before.includes(words(pid))) await setTimeout(1);
      return !isOver();
    },
    async end() {
      if (isOver()) return;
      // Once it has ended, its children have another parent and are not found any more.
      const started = descendantsOf(reader, pid);
      child.kill('SIGTERM');
      for (const one of started) signal(one, 'SIGTERM');
      const left = (): TreeProcess[] => started.filter((one) => isAlive(reader, one));
      const untilGone = async (): Promise<void> => {
        for (let waited = 0; waited < patience && (!isOver() || left().length > 0); waited += step) {
          await setTimeout(step);
        }
      };
      await untilGone();
      for (const one of left().flatMap((known) => [known, ...descendantsOf(reader, known.pid)])) signal(one, 'SIGKILL');
      if (!isOver()) {
        for (const one of descendantsOf(reader, pid)) signal(one, 'SIGKILL');
        child.kill('SIGKILL');
      }
      // Even what is killed takes a moment to go.
      await untilGone();
      await ended;
    },
  };
  return { ok: true, value: launched };
}

/** Why the shell at the gate did not start. */
function notStarted(file: string, error: unknown): Failure {
  const message = `${file} was not started.`;
  switch (error instanceof Error && 'code' in error && error.code) {
    case 'ENOENT':
    case 'EACCES':
      return {
        ok: false,
        code: 'failed',
        message,
        why: `It would wait in ${shell} until it is looked at, and that cannot be executed here.`,
        remedy: `Install a shell as ${shell}, or start the program yourself and choose its process.`,
      };
    case 'E2BIG':
      return { ok: false, code: 'invalid', message, why: 'Its arguments are longer than the kernel takes.' };
    default:
      return { ok: false, code: 'failed', message, why: error instanceof Error ? `${error.message}.` : String(error) };
  }
}

/** Sends a signal to a process that may have ended. */
function signal({ pid }: TreeProcess, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself, or it is somebody else's: a program with set-uid.
  }
}

/** In a group of its own, which Ctrl+C in the terminal does not reach. */
function guardOf(pid: Pid): ChildProcess {
  const guard = spawn(shell, ['-c', guarding, 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.stdin.on('error', () => undefined);
  // Without it the program outlives us when we are killed; that is no reason not to start it.
  guard.on('error', () => undefined);
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
