/** Builds what classification rests on from the text of maps or smaps, as a test wants to show it. */
import { pageNumberOf, parseAddress } from '@contract/address.ts';
import type {
  Capture,
  MachineFacts,
  ProcessFacts,
  RegionView,
  ResourceLimit,
  StatAddresses,
  ThreadFacts,
} from '@contract/capture.ts';
import { mappingName, regionView, stackUse } from '@contract/rows.ts';
import { asBytes, asPid, asTid, type Address, type PageNumber } from '@contract/units.ts';
import { classify } from '@main/classify/classify.ts';
import type { ClassifyInput, MemoryPort, MountFact } from '@main/classify/input.ts';
import type { Classification } from '@main/classify/classify.ts';
import type { ElfImage } from '@main/inspect/elf/image.ts';
import { phraseText } from '@words/arguments.ts';
import { objectLabel, regionLabel } from '@words/labels.ts';
import { regionSentences } from '@words/sentences.ts';
import { parseMaps } from '@main/procfs/maps.ts';
import { parseSmaps } from './atOnce.ts';

/** The page number of an address written in hexadecimal without prefix. */
export const page = (hex: string): PageNumber => {
  const address = parseAddress(hex);
  if (address === undefined) throw new Error(`not an address: ${hex}`);
  return pageNumberOf(address);
};

