import { formatAddress } from '@contract/address.ts';
import { auxvAddress, auxvNumber, auxvTypes, auxvWordBytes, parseAuxv } from '@main/procfs/auxv.ts';
import { parseCmdline } from '@main/procfs/cmdline.ts';
import { parseLimits } from '@main/procfs/limits.ts';
import { parseMountinfo } from '@main/procfs/mountinfo.ts';
import { parseStatus } from '@main/procfs/status.ts';
import { parseSyscall } from '@main/procfs/syscall.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, fixture } from './fixtures.ts';

describe('status', () => {
  test('gives identity, threads and every figure', () => {
    const status = parseStatus(fixture('sleep/status'));
    expect(status).toMatchObject({ name: 'sleep', state: 'S', uid: 0, uids: [0, 0, 0, 0], threads: 1, kthread: false });
    expect(status.figures).toMatchObject({ VmSize: 2500, RssAnon: 92, HugetlbPages: 0 });
    expect(status.capabilities).toBe(0x1fffeffffffn);
  });

  test('takes the effective user, and resolves the escapes of the name', () => {
    const status = parseStatus(
      bytesOf('Name:\ta\\nb\\\\c\nState:\tZ (zombie)\nUid:\t1\t2\t3\t4\nKthread:\t1\nNSpid:\t70\t1\n'),
    );
    expect(status).toMatchObject({ name: 'a\nb\\c', state: 'Z', uid: 2, kthread: true, nspid: [70, 1], figures: {} });
  });
});

describe('limits', () => {
  test('gives every row with its unit; unlimited has no value', () => {
    const limits = parseLimits(fixture('sleep/limits'));
    expect(limits).toHaveLength(16);
    expect(limits.find(({ name }) => name === 'Max stack size')).toMatchObject({ soft: 8_388_608, unit: 'bytes' });
    expect(limits.find(({ name }) => name === 'Max cpu time')).toEqual({ name: 'Max cpu time', unit: 'seconds' });
    expect(limits.find(({ name }) => name === 'Max realtime priority')?.unit).toBe('');
  });
});

describe('auxv', () => {
  test('names the types and keeps the values exact', () => {
    const bytes = fixture('sleep/auxv');
    const auxv = parseAuxv(bytes, auxvWordBytes(bytes));
    expect(auxvNumber(auxv, auxvTypes.pageSize)).toBe(4096);
    expect(auxv.find(({ name }) => name === 'AT_SYSINFO_EHDR')?.value).toMatch(/^0x7[0-9a-f]{8}000$/);
    expect(auxvAddress(auxv, auxvTypes.random)).toBeTypeOf('bigint');
    expect(auxvAddress(auxv, 999)).toBeUndefined();
  });

  test('tells a 32-bit vector from the vector itself', () => {
    const bytes = fixture('thirty-two-bit/auxv');
    expect(auxvWordBytes(bytes)).toBe(4);
    expect(parseAuxv(bytes, 4).map(({ name, value }) => `${name} ${value}`)).toEqual([
      'AT_SYSINFO 0xf7f8c550',
      'AT_SYSINFO_EHDR 0xf7f8c000',
      'AT_PAGESZ 0x1000',
      'AT_ENTRY 0x8048400',
    ]);
  });

  test('names unknown types by their number, and takes a base of 0 for no loader', () => {
    const bytes = new Uint8Array(48);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, 7n, true);
    view.setBigUint64(16, 77n, true);
    view.setBigUint64(24, (1n << 64n) - 1n, true);
    const auxv = parseAuxv(bytes, 8);
    expect(auxv[1]).toEqual({ type: 77, name: 'AT_?77', value: '0xffffffffffffffff' });
    expect(auxvAddress(auxv, auxvTypes.base)).toBeUndefined();
  });
});

describe('syscall', () => {
  test('gives the stack pointer of a blocked thread', () => {
    const facts = parseSyscall(fixture('sleep/syscall'));
    expect(facts && 'stackPointer' in facts && formatAddress(facts.stackPointer)).toBe('0x7ffca0999458');
  });

  test('tells running, blocked outside a system call, and ended threads apart', () => {
    expect(parseSyscall(bytesOf('running\n'))).toEqual({ running: true });
    expect(parseSyscall(bytesOf('-1 0x7ffd1000 0x401000\n'))).toEqual({ stackPointer: 0x7ffd1, programCounter: 0x401 });
    expect(parseSyscall(bytesOf('-1 0x0 0x0\n'))).toBeUndefined();
    expect(parseSyscall(bytesOf('what is this'))).toBeUndefined();
  });
});

describe('cmdline', () => {
  test('cmdline keeps empty arguments and drops the padding of a title', () => {
    expect(parseCmdline(fixture('sleep/cmdline'))).toEqual(['/usr/bin/sleep', '300']);
    expect(parseCmdline(bytesOf('a\0\0b\0'))).toEqual(['a', '', 'b']);
    expect(parseCmdline(bytesOf('nginx: worker process\0\0\0\0'))).toEqual(['nginx: worker process']);
    expect(parseCmdline(bytesOf('sshd: someone'))).toEqual(['sshd: someone']);
    expect(parseCmdline(bytesOf(''))).toEqual([]);
  });
});

describe('mountinfo', () => {
  test('gives device, place and type, with octal escapes resolved', () => {
    const text =
      '22 1 0:27 / /dev/shm rw,nosuid - tmpfs tmpfs rw,size=65536k\n' +
      '36 35 8:1 /a\\040b /mnt/tab\\011here rw,noatime master:1 shared:7 - ext4 /dev/sda1 rw,errors=continue\n' +
      '23 1 0:21 / /proc rw - proc proc rw,hidepid=invisible\n' +
      'nonsense\n';
    expect(parseMountinfo(bytesOf(text))).toEqual([
      {
        major: 0,
        minor: 27,
        root: '/',
        mountPoint: '/dev/shm',
        type: 'tmpfs',
        options: ['rw', 'nosuid', 'rw', 'size=65536k'],
      },
      {
        major: 8,
        minor: 1,
        root: '/a b',
        mountPoint: '/mnt/tab\there',
        type: 'ext4',
        options: ['rw', 'noatime', 'rw', 'errors=continue'],
      },
      { major: 0, minor: 21, root: '/', mountPoint: '/proc', type: 'proc', options: ['rw', 'rw', 'hidepid=invisible'] },
    ]);
  });
});

test('no small parser throws on strange bytes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string().map(bytesOf)), (bytes) => {
      for (const parse of [parseStatus, parseLimits, parseSyscall, parseCmdline, parseMountinfo]) {
        expect(() => parse(bytes)).not.toThrow();
      }
      expect(() => parseAuxv(bytes, auxvWordBytes(bytes))).not.toThrow();
    }),
  );
});
