/** What each entry of the auxiliary vector means (getauxval(3), include/uapi/linux/auxvec.h), in one sentence. */

/** One entry's meaning. */
interface Meaning {
  readonly explanation: string;
  /** The value is an address. */
  readonly pointer?: boolean;
  /** Read as a decimal number; as hexadecimal otherwise. */
  readonly decimal?: boolean;
}

const pointer = true;
const decimal = true;

const meanings: Readonly<Record<string, Meaning>> = {
  AT_IGNORE: { explanation: 'An entry without meaning.' },
  AT_EXECFD: { explanation: 'The open file of the program, for an interpreter to run.', decimal },
  AT_PHDR: { explanation: 'Where the program’s program headers lie in memory; the loader starts from them.', pointer },
  AT_PHENT: { explanation: 'Bytes of one program header.', decimal },
  AT_PHNUM: { explanation: 'Number of program headers.', decimal },
  AT_PAGESZ: { explanation: 'Bytes of one page of memory.', decimal },
  AT_BASE: { explanation: 'Where the dynamic loader was mapped; 0 for a static program.', pointer },
  AT_FLAGS: { explanation: 'Flags for the program; unused on most machines.' },
  AT_ENTRY: { explanation: 'The program’s first instruction, where the loader jumps when it is done.', pointer },
  AT_NOTELF: { explanation: 'Non-zero when the program is no ELF file.', decimal },
  AT_UID: { explanation: 'The real user id.', decimal },
  AT_EUID: { explanation: 'The effective user id.', decimal },
  AT_GID: { explanation: 'The real group id.', decimal },
  AT_EGID: { explanation: 'The effective group id.', decimal },
  AT_PLATFORM: { explanation: 'A string that names the processor; the loader uses it in library paths.', pointer },
  AT_HWCAP: { explanation: 'A bit for each ability of the processor.' },
  AT_CLKTCK: { explanation: 'Clock ticks a second, the unit of times(2).', decimal },
  AT_SECURE: {
    explanation: '1 when the program gained rights at its start: the loader then distrusts the environment.',
    decimal,
  },
  AT_BASE_PLATFORM: { explanation: 'A string that names the real processor.', pointer },
  AT_RANDOM: {
    explanation: 'Sixteen random bytes, from which the C library makes its stack canary and pointer guard.',
    pointer,
  },
  AT_HWCAP2: { explanation: 'Further bits of the processor’s abilities.' },
  AT_RSEQ_FEATURE_SIZE: { explanation: 'Bytes of a restartable-sequence area that the kernel fills in.', decimal },
  AT_RSEQ_ALIGN: { explanation: 'Alignment that a restartable-sequence area needs.', decimal },
  AT_HWCAP3: { explanation: 'Further bits of the processor’s abilities.' },
  AT_HWCAP4: { explanation: 'Further bits of the processor’s abilities.' },
  AT_EXECFN: { explanation: 'The path that was given to execve.', pointer },
  AT_SYSINFO: { explanation: 'Where a 32-bit program enters the kernel, in the vDSO.', pointer },
  AT_SYSINFO_EHDR: { explanation: 'Where the vDSO is mapped, the small library that the kernel provides.', pointer },
  AT_MINSIGSTKSZ: { explanation: 'Bytes that a signal frame needs at least.', decimal },
};

/** What an entry means; an entry of an unknown type is said to be one. */
export const auxvMeaning = (name: string): Meaning =>
  meanings[name] ?? { explanation: 'An entry that Procatlas does not know.' };
