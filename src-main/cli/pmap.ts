/** `procatlas pmap`: what procps's pmap prints, byte for byte, and what scripts and readers of our picture ask for. */
import { charsetOf } from '../pmap/printableBytes.ts';
import { openProc } from '../procfs/reader.ts';
import { ownCommand } from '../procfs/remedies.ts';
import { parsePmap, type PmapOptions } from './pmapArguments.ts';
import type { Arrange } from './pmapArrange.ts';
import { needsSmaps, processLine, shownFigures, tableOf, unitOf, writeTable, type PrintContext } from './pmapPrint.ts';
import type { Complain, PrintOutcome, Reading } from './pmapReading.ts';
import { printRegular } from './pmapRegular.ts';
import { findProcess, readProcess, type FoundProcess, type Needs } from './pmapRead.ts';
import { exitCodes, type ExitCode, type Program } from './program.ts';
import { pmapUsage } from './usage/pmap.ts';

/** Runs the command. Exit statuses are procps's: 1 refused or wrong usage, 42 no such process, 43 both. */
export async function pmap(program: Program, words: readonly string[]): Promise<ExitCode> {
  const { command, warnings } = parsePmap(words, program.environment);
  const complain = (message: string): void => {
    program.complain(`procatlas pmap: ${message}`);
  };
  warnings.forEach(complain);
  switch (command.command) {
    case 'print':
      return print(program, command.options, complain);
    case 'help':
      await program.print(await help());
      return exitCodes.fine;
    case 'version':
      await program.print(`pmap from ${(await import('./version.ts')).versionText}`);
      return exitCodes.fine;
    case 'usage':
      complain(command.message);
      program.complain(`“${ownCommand('pmap --help')}” shows the usage.`);
      return exitCodes.failed;
    case 'nothing':
      program.complain((await help()).trimEnd());
      return exitCodes.failed;
    case 'error':
      complain(command.message);
      return exitCodes.failed;
    case 'create column file': {
      const { createColumnFile } = await import('./pmapColumnFile.ts');
      return createColumnFile(command.file, program.environment, complain) ? exitCodes.fine : exitCodes.failed;
    }
  }
}

const help = async (): Promise<string> => (await import('./usage/helpText.ts')).helpText(pmapUsage, ownCommand(''));

async function print(program: Program, options: PmapOptions, complain: Complain): Promise<ExitCode> {
  const file = options.format === 'columns' ? await columnFile(program, options, complain) : undefined;
  if (file === 'unreadable') return exitCodes.failed;
  const arrangement = await arrangementOf(options);
  if (arrangement && 'fault' in arrangement) {
    complain(arrangement.fault);
    return exitCodes.failed;
  }
  const reader = openProc();
  const context: PrintContext = {
    reader,
    // The file's ShowPath turns -p round.
    options: file?.togglesPath === true ? { ...options, fullPath: !options.fullPath } : options,
    charset: charsetOf(program.environment),
    terminal: program.terminal,
    ...(file ? { columns: file.shows } : {}),
    ...(arrangement ? { arrange: arrangement.arrange } : {}),
    kept: new Map(),
    unit: unitOf(reader, options.unit),
  };
  // Filters, orders and records may ask for any figure.
  const anyFigure = arrangement !== undefined || options.output !== 'text';
  const needs: Needs = {
    smaps: needsSmaps[options.format] || arrangement?.needs.smaps === true,
    ...(anyFigure ? {} : { keys: shownFigures(context) }),
    kinds: options.labels || arrangement?.needs.kinds === true,
  };
  // All processes are looked for first, as procps does; those that are gone are passed over.
  const found: FoundProcess[] = [];
  const missing: number[] = [];
  for (const pid of options.pids) {
    const process = findProcess(reader, pid, context.charset);
    if (process) found.push(process);
    else missing.push(pid);
  }
  const opened = await sourcesAsProcesses(program, options, complain);
  found.push(...opened.found);
  const reading: Reading = {
    context,
    found,
    missing,
    read: async (process) => {
      if (process.opened) return (await import('./pmapSources.ts')).openedRows(process.opened);
      const rows = await readProcess(reader, process.pid, needs);
      if (!('refused' in rows) && rows.notes.length > 0) {
        const { noteText } = await import('../words/notes.ts');
        for (const note of rows.notes) complain(`${process.pid}: ${noteText(note)}`);
      }
      return rows;
    },
    // procps says nothing at all; a person should learn why, a script sees what it always saw.
    explain: (message) => {
      if (process.stderr.isTTY) complain(message);
    },
    complain,
  };
  for (const pid of missing) reading.explain(`There is no process ${pid}.`);
  const printed = options.output === 'text' ? await printTexts(program, reading) : await printRecords(program, reading);
  const ofFiles =
    opened.printed || printed === 'failed' ? opened.outcome : await printFiles(program, options, complain);
  const outcome = printed === 'fine' ? ofFiles : printed;
  if (outcome === 'failed') return exitCodes.failed;
  if (missing.length > 0) return outcome === 'refused' ? exitCodes.refusedAndMissing : exitCodes.noSuchProcess;
  return outcome === 'refused' ? exitCodes.failed : exitCodes.fine;
}

async function printTexts(
  program: Program,
  { context, found, read, explain, complain }: Reading,
): Promise<PrintOutcome> {
  let outcome: PrintOutcome = 'fine';
  for (const process of found) {
    const regular = printRegular(context, process);
    if (regular) {
      await program.print(regular);
      continue;
    }
    const rows = await read(process);
    const out = processLine(context, process);
    if ('refused' in rows) {
      outcome = 'refused';
      await program.print(out.bytes());
      explain(`${process.pid}: ${rows.refused}`);
      continue;
    }
    const table = await tableOf(context, process, rows);
    if ('fault' in table) {
      complain(table.fault);
      return 'failed';
    }
    writeTable(out, context, table);
    await program.print(out.bytes());
  }
  return outcome;
}

async function printRecords(program: Program, reading: Reading): Promise<PrintOutcome> {
  const { printRecordTexts } = await import('./pmapRecords.ts');
  return printRecordTexts(program, reading);
}

/** Sources whose rows pass as those of processes do; the others are printed by {@link printFiles}. */
async function sourcesAsProcesses(
  program: Program,
  options: PmapOptions,
  complain: Complain,
): Promise<{ readonly found: readonly FoundProcess[]; readonly outcome: PrintOutcome; readonly printed: boolean }> {
  const none = { found: [], outcome: 'fine' } as const;
  if (options.sources.length === 0) return { ...none, printed: true };
  const { asProcesses, openedSources } = await import('./pmapSources.ts');
  if (!asProcesses(options)) return { ...none, printed: false };
  return { ...(await openedSources(program, options, complain)), printed: true };
}

async function printFiles(program: Program, options: PmapOptions, complain: Complain): Promise<PrintOutcome> {
  const { printSources } = await import('./pmapSources.ts');
  return printSources(program, options, complain);
}

async function columnFile(program: Program, { columnFile: file }: PmapOptions, complain: Complain) {
  const { readColumnFile } = await import('./pmapColumnFile.ts');
  return readColumnFile(file, program.environment, complain);
}

async function arrangementOf({
  filter,
  sort,
}: PmapOptions): Promise<
  { readonly needs: Needs; readonly arrange: Arrange } | { readonly fault: string } | undefined
> {
  if (filter === undefined && sort === undefined) return undefined;
  return (await import('./pmapArrange.ts')).arrangement(filter, sort);
}
