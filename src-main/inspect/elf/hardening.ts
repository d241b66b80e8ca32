/** How a file resists attacks, with the entry of the file that each fact rests on. */
import type { HardeningFact } from '../../contract/elfInside.ts';
import { dynamicTags } from './dynamic.ts';
import type { ElfFile } from './files.ts';
import type { SymbolTable } from './symbolTable.ts';

const gnuStack = 0x6474e551;
const gnuRelro = 0x6474e552;
/** DT_FLAGS: DF_TEXTREL, DF_BIND_NOW; DT_FLAGS_1: DF_1_NOW, DF_1_PIE (elf.h). */
const flag = { textrel: 4, bindNow: 8, now1: 1, pie1: 0x0800_0000 } as const;
const types = { exec: 2, dyn: 3 } as const;

const why = {
  pie: 'Loaded at another address each time, so that an attacker cannot know where its code is.',
  relro: 'Tables of addresses become read-only after loading, so that they cannot be bent to other code.',
  stack: 'Data on the stack cannot be executed as code.',
  textrel: 'Code that must be written to while loading is writable for a moment, and private to each process.',
  canary: 'A random word on the stack is checked before a function returns: an overrun ends the program.',
  fortify: 'Copies into buffers of known size are checked while the program runs.',
  cet: 'Jumps and returns may only lead where the compiler meant them to, where processor and kernel enforce it.',
  rpath: 'Libraries are looked for in this folder first: who can write there can replace them.',
} as const;

/** The facts of one file. Symbols are only asked for names, so a stripped file tells what its dynamic symbols tell. */
export const hardeningFacts = (file: ElfFile, symbols: SymbolTable | undefined): readonly HardeningFact[] => [
  ...headerFacts(file),
  ...byNames(file, symbols),
];

/** The facts that headers tell, for which no symbols are read. */
export const headerFacts = (file: ElfFile): readonly HardeningFact[] => [
  pie(file),
  relro(file),
  nxStack(file),
  ...textRelocations(file),
  ...cet(file),
  ...runPath(file),
];

function pie({ header, image, dynamic }: ElfFile): HardeningFact {
  const base = { id: 'pie', why: why.pie } as const;
  if (header.type === types.exec) {
    return { ...base, finding: 'Not position-independent', good: false, evidence: 'e_type is EXEC' };
  }
  const [flags = 0] = dynamic?.values(dynamicTags.flags1) ?? [];
  if ((flags & flag.pie1) !== 0 || image.interpreter !== undefined) {
    return {
      ...base,
      finding: 'PIE',
      good: true,
      evidence: `e_type is DYN, ${(flags & flag.pie1) !== 0 ? 'DT_FLAGS_1 has PIE' : 'there is an INTERP segment'}`,
    };
  }
  return {
    ...base,
    finding: 'Shared library',
    good: header.type === types.dyn ? true : 'unknown',
    evidence: 'e_type is DYN',
  };
}

function relro({ image, dynamic }: ElfFile): HardeningFact {
  const base = { id: 'relro', why: why.relro } as const;
  if (!image.headers.some(({ type }) => type === gnuRelro)) {
    return { ...base, finding: 'No RELRO', good: false, evidence: 'no GNU_RELRO segment' };
  }
  const [flags = 0] = dynamic?.values(dynamicTags.flags) ?? [];
  const [flags1 = 0] = dynamic?.values(dynamicTags.flags1) ?? [];
  const bound =
    (dynamic?.values(dynamicTags.bindNow).length ?? 0) > 0 ||
    (flags & flag.bindNow) !== 0 ||
    (flags1 & flag.now1) !== 0;
  return bound || !dynamic
    ? {
        ...base,
        finding: 'Full RELRO',
        good: true,
        evidence: dynamic ? 'GNU_RELRO segment and BIND_NOW' : 'GNU_RELRO segment, and nothing is bound later',
      }
    : { ...base, finding: 'Partial RELRO', good: 'partly', evidence: 'GNU_RELRO segment without BIND_NOW' };
}

