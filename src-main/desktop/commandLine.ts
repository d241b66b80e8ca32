/**
 * What the desktop program was asked to do. The words are read by the command line face's own parser; here, only
 * what is peculiar to Electron is taken out of them first.
 */
import { parseCommand } from '../cli/arguments.ts';

/** Words for the command line face, wrong ones included, or a window. */
export type Launch =
  | { readonly kind: 'command'; readonly words: readonly string[] }
  | { readonly kind: 'window'; readonly targets: readonly string[] };

/** Long options of ours that may come before any command; every other long switch there is Chromium's. */
const ownOptions = new Set(['--', '--help', '--version']);

/**
 * The words that a person gave. A packaged program's begin behind its own name; one that runs as
 * `electron [SWITCH…] PATH …` also has the path of the program before them, behind any switches for Electron.
 */
export function userArguments(argv: readonly string[], packaged: boolean): readonly string[] {
  const behindName = argv.slice(1);
  if (packaged) return behindName;
  const path = behindName.findIndex((word) => !word.startsWith('-'));
  return path < 0 ? [] : behindName.slice(path + 1);
}

/**
 * Reads the person's words. Chromium has some 1,400 long switches, which may stand before a command's name and
 * anywhere among the words for a window; they are left to it. Behind a command's name every word is the command's.
 */
export function parseCommandLine(given: readonly string[]): Launch {
  const start = given.findIndex((word) => !isForeign(word));
  const words = start < 0 ? [] : given.slice(start);
  const kept = isCommandName(words[0]) ? words : words.filter((word) => !isForeign(word));
  const command = parseCommand(kept);
  if (command.command !== 'open') return { kind: 'command', words: kept };
  return { kind: 'window', targets: command.targets };
}

const isForeign = (word: string): boolean => word.startsWith('--') && !ownOptions.has(word);

/** Whether a word alone is anything but a process to open; a command that misses its own arguments is one too. */
const isCommandName = (word: string | undefined): boolean =>
  word !== undefined && parseCommand([word]).command !== 'open';

/** Chromium's switches that open a door to the page, or take down the wall around it, with what each would do. */
const doors: ReadonlyMap<string, string> = new Map([
  ['remote-debugging-port', 'every user of this machine could run code in the page, and read what it may read'],
  ['remote-debugging-pipe', 'whoever started the program could run code in the page, and read what it may read'],
  ['disable-web-security', 'the page could no longer be kept apart from other sites'],
]);

/**
 * Why the window must not open under these switches, or undefined when it may. A packaged program never opens under a
 * switch that gives others the page; one that runs from its sources may be debugged with PROCATLAS_ALLOW_DEBUGGING=1, as
 * its own tests do.
 */
export function switchRefusal(
  hasSwitch: (name: string) => boolean,
  packaged: boolean,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  for (const [name, harm] of doors) {
    const debugging = name !== 'disable-web-security';
    if (!hasSwitch(name) || (debugging && !packaged && env.PROCATLAS_ALLOW_DEBUGGING === '1')) continue;
    return `Procatlas does not open its window with --${name}: ${harm}. Leave the switch out.`;
  }
  return undefined;
}

/**
 * Why no window can come, so that a browser is to show the page, or undefined. It fits before "so …". Without the sandbox
 * the window opens for a person who set PROCATLAS_ALLOW_NO_SANDBOX=1 alone: an AppImage adds the switch by itself where
 * user namespaces are closed, and nobody has been asked then.
 */
export function windowObstacle(
  hasSwitch: (name: string) => boolean,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (hasSwitch('no-sandbox') && env.PROCATLAS_ALLOW_NO_SANDBOX !== '1') {
    return 'The desktop window does not open without its sandbox (PROCATLAS_ALLOW_NO_SANDBOX=1 allows it)';
  }
  return env.DISPLAY || env.WAYLAND_DISPLAY ? undefined : 'There is no display';
}
