/** Every command there is, in the order in which the help lists them. */
import { ownCommand } from '../../procfs/remedies.ts';
import type { CommandUsage } from './command.ts';
import { diffUsage } from './diff.ts';
import { launchUsage } from './launch.ts';
import { lessonUsage } from './lesson.ts';
import { listUsage } from './list.ts';
import { markUsage } from './mark.ts';
import { nearest } from './nearest.ts';
import { openUsage } from './open.ts';
import { pmapUsage } from './pmap.ts';
import { recordUsage } from './record.ts';
import { renderUsage } from './render.ts';
import { seriesUsage } from './series.ts';
import { serveUsage } from './serve.ts';
import { snapUsage } from './snap.ts';
import { teachUsage } from './teach.ts';

/** What `procatlas` takes without the name of a command. */
export const withoutCommand: CommandUsage = openUsage;

export const commands: readonly CommandUsage[] = [
  serveUsage,
  snapUsage,
  diffUsage,
  recordUsage,
  launchUsage,
  markUsage,
  seriesUsage,
  listUsage,
  pmapUsage,
  renderUsage,
  lessonUsage,
  teachUsage,
];

/** The command of this name. */
export const commandNamed = (name: string): CommandUsage | undefined =>
  commands.find((command) => command.name === name);

/** A question to be added to a sentence, when a word is nearly the name of a command; empty otherwise. */
export function meantCommand(word: string): string {
  const meant = nearest(
    word,
    commands.map(({ name }) => name),
  );
  return meant === undefined ? '' : ` Did you mean the command “${ownCommand(meant)}”?`;
}
