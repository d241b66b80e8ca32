/** Which kind of file something is, told by its first bytes and never by its name. */
import { isPmapJson } from './pmapJson.ts';
import { isTarHeader } from './tarStream.ts';

/** What the first bytes say. `text` may hold tables anywhere. */
export type Recognised =
  { readonly kind: 'gzip' | 'capture' | 'core' | 'tar' | 'text' } | { readonly kind: 'unknown'; readonly why: string };

/** How compressed files begin that have to be unpacked by their own tools, and how one does. */
const compressions: readonly { readonly magic: readonly number[]; readonly name: string; readonly tool: string }[] = [
  { magic: [0x28, 0xb5, 0x2f, 0xfd], name: 'zstd', tool: 'zstd -d' },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], name: 'xz', tool: 'xz -dk' },
  { magic: [0x04, 0x22, 0x4d, 0x18], name: 'LZ4', tool: 'lz4 -d' },
  { magic: [0x42, 0x5a, 0x68], name: 'bzip2', tool: 'bzip2 -dk' },
  { magic: [0x50, 0x4b, 0x03, 0x04], name: 'ZIP', tool: 'unzip' },
];

/** Recognises a kind from the first bytes, at most 64 KiB of them. */
export function recognise(head: Uint8Array): Recognised {
  const begins = (magic: readonly number[]): boolean => magic.every((byte, at) => head[at] === byte);
  if (begins([0x1f, 0x8b])) return { kind: 'gzip' };
  if (begins([0x7f, 0x45, 0x4c, 0x46])) return elf(head);
  const compression = compressions.find(({ magic }) => begins(magic));
  if (compression) {
    const { name, tool } = compression;
    return {
      kind: 'unknown',
      why: `It is compressed with ${name}; unpack it first, with “${tool} FILE”. A core file that systemd keeps is written out by “coredumpctl dump PID -o core”.`,
    };
  }
  if (isTarHeader(head.subarray(0, 512))) return { kind: 'tar' };
  if (begins([0xff, 0xfe]) || begins([0xfe, 0xff])) {
    return { kind: 'unknown', why: 'It is text in UTF-16; save it as UTF-8.' };
  }
  if (head.length === 0) return { kind: 'unknown', why: 'It is empty.' };
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, documentHead)).toString('latin1');
  if (/^(?:\u00ef\u00bb\u00bf)?[ \t\r\n]*\{/.test(text) && !isPmapJson(text)) return { kind: 'capture' };
  return { kind: 'text' };
}

/** Characters of a JSON document in which its format is looked for. */
const documentHead = 4096;

/** e_type of the header: only a core file has an address space in it. */
function elf(head: Uint8Array): Recognised {
  const little = head[5] !== 2;
  const type = little ? head[16] : head[17];
  if (type !== 4) {
    return { kind: 'unknown', why: 'It is a program or library (ELF), not the memory of a running process.' };
  }
  if (!little) {
    return {
      kind: 'unknown',
      why: 'It is a core file of a big-endian machine; only those of little-endian machines can be read. gdb reads it: paste what its “info proc mappings” prints.',
    };
  }
  return { kind: 'core' };
}