function nxStack({ image }: ElfFile): HardeningFact {
  const base = { id: 'nx-stack', why: why.stack } as const;
  const stack = image.headers.find(({ type }) => type === gnuStack);
  if (!stack) {
    return { ...base, finding: 'Stack not declared', good: 'unknown', evidence: 'no GNU_STACK segment' };
  }
  return (stack.flags & 1) === 0
    ? { ...base, finding: 'Stack not executable', good: true, evidence: 'GNU_STACK segment without E' }
    : { ...base, finding: 'Executable stack', good: false, evidence: 'GNU_STACK segment with E' };
}

function textRelocations({ dynamic }: ElfFile): readonly HardeningFact[] {
  const [flags = 0] = dynamic?.values(dynamicTags.flags) ?? [];
  const tagged = (dynamic?.values(dynamicTags.textrel).length ?? 0) > 0;
  if (!tagged && (flags & flag.textrel) === 0) return [];
  const evidence = tagged ? 'DT_TEXTREL' : 'DT_FLAGS has TEXTREL';
  return [{ id: 'text-relocations', finding: 'Relocations in code', good: false, evidence, why: why.textrel }];
}

function cet({ branches }: ElfFile): readonly HardeningFact[] {
  if (!branches) return [];
  const { known, marked } = branches;
  const all = marked.length === known.length;
  return [
    {
      id: 'cet',
      finding:
        marked.length === 0 ? 'No checks of jumps and returns' : `Jumps and returns checked: ${marked.join(', ')}`,
      good: all ? true : marked.length > 0 ? 'partly' : 'unknown',
      evidence:
        marked.length === 0 ? `no property note has ${known.join(' or ')}` : `property note has ${marked.join(', ')}`,
      why: why.cet,
    },
  ];
}

/** Letters of the longest name of a check, generously: `__fortify_fail_abort` has 20. */
const longestCheck = 64;

/** What names say: calls of the compiler's check functions. No such name proves nothing, since small files need none. */
function byNames(file: ElfFile, symbols: SymbolTable | undefined): readonly HardeningFact[] {
  // A static program takes nothing from others: its own symbols tell, unless it has been stripped of them.
  const imports = file.imports.length > 0 ? file.imports : ownNames(symbols);
  const canary = imports.find((name) => name === '__stack_chk_fail' || name === '__stack_chk_guard');
  const checked = imports.filter((name) => /^__\w+_chk$/.test(name) && name !== '__stack_chk');
  const [first] = checked;
  return [
    canary === undefined
      ? {
          id: 'canary',
          finding: 'No stack canaries seen',
          good: 'unknown',
          evidence: '__stack_chk_fail is not among the symbols',
          why: why.canary,
        }
      : { id: 'canary', finding: 'Stack canaries', good: true, evidence: `calls ${canary}`, why: why.canary },
    ...(first === undefined
      ? []
      : [
          {
            id: 'fortify',
            finding: 'Checked copies (FORTIFY)',
            good: true,
            evidence: `calls ${first}${checked.length > 1 ? ` and ${checked.length - 1} more` : ''}`,
            why: why.fortify,
          } as const,
        ]),
  ];
}

/** Names that the compiler's checks have, among a file's own symbols. */
function ownNames(table: SymbolTable | undefined): readonly string[] {
  return table?.namesWith('__', longestCheck) ?? [];
}

function runPath({ dynamic }: ElfFile): readonly HardeningFact[] {
  const [path] = [...(dynamic?.strings(dynamicTags.runpath) ?? []), ...(dynamic?.strings(dynamicTags.rpath) ?? [])];
  if (path === undefined) return [];
  const tag = (dynamic?.values(dynamicTags.runpath).length ?? 0) > 0 ? 'DT_RUNPATH' : 'DT_RPATH';
  return [{ id: 'rpath', finding: `Own library path ${path}`, good: 'partly', evidence: tag, why: why.rpath }];
}
