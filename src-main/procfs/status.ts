/** `/proc/PID/status` (fs/proc/array.c, proc_pid_status): readable for every process, whoever asks. */
import { asKibibytes, type Kibibytes } from '../contract/units.ts';
import { decodeText } from './text.ts';

/** What status says beyond stat. */
export interface StatusFacts {
  /** Name with the kernel's `\n` and `\\` escapes resolved. */
  readonly name: string;
  /** Letter of the State line; empty when missing. */
  readonly state: string;
  /** Effective user id; undefined when the line is missing. */
  readonly uid?: number;
  /** Real, effective, saved and file system user id. */
  readonly uids: readonly number[];
  readonly threads?: number;
  /** `Kthread: 1`; only recent kernels print the line. */
  readonly kthread: boolean;
  /** The process's ids in its nested pid namespaces, outermost first. */
  readonly nspid: readonly number[];
  /** Effective capabilities as a bit set; 0 when the line is missing. */
  readonly capabilities: bigint;
  /** Every line in kB by its key (`VmSize`, `VmRSS`, `RssAnon`, …), unknown ones too. Empty without address space. */
  readonly figures: Readonly<Record<string, Kibibytes>>;
}

/** Parses status. Missing lines give missing or empty values; strange lines are passed over. */
export function parseStatus(bytes: Uint8Array): StatusFacts {
  const values = new Map<string, string>();
  const figures: [string, Kibibytes][] = [];
  for (const line of decodeText(bytes).split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const key = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (!values.has(key)) values.set(key, value);
    const figure = /^(\d+) kB$/.exec(value);
    if (figure) figures.push([key, asKibibytes(Number(figure[1]))]);
  }
  const numbers = (key: string): number[] =>
    (values.get(key) ?? '')
      .split(/\s+/)
      .filter((word) => /^\d+$/.test(word))
      .map(Number);
  const uids = numbers('Uid');
  const [threads] = numbers('Threads');
  const uid = uids[1] ?? uids[0];
  const capabilities = values.get('CapEff') ?? '';
  return {
    name: unescaped(values.get('Name') ?? ''),
    state: values.get('State')?.charAt(0) ?? '',
    ...(uid === undefined ? {} : { uid }),
    uids,
    ...(threads === undefined ? {} : { threads }),
    kthread: values.get('Kthread') === '1',
    nspid: numbers('NSpid'),
    capabilities: /^[0-9a-f]{1,16}$/.test(capabilities) ? BigInt(`0x${capabilities}`) : 0n,
    figures: Object.fromEntries(figures),
  };
}

/** status escapes the name: newline as `\n`, backslash as `\\`. */
const unescaped = (name: string): string => name.replace(/\\([n\\])/g, (_, mark) => (mark === 'n' ? '\n' : '\\'));
