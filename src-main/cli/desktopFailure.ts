/** Why a window's program ended before its window was shown, in one sentence with what helps on this machine. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { sandboxCure } from './sandbox.ts';

/** How it ended, and what it said on standard error. */
export interface EarlyEnd {
  readonly said: string;
  readonly status?: number | null;
  readonly signal?: NodeJS.Signals | null;
  /** Milliseconds that were waited before it was ended from here. */
  readonly waited?: number;
}

/**
 * The sentence, without a full stop. What is looked for are the fatal messages of Chromium (content/zygote_host,
 * sandbox/linux, ui/ozone) and of the dynamic loader (glibc, elf/dl-load.c).
 */
export function earlyEnd(
  { said, status, signal, waited }: EarlyEnd,
  program: string,
  environment: NodeJS.ProcessEnv,
): string {
  if (waited !== undefined) return `The desktop window did not appear within ${Math.round(waited / 1000)} seconds`;
  const [, library] = /error while loading shared libraries: ([^:\s]+):/.exec(said) ?? [];
  if (library !== undefined) {
    const finder = finders.find(({ program: name }) => isOnPath(name, environment));
    const cure = finder ? ` (“${finder.words(library)}” names its package)` : '';
    return `The desktop window needs ${library}, which is not installed here${cure}`;
  }
  if (
    /No usable sandbox|SUID sandbox helper|sandbox.*(?:EPERM|Operation not permitted)|zygote_host_impl_linux/.test(said)
  ) {
    return `The desktop window’s sandbox could not start (${sandboxCure(program)})`;
  }
  if (
    /Missing X server|cannot open display|Failed to connect to Wayland display|ozone_platform_(?:x11|wayland)/i.test(
      said,
    )
  ) {
    const display = environment.WAYLAND_DISPLAY ?? environment.DISPLAY ?? '';
    return `The display ${display} does not answer`;
  }
  if (/\bE(?:ACCES|NOEXEC|NOENT)\b/.test(said)) return `The desktop window’s program cannot be run (${lastLine(said)})`;
  const how = signal ? `was ended by ${signal}` : `ended with status ${status ?? '?'}`;
  const last = lastLine(said);
  return `The desktop window ${how} before it was shown${last === '' ? '' : ` (${last})`}`;
}

/** Programs that know which package a library comes in; most machines have one of them, or none. */
const finders = [
  { program: 'apt-file', words: (library: string) => `apt-file search ${library}` },
  { program: 'dnf', words: (library: string) => `dnf provides '*/${library}'` },
  { program: 'pacman', words: (library: string) => `pacman -F ${library}` },
];

const isOnPath = (name: string, { PATH = '' }: NodeJS.ProcessEnv): boolean =>
  PATH.split(delimiter).some((folder) => existsSync(join(folder, name)));

/** Chromium puts process, time and place in brackets before each message. */
const lastLine = (text: string): string =>
  (text.trim().split('\n').at(-1) ?? '')
    .replace(/^\[[^\]]*\]\s*/, '')
    .replace(/[.\s]+$/, '')
    .slice(0, 200);
