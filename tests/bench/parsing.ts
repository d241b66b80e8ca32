/** Our parsers: with the read, and alone from memory. */
import { MapsParser, parseMaps } from '@main/procfs/maps.ts';
import { SmapsParser } from '@main/procfs/smaps.ts';
import { milliseconds, paired, summarised } from './pairing.ts';
import { plainRead, readChunks } from './plainRead.ts';
import type { Row } from './table.ts';
import { parseSmaps } from '../support/atOnce.ts';

function readAndParse(file: string, parser: MapsParser | SmapsParser): number {
  readChunks(file, (chunk) => {
    parser.push(chunk);
  });
  return parser.finish().mappings.length;
}

function wholeText(file: string): Uint8Array {
  const chunks: Uint8Array[] = [];
  readChunks(file, (chunk) => chunks.push(chunk.slice()));
  return Buffer.concat(chunks);
}

/** Reading and parsing against reading alone; parsing alone in megabytes a second. */
export async function measureParsing(pid: number, mappings: number, rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  const files = [
    { name: 'maps', make: () => new MapsParser(), parse: parseMaps },
    { name: 'smaps', make: () => new SmapsParser(), parse: parseSmaps },
  ];
  for (const { name, make, parse } of files) {
    const file = `/proc/${pid}/${name}`;
    const read = (): number => plainRead(file);
    const reading = await paired(read, read, rounds);
    rows.push({ what: `read ${name}`, mappings, timing: reading, against: `read ${name}` });
    const both = await paired(read, () => readAndParse(file, make()), rounds);
    rows.push({ what: `read and parse ${name}`, mappings, timing: both, against: `read ${name}` });
    const text = wholeText(file);
    parse(text);
    const alone = summarised(Array.from({ length: rounds }, () => milliseconds(() => parse(text))));
    const speed = { value: text.length / alone.best / 1000, unit: 'MB/s' };
    rows.push({ what: `parse ${name} alone`, mappings, timing: alone, figure: speed });
  }
  return rows;
}
