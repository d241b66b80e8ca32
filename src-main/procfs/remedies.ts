/**
 * The command lines that sentences may tell a person to type. What is called `procatlas` in one installation has another
 * name in the next, or none; so whoever starts a thread of this program says once how it is called there.
 */

/** How this program is started here. */
export interface OwnCommands {
  /** By the person who started it: `procatlas`, `npx procatlas`, `npm start --`, a path. */
  readonly own: string;
  /** By root, who has another search path; without what makes one root. */
  readonly root: string;
  /** Whether there is a `sudo`; every Linux has `su`. */
  readonly sudo: boolean;
}

let commands: OwnCommands = { own: 'procatlas', root: 'procatlas', sudo: true };

/** Says how this program is called here; the reading thread is told by the thread that starts it. */
export function setOwnCommands(known: OwnCommands): void {
  commands = known;
}

/** What {@link setOwnCommands} was told. */
export const ownCommands = (): OwnCommands => commands;

/** Our own command with its words, for the person who reads it. */
export const ownCommand = (words: string): string => `${commands.own} ${words}`.trim();

/** Any command line as root. */
export const asRoot = (line: string): string =>
  commands.sudo ? `sudo ${line}` : `su -c '${line.replaceAll("'", String.raw`'\''`)}'`;

/** Our own command with its words, as root. */
export const ownCommandAsRoot = (words: string): string => asRoot(`${commands.root} ${words}`.trim());
