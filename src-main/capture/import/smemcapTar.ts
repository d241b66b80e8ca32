/**
 * A tar of /proc as smemcap makes it: `PID/smaps`, `PID/cmdline`, `PID/stat` for each process, and `version`. A tar
 * of a copied /proc folder serves as well and may hold more files of each process. Only one process can be shown: the
 * one asked for, or else the one with the most mappings.
 */
import { note } from '../../contract/note.ts';
import { asPid, type Pid } from '../../contract/units.ts';
import { auxvWordBytes, parseAuxv } from '../../procfs/auxv.ts';
import { parseCmdline } from '../../procfs/cmdline.ts';
import { parseLimits } from '../../procfs/limits.ts';
import { SmapsParser, type ParsedSmaps } from '../../procfs/smaps.ts';
import { parseStat } from '../../procfs/stat.ts';
import { parseStatus } from '../../procfs/status.ts';
import { decodeText } from '../../procfs/text.ts';
import type { ForeignReader, ForeignRows, KnownFacts } from './foreign.ts';
import { rowLimit } from '../limits.ts';
import { TarStream, type TarEntry } from './tarStream.ts';

/** Files other than smaps are small; a longer one is not what it claims to be. */
const smallFile = 1_048_576;
const smallFiles = new Set(['cmdline', 'stat', 'status', 'auxv', 'limits']);
/** Processes of one tar; a machine runs some thousands. */
const processLimit = 100_000;

/** Reads a tar; `wanted` is the process to show. */
export const smemcapTar = (wanted?: Pid): ForeignReader => new SmemcapReader(wanted);

class SmemcapReader implements ForeignReader {
  readonly binary = true;
  private readonly wanted: number | undefined;
  private readonly facts = new Map<number, KnownFacts>();
  private readonly withRows = new Set<number>();
  private readonly tar: TarStream;
  private best: { readonly pid: number; readonly smaps: ParsedSmaps } | undefined;
  private current: { readonly pid: number; readonly parser: SmapsParser } | undefined;
  private kernel: string | undefined;
  private emptyRows = 0;

  constructor(wanted: Pid | undefined) {
    this.wanted = wanted;
    this.tar = new TarStream((entry) => this.open(entry));
  }

  get rows(): number {
    return this.current?.parser.rows ?? this.best?.smaps.mappings.length ?? 0;
  }

  push(chunk: Uint8Array): void {
    this.tar.push(chunk);
  }

  finish(): ForeignRows {
    this.closeRows();
    const others = this.withRows.size - 1;
    const { best } = this;
    const smaps = best?.smaps ?? new SmapsParser().finish();
    return {
      format: 'smemcap tar',
      mappings: smaps.mappings,
      smaps: smaps.smaps,
      notes: [
        ...smaps.notes,
        ...this.tar.notes(),
        ...(!best && this.emptyRows > 0 ? [note('archive-smaps-empty')] : []),
        ...(best && others > 0
          ? [
              note(this.wanted === undefined ? 'archive-largest-shown' : 'archive-process-shown', {
                processes: this.withRows.size,
                pid: best.pid,
              }),
            ]
          : []),
      ],
      facts: best ? { ...this.facts.get(best.pid), pid: asPid(best.pid) } : {},
      unknown: [],
      ...(this.kernel === undefined ? {} : { kernel: this.kernel }),
    };
  }

  /** What to do with the bytes of one file; undefined passes it over. */
  private open({ name, size }: TarEntry): ((chunk: Uint8Array, last: boolean) => void) | undefined {
    const match = /(?:^|\/)(\d{1,9})\/(?:task\/\1\/)?([a-z_]+)$/.exec(name);
    const file = match?.[2] ?? '';
    const pid = Number(match?.[1] ?? 0);
    if (/(?:^|\/)version$/.test(name) && size <= smallFile) {
      return gathered((bytes) => {
        this.kernel = /^Linux version (\S+)/.exec(decodeText(bytes))?.[1];
      });
    }
    if (pid < 1 || (this.wanted !== undefined && pid !== this.wanted)) return undefined;
    if (file === 'smaps' && size > 0) return this.openRows(pid);
    if (file === 'smaps') this.emptyRows += 1;
    if (!smallFiles.has(file) || size > smallFile || this.facts.size >= processLimit) return undefined;
    return gathered((bytes) => {
      this.facts.set(pid, { ...this.facts.get(pid), ...factsOf(file, bytes) });
    });
  }

  private openRows(pid: number): (chunk: Uint8Array, last: boolean) => void {
    this.closeRows();
    const parser = new SmapsParser();
    this.current = { pid, parser };
    if (this.withRows.size < processLimit) this.withRows.add(pid);
    return (chunk, last) => {
      // The caller ends the whole import at the limit; what one chunk holds beyond it does not matter.
      if (parser.rows <= rowLimit) parser.push(chunk);
      if (last) this.closeRows();
    };
  }

  private closeRows(): void {
    const { current } = this;
    if (!current || current.parser.rows > rowLimit) return;
    this.current = undefined;
    const smaps = current.parser.finish();
    if (!this.best || smaps.mappings.length > this.best.smaps.mappings.length) this.best = { pid: current.pid, smaps };
  }
}

/** Gathers a small file and hands it on whole. */
function gathered(use: (bytes: Uint8Array) => void): (chunk: Uint8Array, last: boolean) => void {
  const chunks: Uint8Array[] = [];
  return (chunk, last) => {
    chunks.push(chunk.slice());
    if (last) use(Buffer.concat(chunks));
  };
}

function factsOf(file: string, bytes: Uint8Array): KnownFacts {
  if (file === 'cmdline') return { cmdline: parseCmdline(bytes) };
  if (file === 'auxv') return { auxv: parseAuxv(bytes, auxvWordBytes(bytes)) };
  if (file === 'limits') return { limits: parseLimits(bytes) };
  if (file === 'status') {
    const status = parseStatus(bytes);
    return {
      ...(status.uid === undefined ? {} : { uid: status.uid }),
      ...(status.threads === undefined ? {} : { threadCount: status.threads }),
      statusFigures: status.figures,
    };
  }
  const stat = parseStat(bytes);
  if (!stat) return {};
  const { comm, state, ppid, startTime, threadCount, addresses } = stat;
  return { comm, state, ppid, startTime, threadCount, ...(addresses ? { addresses } : {}) };
}
