/** A small capture with every optional part, made by hand; and arbitrary variations of it. */
import { note } from '@contract/note.ts';
import { fact, label, phrase } from '@contract/verdict.ts';
import { told } from '../../support/words.ts';
import { missingFigure, type Capture } from '@contract/capture.ts';
import { kindIndex } from '@contract/kinds.ts';
import {
  asBytes,
  asEpochMilliseconds,
  asKibibytes,
  asMilliseconds,
  asPageNumber,
  asPid,
  asTid,
} from '@contract/units.ts';

const page = asPageNumber;

export const sampleCapture: Capture = {
  sequence: 3,
  stage: 'complete',
  takenAt: asEpochMilliseconds(1_769_860_800_123),
  figuresTakenAt: asEpochMilliseconds(1_769_860_800_100),
  numaTakenAt: asEpochMilliseconds(1_769_860_800_110),
  process: {
    identity: { pid: asPid(4711), startTime: 123_456, bootId: '0b7a6a3e-0000-4000-8000-000000000000' },
    comm: 'a b)\n',
    cmdline: ['./a', '', 'ü'],
    exe: '/usr/bin/a',
    ppid: asPid(1),
    uid: 1000,
    user: 'ada',
    state: 'S',
    kernelThread: false,
    threadCount: 2,
    threads: [
      { tid: asTid(4711), name: 'a b)', state: 'S', stackPointer: page(0x7ffff + 0.125) },
      { tid: asTid(4712), name: 'worker', state: 'R' },
    ],
    statusFigures: { VmSize: asKibibytes(8), VmRSS: asKibibytes(4) },
    limits: [
      { name: 'Max stack size', soft: 8_388_608, unit: 'bytes' },
      { name: 'Max processes', soft: 10, hard: 20, unit: 'processes' },
    ],
    cgroup: {
      version: 2,
      path: '/system.slice/a.service',
      limits: [{ path: '/system.slice', limit: asBytes(1_073_741_824), used: asBytes(4096) }],
      untold: 'refused',
    },
    auxv: [{ type: 9, name: 'AT_ENTRY', value: '0x401000' }],
    addresses: {
      startCode: page(0x401),
      endCode: page(0x402),
      startStack: page(0x7ffff),
      startData: page(0x403),
      endData: page(0x404),
      startBrk: page(0x500),
      argStart: page(0x7ffff + 1 / 4096),
      argEnd: page(0x7ffff + 2 / 4096),
      envStart: page(0x7ffff + 3 / 4096),
      envEnd: page(0x7ffff + 4 / 4096),
    },
  },
  machine: {
    kernel: '6.12.1',
    architecture: 'x86_64',
    pageSize: asBytes(4096),
    maxMapCount: 65_530,
    mmapMinAddress: asBytes(65_536),
    randomizeVaSpace: 2,
  },
  access: [
    { file: '/proc/4711/maps', status: 'read', bytes: asBytes(200), cost: asMilliseconds(0.25) },
    {
      file: '/proc/4711/mem',
      status: 'refused',
      why: 'It belongs to another user.',
      remedy: 'Run as root.',
      bytes: asBytes(0),
      cost: asMilliseconds(0),
    },
  ],
  pins: [
    { at: page(0x400 + 1 / 4096), name: 'the first instruction' },
    { at: page(0x7fff8), name: '' },
  ],
  remark: 'Look at the stack.\nIt grew.',
  consistency: { state: 'moving', retries: 2, notes: [note('overlapping-rows', { count: 1, cut: 1, dropped: 0 })] },
  cost: asMilliseconds(1.5),
  mappings: {
    length: 3,
    start: Float64Array.of(0x400, 0x7fff0, 0xf_ffff_ffff_f600),
    end: Float64Array.of(0x402, 0x80000, 0xf_ffff_ffff_f601),
    perms: Uint8Array.of(5, 3, 4),
    offset: Float64Array.of(0, 0, 0),
    major: Uint32Array.of(0xfe, 0, 0),
    minor: Uint32Array.of(0, 0, 0),
    inodeLow: Uint32Array.of(17, 0, 0),
    inodeHigh: Uint32Array.of(0xffff_ffff, 0, 0),
    name: Uint32Array.of(1, 0, 2),
    names: ['', '/bad\ufffd', '[vsyscall]'],
    rawNames: [{ name: 1, bytes: Uint8Array.of(0x2f, 0x62, 0x61, 0x64, 0xff) }],
  },
  smaps: {
    length: 3,
    keys: ['Rss', 'THPeligible', 'Huge'],
    columns: [
      Uint32Array.of(4, 0, missingFigure),
      Uint32Array.of(0, 1, missingFigure),
      Float64Array.of(2 ** 40, Number.NaN, 0),
    ],
    vmFlags: Uint32Array.of(1, 2, 0),
    vmFlagSets: ['', 'rd ex', 'rd wr gd'],
  },
  numa: {
    length: 3,
    policy: Uint32Array.of(1, 2, 0),
    policies: ['', 'default', 'weighted interleave:0-1'],
    keys: ['mapped', 'N0', 'N1'],
    columns: [
      Uint32Array.of(2, missingFigure, missingFigure),
      Float64Array.of(2 ** 40, 1, Number.NaN),
      Uint32Array.of(missingFigure, 3, missingFigure),
    ],
    words: Uint32Array.of(0, 1, 0),
    wordSets: ['', 'huge later'],
  },
  regions: {
    length: 4,
    start: Float64Array.of(0x400, 0x7fff0, 0x7fff8 + 1 / 8, 0xf_ffff_ffff_f600),
    end: Float64Array.of(0x402, 0x7fff8 + 1 / 8, 0x80000, 0xf_ffff_ffff_f601),
    mapping: Uint32Array.of(0, 1, 1, 2),
    kind: Uint8Array.of(kindIndex.text, kindIndex.guard, kindIndex['thread-stack'], kindIndex.vsyscall),
    certainty: Uint8Array.of(0, 1, 2, 0),
    label: Uint32Array.of(0, 1, 1, 2),
    rule: Uint8Array.of(1, 2, 3, 0),
    labels: [label('module', { path: '/usr/bin/a' }), told(''), label('name', { name: '[vsyscall]' })],
    object: Int32Array.of(0, -1, 1, -1),
    facts: Uint32Array.of(0, 1, 1, 2),
    factSets: [
      [fact('entry-point', { at: 0x400 + 1 / 8 }), fact('load-header', { flags: 'RE' })],
      [fact('stack-bounds', { start: 0x7fff0, end: 0x80000, guard: 8 }), fact('resident')],
      [],
    ],
    details: [
      { region: 1, guards: phrase('thread-stack-of', { thread: asTid(4712) }), guardsRegion: 2 },
      {
        region: 2,
        thread: { tid: asTid(4712) },
        stackSize: asBytes(8_388_608),
        stackTop: page(0x80000),
        runtime: 'glibc',
      },
    ],
  },
  objects: [
    { kind: 'module', label: told('a'), key: 'module:/usr/bin/a@400000', role: 'program', path: '/usr/bin/a' },
    { kind: 'thread', label: told('worker'), key: 'thread:4712', tid: asTid(4712) },
  ],
};
