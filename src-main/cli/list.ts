/** `procatlas list`: the processes there are. */
import type { ProcessRow } from '../contract/calls.ts';
import { startLiveService } from '../live/client.ts';
import { sizeText } from '../words/sizes.ts';
import { printable } from './printable.ts';
import { exitCodes, reportFailure, type ExitCode, type Program } from './program.ts';
import { formatTable } from './table.ts';

/** Prints all processes as a table, or as JSON. */
export async function list(program: Program, { json }: { readonly json: boolean }): Promise<ExitCode> {
  const service = startLiveService(program.worker);
  try {
    const rows = await service.call('processes.list', undefined);
    if (!rows.ok) return reportFailure(program, rows);
    await program.print(json ? `${JSON.stringify(rows.value, undefined, 2)}\n` : formatProcesses(rows.value));
    return exitCodes.fine;
  } finally {
    await service.close();
  }
}

/** The processes as aligned text; what cannot be read says so in the last column but one. */
export function formatProcesses(rows: readonly ProcessRow[]): string {
  return formatTable(
    [
      { heading: 'PID', align: 'right' },
      { heading: 'PPID', align: 'right' },
      { heading: 'USER', align: 'left' },
      { heading: 'RSS', align: 'right' },
      { heading: 'THREADS', align: 'right' },
      { heading: 'READABLE', align: 'left' },
      { heading: 'NAME', align: 'left' },
      { heading: 'COMMAND', align: 'left' },
    ],
    rows.map((row) => [
      String(row.pid),
      String(row.ppid),
      printable(row.user),
      sizeText(row.rss),
      String(row.threads),
      row.kernelThread ? 'kernel' : row.locked === undefined ? 'yes' : 'no',
      printable(row.comm),
      printable(row.cmdline),
    ]),
  );
}
