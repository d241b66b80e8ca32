/** Reads kernel files and remembers, for the access report, what became of each and what it cost. */
import type { AccessEntry } from '../contract/capture.ts';
import { asBytes, asMilliseconds, measuredMilliseconds, type Milliseconds } from '../contract/units.ts';
import { accessEntry, type ProcReader, type ReadOutcome } from '../procfs/reader.ts';

/** One capture's reads. A file that is read again adds up: bytes and cost in all, the latest outcome. */
export class AccessLog {
  readonly reader: ProcReader;
  private readonly byFile = new Map<string, AccessEntry>();

  constructor(reader: ProcReader) {
    this.reader = reader;
  }

  /** Reads a whole file. */
  read(path: string): ReadOutcome<Uint8Array> {
    return this.noted(path, this.reader.read(path));
  }

  /** Reads a link. */
  readLink(path: string): ReadOutcome<string> {
    return this.noted(path, this.reader.readLink(path));
  }

  /** Remembers the outcome of a read done elsewhere, and returns it. */
  noted<T>(path: string, outcome: ReadOutcome<T>): ReadOutcome<T> {
    this.note(accessEntry(path, outcome));
    return outcome;
  }

  /** Remembers one entry. */
  note(entry: AccessEntry): void {
    const before = this.byFile.get(entry.file);
    this.byFile.set(entry.file, {
      ...entry,
      bytes: asBytes(entry.bytes + (before?.bytes ?? 0)),
      cost: asMilliseconds(entry.cost + (before?.cost ?? 0)),
    });
  }

  /** Wall time of all reads, in milliseconds: what observing costs, without the thinking about what was read. */
  cost(): Milliseconds {
    return measuredMilliseconds([...this.byFile.values()].reduce((sum, { cost }) => sum + cost, 0));
  }

  /** The report, in the order of the first reads; files that were not read now are taken over from before. */
  entries(before: readonly AccessEntry[] = []): AccessEntry[] {
    const merged = new Map(before.map((entry) => [entry.file, entry]));
    for (const [file, entry] of this.byFile) merged.set(file, { ...entry, cost: measuredMilliseconds(entry.cost) });
    return [...merged.values()];
  }
}
