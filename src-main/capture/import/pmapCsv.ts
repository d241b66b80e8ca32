/** The output of our own `pmap --csv` (src-main/pmap/FORMAT.md): titles in the first line, RFC 4180. */
import { asPid } from '../../contract/units.ts';
import { rowOfRecord } from './pmapRecord.ts';
import type { LineMeaning, TableFacts, TableFormat, TableReader } from './tableFormat.ts';

const heading = /^procatlas-pmap-\d{1,3},pid,start,end,/;
const longestLine = 262_144;

/** `pmap --csv`. */
export const pmapCsv: TableFormat = {
  source: 'pmap-csv',
  begins: (line) => heading.test(line),
  reader: () => new CsvReader(),
};

class CsvReader implements TableReader {
  private titles: readonly string[] = [];
  private pid = '';
  private parts = false;

  line(text: string): LineMeaning {
    if (heading.test(text)) {
      this.titles = cellsOf(text);
      return 'nothing';
    }
    if (text.trim() === '') return 'nothing';
    const cells = text.length <= longestLine ? cellsOf(text) : [];
    if (cells.length !== this.titles.length) return 'strange';
    const record = Object.fromEntries(this.titles.map((title, index) => [title, cells[index] ?? '']));
    const figures = this.titles.flatMap((title, index) =>
      /^[A-Z]/.test(title) && title !== 'VmFlags' ? [[title, cells[index]] as const] : [],
    );
    const row = rowOfRecord(record, figures, record.VmFlags);
    if (!row) return 'strange';
    if (record.kind !== undefined) this.parts = true;
    const pid = Number(record.pid);
    if (record.pid === this.pid || !(pid >= 1 && pid <= 0x7fff_ffff)) return { row };
    this.pid = record.pid ?? '';
    return { mark: { title: `process ${pid}`, facts: { pid: asPid(pid) } }, row };
  }

  facts(): TableFacts {
    return { format: 'procatlas pmap', unknown: [], ...(this.parts ? { parts: true } : {}) };
  }
}

/** The cells of one record: quoted where they hold commas or quotes, which are doubled. */
function cellsOf(line: string): string[] {
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^,"]*))(,|$)/y;
  for (;;) {
    const match = cell.exec(line);
    if (!match) return [];
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '') return cells;
  }
}
