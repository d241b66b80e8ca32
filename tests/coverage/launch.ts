/** Starting what is measured: any command, watched until it says that it is ready, and always killed with its family. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Truth } from './truths.ts';

/** How a program is started and how one sees that it is ready. */
export interface Start {
  readonly command: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A line of its output (or of its errors) that says it is ready; without one, the first line of JSON. */
  readonly ready?: RegExp;
  /** Written to its standard input at once. */
  readonly input?: string;
  /** Milliseconds to wait once it is ready, or in all where no `ready` is given: servers that say nothing. */
  readonly settle?: number;
  /** Names (comm) of the members of its family that are measured, instead of the process itself. */
  readonly members?: RegExp;
}

/** A started program. */
export interface Started {
  readonly pid: number;
  /** Processes to be measured. */
  readonly measured: readonly number[];
  /** What it has said of itself. */
  readonly said: readonly Truth[];
  /** Asks it something on its standard input and gives what it has written since, a moment later. */
  ask(text: string): Promise<string>;
  stop(): Promise<void>;
}

/** Longest wait for a program on a busy machine. */
const patience = 120_000;

/** A process and all its descendants. */
function familyOf(ancestor: number): { readonly pid: number; readonly comm: string }[] {
  const all = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || !existsSync(`/proc/${name}/stat`)) return [];
    try {
      const [, comm, parent] = /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'latin1')) ?? [];
      return [{ pid: Number(name), comm: comm ?? '', parent: Number(parent) }];
    } catch {
      return []; // ended meanwhile
    }
  });
  const family = new Set([ancestor]);
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return all.filter(({ pid }) => family.has(pid));
}

/** The truth that a program prints as one line of JSON: spans or totals by name. Other lines give nothing. */
export function truthsOf(output: string): Truth[] {
  for (const line of output.split('\n')) {
    if (!line.startsWith('{')) continue;
    try {
      const said = JSON.parse(line) as Record<string, { start?: string; end?: string; is?: string; total?: number }>;
      return Object.entries(said).flatMap(([name, { start, end, is, total }]): Truth[] => {
        if (is === undefined) return [];
        const kinds = is.split('|');
        if (total !== undefined) return [{ name, kinds, total }];
        return start === undefined || end === undefined
          ? []
          : [{ name, kinds, start: BigInt(start), end: BigInt(end) }];
      });
    } catch {
      continue;
    }
  }
  return [];
}

/** Starts a program and waits until it is ready. Throws its last words when it ends before. */
export async function launch(start: Start): Promise<Started> {
  const child = spawn(start.command, start.args ?? [], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: start.cwd,
    env: { ...process.env, ...start.env },
  });
  const { pid } = child;
  let output = '';
  let errors = '';
  const state = { gone: false };
  child.on('error', (error) => {
    errors += error.message;
    state.gone = true;
  });
  const ended = new Promise<void>((settle) => {
    child.once('exit', () => {
      state.gone = true;
      settle();
    });
  });
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  const kill = (): void => {
    for (const member of pid === undefined ? [] : familyOf(pid)) {
      try {
        process.kill(member.pid, 'SIGKILL');
      } catch {
        // ended by itself
      }
    }
  };
  process.once('exit', kill);
  if (start.input !== undefined) child.stdin.write(start.input);
  const silent = start.ready === undefined && start.settle !== undefined;
  const ready = start.ready ?? /^\{.*\}$/m;
  const began = Date.now();
  while (!silent && !ready.test(output) && !ready.test(errors)) {
    if (state.gone) throw new Error(`it ended: ${(errors || output).trim().split('\n').slice(-3).join(' ')}`);
    if (Date.now() - began > patience) {
      kill();
      throw new Error('it never said that it was ready');
    }
    await delay(50);
  }
  await delay(start.settle ?? 300);
  if (state.gone || pid === undefined) throw new Error(`it ended: ${errors.trim().split('\n').slice(-3).join(' ')}`);
  const { members } = start;
  const measured = members
    ? familyOf(pid)
        .filter(({ comm }) => members.test(comm))
        .map((member) => member.pid)
    : [pid];
  return {
    pid,
    measured,
    said: truthsOf(output),
    async ask(text) {
      const before = output.length;
      child.stdin.write(text);
      await delay(700);
      return output.slice(before);
    },
    async stop() {
      kill();
      process.off('exit', kill);
      if (!state.gone) await ended;
    },
  };
}
