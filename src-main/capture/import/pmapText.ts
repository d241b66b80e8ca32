/**
 * The output of pmap in its five formats (procps src/pmap.c; widths and traps in its manual). The rows say which:
 * default and -d have a K or no figures, -x three figures, -X and -XX a heading with the smaps keys.
 */
import type { SourceFormat, UnknownFact } from '../../contract/capture.ts';
import { summedDirty } from '../../contract/smapsKeys.ts';
import { asPid, type Pid } from '../../contract/units.ts';
import type { ForeignReader, KnownFacts } from './foreign.ts';
import { boundsOfSize, translated, type LineMeaning, type LineTranslator } from './translated.ts';

/** The formats of pmap. */
export type PmapFormat = Extract<SourceFormat, `pmap${string}`>;

const largestPid = 0x7fff_ffff;
const mode = '[r-][w-][x-][s-][R-]';
const plainRow = new RegExp(`^([0-9a-f]{8,16}) +(\\d+)K (${mode})(?: (.*))?$`);
const extendedRow = new RegExp(`^([0-9a-f]{8,16}) +(\\d+) +(\\d+|-) +(\\d+|-) +(${mode})(?: (.*))?$`);
const deviceRow = new RegExp(
  `^([0-9a-f]{8,16}) +(\\d+) (${mode}) ([0-9a-f]{8,16}) ([0-9a-f]{3,}):([0-9a-f]{5,})(?: (.*))?$`,
);
const fullRow = /^ *([0-9a-f]{1,16}) ([r-][w-][x-][sp]) +([0-9a-f]{8,16}) +([0-9a-f]+:[0-9a-f]+) +(\d+) ?(.*)$/;
/** Headings, dashes and totals. Hostile lines are long: no pattern here may try the same characters twice. */
const furniture = /^(Address +Kbytes .*|-{8}[- ]*|total kB .*| ?total +\d+K|mapped: .*|[ =]*|[ \d]+KB *)$/;

/** The smaps keys of the heading of -X or -XX, and where VmFlags ends; undefined for every other line. */
function fullHeading(line: string): { keys: readonly string[]; flagsEnd?: number } | undefined {
  if (line.length > 4096 || !/^ *Address Perm /.test(line)) return undefined;
  const words = line.trim().split(/ +/);
  if (words.slice(1, 5).join(' ') !== 'Perm Offset Device Inode' || words.at(-1) !== 'Mapping') return undefined;
  const flags = words.at(-2) === 'VmFlags';
  const keys = words.slice(5, flags ? -2 : -1);
  if (!keys.includes('Size') || !keys.every((key) => /^[A-Z][A-Za-z0-9_]*$/.test(key))) return undefined;
  return { keys, ...(flags ? { flagsEnd: line.indexOf(' VmFlags') + ' VmFlags'.length } : {}) };
}

/** Which format a single line belongs to; undefined when it tells nothing. */
export function pmapFormatOf(line: string): PmapFormat | undefined {
  const full = fullHeading(line);
  if (full) return full.flagsEnd === undefined ? 'pmap -X' : 'pmap -XX';
  if (deviceRow.test(line)) return 'pmap -d';
  if (extendedRow.test(line)) return 'pmap -x';
  return plainRow.test(line) ? 'pmap' : undefined;
}

/** Whether a line is a row of -X or -XX: without its heading nobody can tell which figures it has. */
export const isFullRow = (line: string): boolean =>
  line.length <= 4096 && /^ *\d+(?: |$)/.test(fullRow.exec(line)?.[6] ?? '');

/** Reads any output of pmap that has rows of `format`; `wanted` is the process to show, else the first. */
export function pmapText(format: PmapFormat, wanted?: Pid): ForeignReader {
  return translated('the output of pmap', new PmapTranslator(format, wanted));
}

