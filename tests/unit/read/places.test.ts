import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Mention } from '@read/places/mention.ts';
import { isPlaceText, longestText, mentionsIn, mostPlaces } from '@read/places/text.ts';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../../fixtures/crashes');
/** `ip 0x7f… = libc.so.6+0x8754b (file)`, as short as a test can hold it. */
const short = ({ role, address, named }: Mention): string =>
  [
    role,
    address === undefined ? undefined : `0x${address.toString(16)}`,
    named ? `${named.name}+0x${named.offset.toString(16)} (${named.of})` : undefined,
  ]
    .filter(Boolean)
    .join(' ');
const found = (text: string): readonly string[] => mentionsIn(text).found.map(short);

const said = (text: string): readonly string[] => mentionsIn(text).found.flatMap(({ says }) => says ?? []);

/** What each report made by a real program must tell, besides whatever else it tells. */
const reports: Readonly<Record<string, readonly string[]>> = {
  'kernel-segfault.txt': ['segfault at 0x7f1234567000', 'ip 0x5629755a8205 crash+0x1205 (file)', 'sp 0x7ffe0c42e598'],
  'kernel-segfault-library.txt': ['ip 0x7f1f5ad24058 libc.so.6+0x16e058 (file)'],
  'kernel-divide-error.txt': ['ip 0x7f7e0c96754b libc.so.6+0x8754b (file)', 'sp 0x7f7e0c0dae70'],
  'kernel-invalid-opcode.txt': ['ip 0x5563e99df12d trapped+0x112d (file)'],
  'kernel-general-protection.txt': ['ip 0x557c9823c137 protected+0x1137 (file)'],
  'glibc-backtrace.txt': ['0x5644f05b81ef ./crash+0x11ef (image)', '0x7f1ecd704305 __libc_start_main+0x85 (symbol)'],
  'asan-overflow.txt': [
    'address 0x602000000014',
    'pc 0x55d17433b524',
    '#0 0x55d17433b523',
    '#3 0x55d17433b1a0 /home/dev/crash/crash-asan+0x11a0 (image)',
  ],
  'asan-use-after-free.txt': ['address 0x604000000012'],
  'asan-clang.txt': ['address 0x604000000092', '#3 0x56096affd310 /home/dev/crash/crash-clang+0x21310 (image)'],
  'tsan-race.txt': ['0x559bc659909c', 'crash-tsan+0x146d (image)', 'libtsan.so.2+0x5e686 (image)'],
  'gdb-registers.txt': [
    '#1 0x555555555302',
    'rsp 0x7fffffffe698',
    'rip 0x7ffff7f40058 __memset_avx512_unaligned_erms+0x18 (symbol)',
  ],
  'gdb-frame.txt': ['0x555555558064', '0x55555555521f inner+0x8 (symbol)'],
  'go-panic.txt': ['pc 0x460622', 'main.main+0x22 (symbol)'],
  'go-traceback.txt': ['pc 0x460622', 'sp 0xc00006cf08', 'runtime.gopark+0xd6 (symbol)'],
  'rust-backtrace.txt': ['0 0x5594b738b92a'],
  'python-faulthandler.txt': ['0x7fcdd5799040'],
  'node-abort.txt': ['2 0xf50bdf'],
  'node-out-of-memory.txt': ['1 0xb78db3', '10 0x195e476'],
  'java-frames.txt': ['libjvm.so+0xeda214 (image)', 'libjli.so+0x45a2 (image)', 'sp 0x7fb62cdfdf30'],
  'java-registers.txt': ['rip 0x7fb62dcda214', 'r10 0x7fb61894558b'],
  'chromium-abort.txt': ['pc 0x55f23e9472b1', '0x23de010a9e9d', 'bytecode 0x29a201000135', 'this 0x23de01026101'],
  'chromium-out-of-memory.txt': ['0x186c00518000'],
  'lldb-session.txt': [
    'address 0x7f1234567000',
    '#1 0x55555555515c',
    'argv 0x7fffffffe7f8',
    '#5 0x555555555081 _start+0x21 (symbol)',
    'rip 0x7ffff7f39ad8 __strlen_evex+0x18 (symbol)',
    'libc.so.6+0x167ad8 (image)',
  ],
  'systemd-coredump.txt': [
    '#0 0x7f8a0de2ceec libc.so.6+0x8aeec (image)',
    '#10 0x7f8a0deab8ec libc.so.6+0x1098ec (image)',
    '#5 0x559599c1d0b1 service+0x10b1 (image)',
  ],
  'valgrind-invalid-read.txt': ['0x10939a', 'address 0x4a43042'],
  'strace-segv.txt': ['si_addr 0x7f1234567000', 'inner+0xc (symbol)'],
  'perf-script.txt': ['0x7f214cc475cd'],
};

describe('reports of real programs', () => {
  it('are all expected here', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(reports).sort());
  });

  it.each(Object.entries(reports))('%s is understood', (file, expected) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const mentions = mentionsIn(text);
    const told = mentions.found.map((mention) => short(mention));
    for (const one of expected)
      expect(
        told.some((other) => other.startsWith(one)),
        `${one} in ${told.join('; ')}`,
      ).toBe(true);
    expect(isPlaceText(text, mentions)).toBe(true);
  });
});

