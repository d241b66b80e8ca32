/**
 * What strace(1) prints of calls that change an address space, as entries of a recording. Pure: takes lines, gives calls
 * of one process in the order in which they returned.
 *
 * Lines are as `strace -f -ttt -y -s 0` prints them: `4711 1700000000.123456 mmap(NULL, 8192, …) = 0x7f…`. Where another
 * thread comes between, a call is told in two lines: `… <unfinished ...>` and `… <... mmap resumed>…`.
 */
import { pageBytes } from '../contract/units.ts';
import type { RecordedEventRow } from '../time/eventLog.ts';

/** A call that has returned, of whatever thread. */
interface Line {
  readonly tid: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly name: string;
  readonly args: string;
  /** What it gave back; NaN where the kernel refused or no line tells. */
  readonly value: number;
}

/** Calls that make a thread or a process. */
const makers = new Set(['clone', 'clone3', 'fork', 'vfork']);

/** Lines that may wait for the one that tells whose thread theirs is; beyond, it is taken for another process's. */
const longestWait = 1000;

/** Reads the lines of one strace. */
export class CallReader {
  private readonly pid: number;
  private readonly threads: Set<number>;
  private readonly others = new Set<number>();
  private readonly unfinished = new Map<number, string>();
  private readonly waiting: Line[] = [];
  private rest = '';
  private brk = 0;

  constructor(pid: number) {
    this.pid = pid;
    this.threads = new Set([pid]);
  }

  /** Takes what has come, also half lines; the calls that are complete by it. */
  take(text: string): RecordedEventRow[] {
    const lines = `${this.rest}${text}`.split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      const read = this.line(line);
      if (read) this.waiting.push(read);
    }
    const calls: RecordedEventRow[] = [];
    for (let next = this.waiting[0]; next && this.isKnown(next.tid); next = this.waiting[0]) {
      this.waiting.shift();
      if (makers.has(next.name)) this.made(next);
      else if (this.threads.has(next.tid)) calls.push(...this.callsOf(next));
    }
    return calls;
  }

  private isKnown(tid: number): boolean {
    if (this.threads.has(tid) || this.others.has(tid)) return true;
    // A new thread’s first calls may be told before the call that made it: then that one stands further down.
    const made = this.waiting.find(({ name, value }) => makers.has(name) && value === tid);
    if (made && this.isKnown(made.tid)) this.made(made);
    else if (this.waiting.length > longestWait) this.others.add(tid);
    else return false;
    return true;
  }

  /** A thread or a process has been made. */
  private made({ tid, args, value }: Line): void {
    if (Number.isNaN(value)) return;
    const ours = this.threads.has(tid) && args.includes('CLONE_THREAD');
    (ours ? this.threads : this.others).add(value);
    (ours ? this.others : this.threads).delete(value);
  }

  /** One line, or undefined where it is the first half of a call, or no call. */
  private line(text: string): Line | undefined {
    const [, tid = '', seconds = '', told = ''] = /^(\d+) +(\d+\.\d+) (.*)$/.exec(text) ?? [];
    const thread = Number(tid);
    if (told.endsWith(' <unfinished ...>')) {
      this.unfinished.set(thread, told.slice(0, -' <unfinished ...>'.length));
      return undefined;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(told);
    const whole = resumed ? `${this.unfinished.get(thread) ?? ''}${resumed[1] ?? ''}` : told;
    // Names of files may hold anything, so what was given back is what stands behind the last of these.
    const [, name, args = '', value = ''] = /^(\w+)\((.*)\) += (0x[\da-f]+|\d+|-1|\?)/.exec(whole) ?? [];
    if (name === undefined) return undefined;
    return { tid: thread, time: Number(seconds) * 1000, name, args, value: value === '-1' ? NaN : Number(value) };
  }

  private callsOf({ time, name, args, value }: Line): RecordedEventRow[] {
    if (Number.isNaN(value)) return [];
    const call = (start: number, bytes: number, more = ''): RecordedEventRow => ({
      type: 'call',
      from: time,
      to: time,
      start: Math.floor(start / pageBytes),
      end: Math.ceil((start + bytes) / pageBytes),
      text: more === '' ? name : `${name} ${more}`,
    });
    const words = args.split(', ');
    const [first, second] = [Number(words[0]), Number(words[1])];
    switch (name) {
      case 'execve':
      case 'execveat':
        // Only its first thread is left, and it has the number of the process.
        for (const thread of this.threads) if (thread !== this.pid) this.threads.delete(thread);
        this.brk = 0;
        return [];
      case 'mmap':
        return [call(value, second, [words[2], words[3], fileOf(args)].filter((word) => word).join(' '))];
      case 'mremap':
        return [
          ...(first === value ? [] : [call(first, second, 'from here')]),
          call(value, Number(words[2]), words[3] ?? ''),
        ];
      case 'brk': {
        const before = this.brk;
        this.brk = value;
        if (before === 0 || before === value) return [];
        return [call(Math.min(before, value), Math.abs(value - before), value > before ? 'up' : 'down')];
      }
      case 'mprotect':
      case 'pkey_mprotect':
      case 'madvise':
        return [call(first, second, words[2] ?? '')];
      case 'munmap':
      case 'mlock':
      case 'mlock2':
      case 'munlock':
      case 'remap_file_pages':
        return [call(first, second)];
      case 'shmat':
      case 'shmdt':
        // How long the segment is, neither tells.
        return [
          { type: 'call', from: time, to: time, text: `${name} 0x${(name === 'shmat' ? value : first).toString(16)}` },
        ];
      default:
        return [];
    }
  }
}

/** The file of a descriptor: `3</usr/lib/libc.so.6>`. */
const fileOf = (args: string): string => /, \d+<([^>]*)>/.exec(args)?.[1] ?? '';
