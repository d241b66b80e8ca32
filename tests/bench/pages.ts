/** Page states: read and summarised against a plain read of the same part of pagemap, and the first cells of a screen. */
import { asAddress, pageNumberOf } from '@contract/address.ts';
import { asPageNumber } from '@contract/units.ts';
import { closeSync, openSync, readSync } from 'node:fs';
import { lookInto } from '../support/looking.ts';
import { startProgram } from '../support/programs.ts';
import { asyncMilliseconds, paired, summarised } from './pairing.ts';
import type { Row } from './table.ts';

/** Pages of a screen full of single cells. */
const screenPages = 4096;

/** Reads a part of pagemap as cat does, 128 KiB at a time, and looks at nothing. */
function plainPagemap(pid: number, first: number, pages: number): number {
  const file = openSync(`/proc/${pid}/pagemap`, 'r');
  const buffer = new Uint8Array(128 * 1024);
  let read = 0;
  try {
    while (read < pages * 8) {
      const got = readSync(file, buffer, 0, Math.min(buffer.length, pages * 8 - read), first * 8 + read);
      if (got === 0) break;
      read += got;
    }
  } finally {
    closeSync(file);
  }
  return read;
}

/** A resident gigabyte, or less when quick. */
export async function measurePages(mebibytes: number, rounds: number): Promise<Row[]> {
  const program = await startProgram('gigabyte', { args: [String(mebibytes)] });
  try {
    const looked = lookInto(program.pid);
    const start = pageNumberOf(asAddress(program.made('block').start));
    const pages = mebibytes * 256;
    const plain = (): number => plainPagemap(program.pid, start, pages);
    const counted = () => looked.get('pages.counts', { start, cells: 256, pagesPerCell: pages / 256 });
    const states = () =>
      looked.get('pages.states', { spans: Float64Array.of(start, asPageNumber(start + Math.min(pages, 2 ** 20))) });
    const what = `${mebibytes} MiB of pages`;
    const against = 'plain read of pagemap';
    const first: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const spans = Float64Array.of(start, start + screenPages);
      first.push(await asyncMilliseconds(() => looked.get('pages.states', { spans })));
    }
    return [
      { what: `states of ${what}`, timing: await paired(plain, states, rounds), against, target: { ratio: 1.15 } },
      { what: `counts of ${what}`, timing: await paired(plain, counted, rounds), against, target: { ratio: 1.15 } },
      { what: 'first page cells of a screen', timing: summarised(first) },
    ];
  } finally {
    await program.stop();
  }
}
