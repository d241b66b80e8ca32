/**
 * The memory map of an Android tombstone (system/core/debuggerd/libdebuggerd/tombstone.cpp): ends are inclusive, 64-bit
 * addresses have an apostrophe in their middle, offset and size are hexadecimal, the build id follows the name.
 */
import { asPid } from '../../contract/units.ts';
import type { LineMeaning, ProcessMark, TableFacts, TableFormat, TableReader } from './tableFormat.ts';

const address = "([0-9a-f]{8}(?:'?[0-9a-f]{8})?)";
const row = new RegExp(
  `^\\s*(?:--->)?${address}-${address} ([r-][w-][x-]) +([0-9a-f]{1,16}) +([0-9a-f]{1,16})(?:  ?(.*))?$`,
);
const heading = /^\s*memory map \(\d+ entr(?:y|ies)\)|^\s*memory map:/;
const threadLine = /^\s*pid: (\d{1,9}), tid: \d+, name: .{0,64}? {1,3}>>> (.{0,255}) <<<$/;
const abiLine = /^\s*ABI: '([\w-]{1,32})'$/;
/** What Android calls the architectures that `uname -m` names otherwise. */
const architectures: Readonly<Record<string, string>> = {
  arm64: 'aarch64',
  arm: 'armv8l',
  x86: 'i686',
  x86_64: 'x86_64',
};

/** The memory map of a tombstone; the lines that name the process stand far above it. */
export const tombstoneTable: TableFormat = {
  source: 'tombstone',
  begins: (line) => heading.test(line) || abiLine.test(line) || threadLine.test(line) || fieldsOf(line) !== undefined,
  reader: () => new TombstoneReader(),
};

interface Fields {
  readonly start: string;
  readonly end: string;
  readonly letters: string;
  readonly offset: string;
  readonly name: string;
}

function fieldsOf(line: string): Fields | undefined {
  const match = row.exec(line);
  if (!match) return undefined;
  const [start = '', last = '', letters = '', offset = '', size = '', name = ''] = match
    .slice(1)
    .map((text, index) => (index < 2 ? text.replace("'", '') : text));
  const end = BigInt(`0x${last}`) + 1n;
  if (end - BigInt(`0x${start}`) !== BigInt(`0x${size}`) || BigInt(`0x${size}`) === 0n) return undefined;
  return { start, end: end.toString(16), letters, offset, name };
}

class TombstoneReader implements TableReader {
  private architecture: string | undefined;
  private mapSeen = false;

  line(text: string): LineMeaning {
    const fields = fieldsOf(text);
    if (fields) {
      const { start, end, letters, offset, name } = fields;
      // After the name: (BuildId: …), (load bias …), (offset …).
      const bare = name.replace(/(?: \((?:BuildId|load bias|offset|load base):? [^()]*\)){1,4}\s*$/, '').trimEnd();
      return end.length > 16 ? 'strange' : { row: { start, end, perms: `${letters}p`, offset, name: bare } };
    }
    const abi = abiLine.exec(text)?.[1];
    if (abi !== undefined) this.architecture = Object.hasOwn(architectures, abi) ? architectures[abi] : undefined;
    const thread = threadLine.exec(text);
    if (thread) return { mark: markOf(Number(thread[1]), thread[2] ?? '') };
    this.mapSeen ||= heading.test(text);
    // Between the name of the process and its map stand registers, stacks and memory.
    return !this.mapSeen ||
      abi !== undefined ||
      /^\s*$|^\s*(?:--->)?Fault address falls at|^\s*--- /.test(text) ||
      heading.test(text)
      ? 'nothing'
      : 'strange';
  }

  facts(): TableFacts {
    return {
      format: 'Android tombstone',
      unknown: ['sharing', 'device', 'inode'],
      ...(this.architecture === undefined ? {} : { architecture: this.architecture }),
    };
  }
}

const markOf = (pid: number, name: string): ProcessMark => ({
  title: `${pid}: ${name}`,
  facts: { ...(pid > 0 ? { pid: asPid(pid) } : {}), cmdline: [Buffer.from(name, 'latin1').toString()] },
});
