/** `/proc/PID/maps`: one line a mapping. */
import type { MappingColumns } from '../contract/capture.ts';
import type { Note } from '../contract/note.ts';
import { LineStream } from './lineStream.ts';
import { MappingTable } from './mappingTable.ts';
import { StrangeLines } from './text.ts';

/** What a parser of maps made of the text: rows in the order read, and what it had to leave out. */
export interface ParsedMaps {
  readonly mappings: MappingColumns;
  readonly notes: readonly Note[];
}

/** Parses maps as it arrives. A chunk may end anywhere, also inside a line; it may be reused after `push`. */
export class MapsParser {
  readonly #strange = new StrangeLines('maps');
  readonly #table = new MappingTable(this.#strange);
  readonly #lines = new LineStream((bytes, start, end) => {
    for (let at = start; at < end;) at = this.#table.addLine(bytes, at);
  });

  /** Mappings parsed so far. */
  get rows(): number {
    return this.#table.length;
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk);
  }

  /** The result; nothing may be pushed afterwards. */
  finish(): ParsedMaps {
    this.#lines.finish();
    return { mappings: this.#table.columns(), notes: this.#strange.notes() };
  }
}

/** Parses a whole maps text. Never throws: lines that are no mappings are counted in a note. */
export function parseMaps(bytes: Uint8Array): ParsedMaps {
  const parser = new MapsParser();
  parser.push(bytes);
  return parser.finish();
}