export interface InputText {
  /** Lines of maps; an indented second line "KEY: VALUE" turns the whole into smaps. */
  readonly text: string;
  readonly pid?: number;
  readonly exe?: string;
  readonly cmdline?: readonly string[];
  readonly threadCount?: number;
  readonly threads?: readonly {
    readonly tid: number;
    readonly innerTid?: number;
    readonly name?: string;
    readonly sp?: string;
  }[];
  /** Values in hexadecimal without prefix, by name. */
  readonly auxv?: Readonly<Record<string, string>>;
  readonly stackLimit?: number;
  readonly addresses?: Readonly<Partial<Record<keyof StatAddresses, string>>>;
  readonly mounts?: readonly MountFact[];
  readonly images?: Readonly<Record<string, ElfImage>>;
  readonly memory?: MemoryPort;
  readonly blocksBefore?: ClassifyInput['blocksBefore'];
  readonly architecture?: string;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Removes the indentation that a template literal carries; blank lines at either end go. */
const dedent = (text: string): string =>
  `${text
    .split('\n')
    .map((line) => line.trimStart())
    .filter((line) => line !== '')
    .join('\n')}\n`;

function processFacts(given: InputText): ProcessFacts {
  const { pid = 4711, threads = [{ tid: pid, name: 'zoo' }], auxv = {}, stackLimit = 8 << 20, addresses } = given;
  const limits: ResourceLimit[] = [{ name: 'Max stack size', soft: stackLimit, unit: 'bytes' }];
  const stat = (name: keyof StatAddresses): PageNumber => page(addresses?.[name] ?? '0');
  return {
    identity: { pid: asPid(pid), startTime: 1, bootId: 'boot' },
    comm: 'zoo',
    cmdline: given.cmdline ?? ['zoo'],
    ...(given.exe === undefined ? {} : { exe: given.exe }),
    ppid: asPid(1),
    uid: 0,
    state: 'S',
    kernelThread: false,
    threadCount: given.threadCount ?? threads.length,
    threads: threads.map(({ tid, innerTid, name = 'zoo', sp }): ThreadFacts => ({
      tid: asTid(tid),
      name,
      state: 'S',
      ...(innerTid === undefined ? {} : { innerTid: asTid(innerTid) }),
      ...(sp === undefined ? {} : { stackPointer: page(sp) }),
    })),
    statusFigures: {},
    limits,
    auxv: Object.entries(auxv).map(([name, value]) => ({ type: 0, name, value: `0x${value}` })),
    ...(addresses === undefined
      ? {}
      : {
          addresses: {
            startCode: stat('startCode'),
            endCode: stat('endCode'),
            startStack: stat('startStack'),
            startData: stat('startData'),
            endData: stat('endData'),
            startBrk: stat('startBrk'),
            argStart: stat('argStart'),
            argEnd: stat('argEnd'),
            envStart: stat('envStart'),
            envEnd: stat('envEnd'),
          },
        }),
  };
}

/** The input of a classification, from text and the facts that a test names. */
export function inputOf(given: InputText): ClassifyInput {
  const text = dedent(given.text);
  const smaps = /^[A-Z]\w+:/m.test(text) ? parseSmaps(bytesOf(text)) : undefined;
  const mappings = smaps?.mappings ?? parseMaps(bytesOf(text)).mappings;
  const machine: MachineFacts = {
    kernel: '6.18.0',
    architecture: given.architecture ?? 'x86_64',
    pageSize: asBytes(4096),
  };
  const input: ClassifyInput = {
    mappings,
    ...(smaps ? { smaps: smaps.smaps } : {}),
    process: processFacts(given),
    machine,
    mounts: given.mounts ?? [],
    elfImage: (row) => given.images?.[mappingName(mappings, row)],
    ...(given.memory ? { memory: given.memory } : {}),
    ...(given.blocksBefore ? { blocksBefore: given.blocksBefore } : {}),
  };
  inputs.unshift(input);
  return input;
}

/** One line for each region: `7f12a000 4K guard strong`. */
export function linesOf({ regions }: Classification): string[] {
  return Array.from({ length: regions.length }, (_, index) => {
    const { start, end, kind, certainty } = regionView(regions, index);
    return `${(start * 4096).toString(16)} ${(end - start) * 4}K ${kind} ${certainty}`;
  });
}

/** Classifies text and gives each region's line. */
export const toldOf = (given: InputText): string[] => linesOf(classify(inputOf(given)));

/** A region with its label and evidence in words. */
export interface RegionInWords extends Omit<RegionView, 'label' | 'facts' | 'detail'> {
  readonly label: string;
  readonly evidence: readonly string[];
  readonly detail?: Omit<NonNullable<RegionView['detail']>, 'guards'> & { readonly guards?: string };
  /** How deep the stack is, in bytes. */
  readonly stackDepth?: number;
}

/** What was classified last, newest first: a result does not hold the process that its words speak of. */
const inputs: ClassifyInput[] = [];

function sceneOf({ regions, objects }: Classification): Capture {
  const input = inputs.find(({ mappings }) =>
    regions.mapping.every((row, region) => (regions.start[region] ?? 0) >= (mappings.start[row] ?? Infinity)),
  );
  if (!input) throw new Error('no input of inputOf() fits this result');
  const { process, mappings, smaps } = input;
  // Words need no more of a capture than this.
  return { process, mappings, ...(smaps ? { smaps } : {}), regions, objects } as unknown as Capture;
}

/** An object's label in words. */
export const objectLabelOf = (result: Classification, object: number): string => objectLabel(sceneOf(result), object);

/** The region at an address. */
export function regionAt(result: Classification, hex: string): RegionInWords {
  const at = page(hex);
  const scene = sceneOf(result);
  for (let index = 0; index < result.regions.length; index++) {
    const view = regionView(result.regions, index);
    if (at < view.start || at >= view.end) continue;
    const { detail } = view;
    const { guards, ...others } = detail ?? { region: index };
    const use = stackUse(scene, index);
    return {
      index: view.index,
      mapping: view.mapping,
      start: view.start,
      end: view.end,
      kind: view.kind,
      certainty: view.certainty,
      rule: view.rule,
      ...(view.object === undefined ? {} : { object: view.object }),
      label: regionLabel(scene, index),
      evidence: regionSentences(scene, index),
      ...(detail ? { detail: { ...others, ...(guards ? { guards: phraseText(scene, guards) } : {}) } } : {}),
      ...(use ? { stackDepth: use.depth * 4096 } : {}),
    };
  }
  throw new Error(`no region at ${hex}`);
}

/** Memory of a process made of pieces: whole pages are present where a piece lies, and zero beside it. */
export function memoryOf(
  pieces: readonly { readonly at: string; readonly words: Readonly<Record<number, bigint>> }[],
): MemoryPort {
  const pages = new Map<number, Uint8Array>();
  for (const { at, words } of pieces) {
    const base = BigInt(`0x${at}`);
    for (const [offset, word] of Object.entries(words)) {
      const address = base + BigInt(offset);
      const number = Number(address >> 12n);
      const bytes = pages.get(number) ?? new Uint8Array(4096);
      pages.set(number, bytes);
      new DataView(bytes.buffer).setBigUint64(Number(address & 0xfffn), word, true);
    }
  }
  return {
    presentPages: (start, count) =>
      Uint8Array.from({ length: count }, (_, index) => (pages.has(start + index) ? 1 : 0)),
    read: (start: Address, length: number) => {
      const result = new Uint8Array(length);
      for (let at = 0; at < length;) {
        const address = start + BigInt(at);
        const inside = Number(address & 0xfffn);
        const bytes = pages.get(Number(address >> 12n))?.subarray(inside, inside + length - at);
        if (!bytes) return undefined;
        result.set(bytes, at);
        at += bytes.length;
      }
      return result;
    },
  };
}
