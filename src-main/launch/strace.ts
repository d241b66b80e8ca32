/**
 * strace(1) between us and a program: it tells every call that changes the address space, and can hold the program for a
 * while after each. It traces from aside (`-D`), so the program stays our own child, with its own end; what it prints
 * comes through a FIFO in a private folder.
 */
import { execFile } from 'node:child_process';
import { constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Failure, Outcome } from '../contract/messages.ts';
import { findProgram } from './findProgram.ts';

/** `%memory` is mmap, brk and their kin (strace(1)); the rest tells whose thread a call was. `?`: where the machine has it. */
const traced = '%memory,execve,?execveat,?clone,?clone3,?fork,?vfork';

/** Where strace is, or that it is not there. */
export function findStrace(path: string): Outcome<string> {
  const found = findProgram('strace', path);
  return found.ok ? found : noStrace;
}

const noStrace: Failure = {
  ok: false,
  code: 'invalid',
  message: 'strace is not installed, and exact and slow modes take what it tells.',
  remedy: 'Install the package strace, or launch without --exact and --slow.',
};

/** A FIFO that strace writes to, and what comes out of it. */
export interface StraceOutput {
  /** The words that go before the program and its arguments. */
  readonly words: readonly string[];
  /** Nothing more will come: strace has ended, or never began. */
  readonly over: Promise<void>;
  /** Hands over what strace writes, as it comes. */
  listen(take: (text: string) => void): void;
  /** Removes the FIFO and ends listening. */
  close(): void;
}

/** Prepares a run of strace; `delay` in milliseconds after each call. Rejects where no FIFO can be made. */
export async function openStrace(strace: string, delay: number | undefined): Promise<StraceOutput> {
  const folder = mkdtempSync(join(tmpdir(), 'procatlas-strace-'));
  const fifo = join(folder, 'calls');
  await promisify(execFile)('mkfifo', ['-m', '600', fifo]);
  // Without O_NONBLOCK, opening would wait for strace, which has not been started.
  const socket = new Socket({ fd: openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK), writable: false });
  socket.setEncoding('utf8');
  const over = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
  socket.on('error', () => socket.destroy());
  const held =
    delay === undefined
      ? []
      : // The last state is left by the end of the process, so that is put off too.
        [`inject=%memory:delay_exit=${delay * 1000}`, `inject=exit_group:delay_enter=${delay * 1000}`];
  return {
    words: [
      strace,
      ...['-D', '-f', '-q', '-y', '-ttt', '-s', '0', '-o', fifo, '-e', 'signal=none'],
      ...['-e', `trace=${traced}${delay === undefined ? '' : ',exit_group'}`],
      ...held.flatMap((word) => ['-e', word]),
    ],
    over,
    listen(take) {
      socket.on('data', (chunk: string) => {
        take(chunk);
      });
    },
    close() {
      socket.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
