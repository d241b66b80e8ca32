/** A small 64-bit core file as the kernel lays it out: notes first, then segments aligned to pages. */

const text = (value: string, length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  bytes.write(value);
  return bytes;
};

function words(...values: readonly (number | bigint)[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, index) => bytes.writeBigUInt64LE(BigInt(value), index * 8));
  return bytes;
}

function note(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(5, 0);
  head.writeUInt32LE(value.length, 4);
  head.writeUInt32LE(type, 8);
  return Buffer.concat([head, text('CORE', 8), value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

function threadNote(tid: number, stackPointer: bigint): Buffer {
  const value = Buffer.alloc(336);
  value.writeInt32LE(tid, 32);
  value.writeBigUInt64LE(stackPointer, 112 + 19 * 8);
  return note(1, value);
}

function processNote(pid: number): Buffer {
  const value = Buffer.alloc(136);
  value.write('S', 1);
  value.writeUInt32LE(1000, 16);
  value.writeInt32LE(pid, 24);
  value.writeInt32LE(1, 28);
  value.write('example', 40);
  value.write('./example --loop ', 56);
  return note(3, value);
}

/** Address, size, p_flags of each segment; the second and third have content. */
const segments = [
  [0x40_0000n, 0x1000n, 5],
  [0x40_1000n, 0x1000n, 6],
  [0x7ff0_0000_0000n, 0x2000n, 6],
  [0x7ff0_0010_0000n, 0x1000n, 0],
] as const;

/** The file: process 4711 with two threads, a program mapped from /usr/bin/example, a stack, a guard. */
export function sampleCore(): Buffer {
  const files = Buffer.concat([
    words(2, 4096, 0x40_0000n, 0x40_1000n, 0, 0x40_1000n, 0x40_2000n, 1),
    Buffer.from('/usr/bin/example\0/usr/bin/example\0'),
  ]);
  const notes = Buffer.concat([
    processNote(4711),
    threadNote(4711, 0x7ff0_0000_1f00n),
    threadNote(4712, 0x40_1800n),
    note(6, words(9, 0x40_0040n, 25, 0x7ff0_0000_1fc9n, 0, 0)),
    note(0x4649_4c45, files),
  ]);
  const headers = Buffer.alloc((segments.length + 1) * 56);
  const noteAt = 64 + headers.length;
  const contentAt = Math.ceil((noteAt + notes.length) / 4096) * 4096;
  const program = (index: number, type: number, flags: number, values: readonly (number | bigint)[]): void => {
    headers.writeUInt32LE(type, index * 56);
    headers.writeUInt32LE(flags, index * 56 + 4);
    words(...values).copy(headers, index * 56 + 8);
  };
  program(0, 4, 4, [noteAt, 0, 0, notes.length, 0, 4]);
  let at = contentAt;
  segments.forEach(([start, size, flags], index) => {
    const held = flags === 6 ? Number(size) : 0;
    program(index + 1, 1, flags, [at, start, 0, held, size, 4096]);
    at += held;
  });
  const head = Buffer.alloc(64);
  Buffer.from('7f454c46020101', 'hex').copy(head);
  head.writeUInt16LE(4, 16);
  head.writeUInt16LE(62, 18);
  head.writeBigUInt64LE(64n, 32);
  head.writeUInt16LE(56, 54);
  head.writeUInt16LE(segments.length + 1, 56);
  const content = Buffer.alloc(at - contentAt, 0xa5);
  return Buffer.concat([head, headers, notes, Buffer.alloc(contentAt - noteAt - notes.length), content]);
}