class PmapTranslator implements LineTranslator {
  private readonly format: PmapFormat;
  private readonly wanted: Pid | undefined;
  private facts: KnownFacts = {};
  private processes = 0;
  /** Rows that come now belong to the process that is shown. */
  private showing: boolean;
  private rows = 0;
  private otherRows = 0;
  private anonymous = 0;
  private wholePaths = 0;
  /** The kernel's own names, as -X and -k print them. */
  private kernelNames = 0;
  /** Labels of our own -l: what another run made of a row, not what the row is called. */
  private labels = 0;
  private keys: readonly string[] = [];
  /** One figure for each key, then the rest of the row; missing before the heading. */
  private figures: RegExp | undefined;
  /** Column after the last one of VmFlags, which is right-aligned; missing without that column. */
  private flagsEnd: number | undefined;

  constructor(format: PmapFormat, wanted: Pid | undefined) {
    this.format = format;
    this.wanted = wanted;
    this.showing = wanted === undefined;
  }

  line(text: string): LineMeaning {
    const heading = fullHeading(text);
    if (heading) {
      this.keys = heading.keys;
      this.figures = new RegExp(`^ *((?:\\d+ +){${heading.keys.length - 1}}\\d+)(?: (.*))?$`);
      this.flagsEnd = heading.flagsEnd;
      return 'nothing';
    }
    const process = /^(\d+): {3}(.*)$/.exec(text);
    if (process) {
      this.startProcess(Number(process[1]), Buffer.from(process[2] ?? '', 'latin1').toString());
      return 'nothing';
    }
    if (furniture.test(text)) return 'nothing';
    const row = this.row(text);
    if (row === 'strange' || row === 'nothing') return row;
    if (!this.showing) {
      this.otherRows += 1;
      return 'nothing';
    }
    this.rows += 1;
    return row;
  }

  result(): ReturnType<LineTranslator['result']> {
    const full = this.format === 'pmap -X' || this.format === 'pmap -XX';
    const unknown: UnknownFact[] = full ? [] : ['inode'];
    if (!full && this.kernelNames === 0) unknown.push('names');
    if (this.format === 'pmap' || this.format === 'pmap -x') unknown.push('offset', 'device');
    if (this.wholePaths === 0) unknown.push('path');
    const notes: string[] = [];
    if (this.otherRows > 0) {
      const others = this.processes - (this.rows > 0 ? 1 : 0);
      const of = `${others} other process${others === 1 ? '' : 'es'}`;
      const shown = this.wanted === undefined ? 'the first process' : `process ${this.wanted}`;
      notes.push(
        this.rows > 0
          ? `Only ${shown} is shown; ${this.otherRows} rows of ${of} were left out.`
          : `It has no rows of ${shown}, but ${this.otherRows} of ${of}.`,
      );
    }
    if (this.labels > 0) {
      const [these, were] = this.labels === 1 ? ['One label', 'was'] : [`${this.labels} labels`, 'were'];
      notes.push(`${these} in brackets, which pmap does not print, ${were} left out: the rules look at the rows.`);
    }
    if (this.anonymous > 0 && this.kernelNames === 0) {
      notes.push(
        'pmap prints [ anon ] for everything without a file, so the heap, the vDSO and thread stacks cannot be told apart by name.',
      );
    }
    return { format: this.format, facts: this.facts, unknown, notes };
  }

  private startProcess(pid: number, command: string): void {
    // Without -q each process begins with such a line; rows before the first one belong to a process without a line.
    if (this.processes === 0 && this.rows > 0) this.processes = 1;
    this.processes += 1;
    const wanted = this.wanted === undefined ? this.processes === 1 : pid === this.wanted && this.rows === 0;
    this.showing = wanted;
    if (!wanted || pid < 1 || pid > largestPid) return;
    this.facts = { pid: asPid(pid), ...(command === '' ? {} : { cmdline: [command] }) };
  }

