#!/usr/bin/env node
/** The command line's start. Each command is loaded when it is asked for, so that `--help` costs nothing else. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lessonsBeside } from '../classroom/shippedBeside.ts';
import { ownCommand, setOwnCommands } from '../procfs/remedies.ts';
import { parseCommand, type Command } from './arguments.ts';
import { findOwnCommands } from './ownCommands.ts';
import type { ExitCode, Program } from './program.ts';
import { commandNamed, withoutCommand } from './usage/commands.ts';
import type { CommandUsage } from './usage/command.ts';

// A package's launcher sets it, and editors made with Electron hand it on to their tasks: meant for this process alone.
const { ELECTRON_RUN_AS_NODE: asNode, ...environment } = process.env;
delete process.env.ELECTRON_RUN_AS_NODE;

const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Whether this file lies beside the program that runs it: then that is the package's own Electron. */
const isPackaged =
  asNode !== undefined && fileURLToPath(import.meta.url).startsWith(`${dirname(process.execPath)}/resources/`);

// This file is dist/main/cli.js once built; everything else is found from here, not from the shared chunks.
const program: Program = {
  print: (text) =>
    new Promise((resolve) => {
      process.stdout.write(text, () => {
        resolve();
      });
    }),
  complain: (sentence) => {
    process.stderr.write(`${sentence}\n`);
  },
  terminal: process.stdout.isTTY,
  environment,
  worker: new URL('worker.js', import.meta.url),
  assets: fileURLToPath(new URL('../renderer', import.meta.url)),
  root: packageRoot,
  lessons: lessonsBeside(packageRoot),
  ...(isPackaged ? { packaged: process.execPath } : {}),
};

setOwnCommands(
  findOwnCommands({
    root: program.root,
    environment,
    runs: process.execPath,
    packaged: program.packaged !== undefined,
  }),
);

const usageOf = (name: string | undefined): CommandUsage =>
  (name === undefined ? undefined : commandNamed(name)) ?? withoutCommand;

async function run(command: Command): Promise<ExitCode> {
  switch (command.command) {
    case 'open':
      return (await import('./open.ts')).open(program, command);
    case 'serve':
      return (await import('./serve.ts')).serve(program, command);
    case 'snap':
      return (await import('./snap.ts')).snap(program, command);
    case 'diff':
      return (await import('./diff.ts')).diff(program, command);
    case 'record':
      return (await import('./record.ts')).record(program, command);
    case 'launch':
      return (await import('./launch.ts')).launch(program, command);
    case 'mark':
      return (await import('./mark.ts')).mark(program, command);
    case 'series':
      return (await import('./series.ts')).series(program, command);
    case 'lesson':
      return (await import('./lesson.ts')).lesson(program, command);
    case 'teach':
      return (await import('./teach.ts')).teach(program, command);
    case 'list':
      return (await import('./list.ts')).list(program, command);
    case 'pmap':
      return (await import('./pmap.ts')).pmap(program, command.words);
    case 'render':
      return (await import('./render.ts')).render(program, command.words);
    case 'help':
      await program.print((await import('./usage/helpText.ts')).helpText(usageOf(command.of), ownCommand('')));
      return 0;
    case 'version':
      await program.print((await import('./version.ts')).versionText);
      return 0;
    case 'usage':
      program.complain(
        `${command.message}\n“${ownCommand(command.of === undefined ? '--help' : `${command.of} --help`)}” shows the usage.`,
      );
      return 2;
  }
}

// A reader that has seen enough (`| head`) closes the pipe; that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  program.complain(`Standard output could not be written: ${error.message}`);
  process.exit(1);
});

try {
  process.exitCode = await run(parseCommand(process.argv.slice(2)));
} catch (error) {
  program.complain(
    `Procatlas failed because of a fault of its own: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
}