describe('the function that a frame names', () => {
  it.each([
    ['#1  0x00005555555552cb in main (argc=2) at crash.c:15', ['main']],
    ['    frame #1: 0x000055555555515c crash`outer(text="", how=1) at crash.c:8:24', ['outer']],
    ['#2  0x0000559599c1d1e0 main (service + 0x11e0)', ['main']],
    [' 2: 0xf50bdf v8::internal::Heap::CollectGarbage(int) [node]', ['v8::internal::Heap::CollectGarbage']],
    ['    3: outer [0x23de010a9e69] [file:///a.html:1]', ['outer']],
    ['pc 0x7f1234567000 and more (of it)', []],
  ])('%s', (text, expected) => {
    expect(said(text)).toEqual(expected);
  });
});

describe('a place that somebody writes', () => {
  it.each([
    ['libc.so.6+0x29d90', ['libc.so.6+0x29d90 (image)']],
    ['at 0x00007fd05e946948 in libc.so.6+0x2f', ['0x7fd05e946948 libc.so.6+0x2f (image)']],
    ['malloc+0x18', ['malloc+0x18 (either)']],
    ['malloc + 24', ['malloc+0x18 (either)']],
    ['0x7f0000000100+0x20', ['0x7f0000000120']],
    ['0x7f0000000100 - 16', ['0x7f00000000f0']],
    ['page 0x7fd010000', ['page 0x7fd010000000']],
    ['rip=0x7fd05e946948', ['rip 0x7fd05e946948']],
    ['RIP: 0033:0x7fd05e946948', ['rip 0x7fd05e946948']],
    ['x19: 0000ffff8f3a1000 x20: 0000aaaad5c10000', ['x19 0xffff8f3a1000', 'x20 0xaaaad5c10000']],
    ['frame #0: 0x00007ffff7e5a948 libc.so.6`malloc + 24 at malloc.c:3300', ['#0 0x7ffff7e5a948 malloc+0x18 (symbol)']],
    ['#0  0x00007f5c8a83d1a4 n/a (libc.so.6 + 0x3d1a4)', ['#0 0x7f5c8a83d1a4 libc.so.6+0x3d1a4 (image)']],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
    expect(isPlaceText(text, mentionsIn(text))).toBe(true);
  });

  it.each([
    '',
    'libc',
    '7f12a000',
    '0x7f12a000',
    '7f12a000-7f12b000',
    'rss>1M',
    'rss > 1 MiB',
    'rw-p libc',
    'w+x',
    'kind:heap',
    'g_sessions',
    'lib+',
  ])('is not what the query “%s” asks for', (text) => {
    expect(isPlaceText(text, mentionsIn(text))).toBe(false);
  });

  it('that leaves the 64 bits is told as what it is', () => {
    expect(mentionsIn('0xffffffffffffffff+0x10').impossible).toEqual(['0xffffffffffffffff+0x10']);
    expect(mentionsIn('0x1000-0x2000').impossible).toEqual(['0x1000-0x2000']);
    expect(mentionsIn('page 0xffffffffffffffff').impossible).toHaveLength(1);
  });
});

describe('any text', () => {
  const address = fc.bigInt({ min: 0x1_0000n, max: (1n << 64n) - 1n });
  const noise = fc.stringMatching(/^[ghijk ,.;:]{0,20}$/);

  it('gives every address that is written with 0x between other words, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, address), { maxLength: 20 }), (pieces) => {
        const text = pieces.map(([words, value]) => `${words}\n 0x${value.toString(16)} `).join('');
        expect(mentionsIn(text).found.map((mention) => mention.address)).toEqual(pieces.map(([, value]) => value));
      }),
    );
  });

  it('sums and offsets are exact in all 64 bits', () => {
    fc.assert(
      fc.property(address, fc.bigInt({ min: 0n, max: 1n << 40n }), (start, by) => {
        const { found: places, impossible } = mentionsIn(`0x${start.toString(16)}+0x${by.toString(16)}`);
        if (start + by < 1n << 64n) expect(places[0]?.address).toBe(start + by);
        else expect(impossible).toHaveLength(1);
      }),
    );
  });

  it('never fails, and says where each piece stands', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 120 }), (text) => {
        for (const { written, line } of mentionsIn(text).found) {
          expect(text.split(/\r\n|\r|\n/)[line]).toContain(written.split('+')[0]);
        }
      }),
    );
  });

  it('of 10 MB is bounded, and told to be', () => {
    const many = mentionsIn('0x7f0000001000\n'.repeat(700_000));
    expect(many.found).toHaveLength(mostPlaces);
    expect(many.cut).toBe('places');
    expect(mentionsIn('x'.repeat(longestText + 1)).cut).toBe('text');
    for (const hostile of [
      'a+'.repeat(5_000_000),
      '<'.repeat(5_000_000),
      '('.repeat(5_000_000),
      '\0'.repeat(5_000_000),
    ]) {
      expect(mentionsIn(hostile).found).toEqual([]);
    }
  });
});