  private row(text: string): LineMeaning {
    switch (this.format) {
      case 'pmap':
        return this.sized(plainRow.exec(text), ([, start, size, perms, name]) => ({ start, size, perms, name }));
      case 'pmap -x':
        return this.sized(extendedRow.exec(text), ([, start, size, rss, dirty, perms, name]) => ({
          start,
          size,
          perms,
          name,
          // The sum of two keys of smaps is none of them: it keeps the name that pmap gives it.
          figures: [['Rss', rss] as const, [summedDirty, dirty] as const].flatMap(([key, digits]) =>
            digits === undefined || digits === '-' ? [] : [[key, digits] as const],
          ),
        }));
      case 'pmap -d':
        return this.sized(deviceRow.exec(text), ([, start, size, perms, offset, major, minor, name]) => ({
          start,
          size,
          perms,
          name,
          offset,
          device: `${major ?? ''}:${minor ?? ''}`,
        }));
      case 'pmap -X':
      case 'pmap -XX':
        return this.full(text);
    }
  }

  private sized(match: RegExpExecArray | null, fields: (match: readonly (string | undefined)[]) => Sized): LineMeaning {
    if (!match) return 'strange';
    const { start = '', size = '', perms = '', name = '', offset, device, figures } = fields(match);
    const bounds = boundsOfSize(start, size);
    if (!bounds) return 'strange';
    return {
      ...bounds,
      perms: perms.slice(0, 3) + (perms[3] === 's' ? 's' : 'p'),
      ...(offset === undefined ? {} : { offset }),
      ...(device === undefined ? {} : { device: device.replace(/\b0+(?=[0-9a-f])/g, '') }),
      name: this.name(name),
      ...(figures === undefined ? {} : { figures: [['Size', size], ...figures] }),
    };
  }

  private name(printed: string): string {
    if (printed === '  [ anon ]') {
      this.anonymous += 1;
      return '';
    }
    if (printed === '  [ stack ]') return '[stack]';
    if (/^ {2}\[ (?!shmid=)/.test(printed)) {
      this.labels += 1;
      return '';
    }
    if (printed.startsWith('/')) this.wholePaths += 1;
    if (/^\[[^\s\]]+\]$/.test(printed)) this.kernelNames += 1;
    return printed.replace(/^ {2}(?=\[)/, '');
  }

  private full(text: string): LineMeaning {
    const match = fullRow.exec(text);
    const cells = match && this.figures?.exec(match[6] ?? '');
    if (!cells) return 'strange';
    const [, start = '', perms = '', offset = '', device = '', inode = ''] = match;
    const [, words = '', after = ''] = cells;
    const digits = words.split(/ +/);
    const figures = this.keys.map((key, index) => [key, digits[index] ?? ''] as const);
    const bounds = boundsOfSize(start, digits[this.keys.indexOf('Size')] ?? '');
    if (!bounds) return 'strange';
    const { flags, name } = this.flagsAndName(text, after);
    if (name.startsWith('/')) this.wholePaths += 1;
    return {
      ...bounds,
      perms,
      offset,
      device,
      inode,
      name,
      figures,
      ...(flags === undefined ? {} : { vmFlags: flags }),
    };
  }

  /** The place of the heading says where the flags end: a file may well be called "rd". */
  private flagsAndName(text: string, after: string): { flags?: string; name: string } {
    if (this.flagsEnd === undefined) return { name: after };
    const place = after.length - (text.length - this.flagsEnd);
    const aligned = place >= 0 && /^( *[a-z?]{2})* *$/.test(after.slice(0, place));
    const length = aligned ? place : (/^ *([a-z?]{2} )*/.exec(after)?.[0].length ?? 0);
    return { flags: after.slice(0, length).trim(), name: after.slice(length).replace(/^ /, '') };
  }
}

interface Sized {
  readonly start: string | undefined;
  readonly size: string | undefined;
  readonly perms: string | undefined;
  readonly name: string | undefined;
  readonly offset?: string | undefined;
  readonly device?: string;
  readonly figures?: readonly (readonly [string, string])[];
}
