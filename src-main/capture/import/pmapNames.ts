/** The Mapping column of pmap: files by their last part or path, `[ anon ]` for everything else, labels of our own. */
import type { UnknownFact } from '../../contract/capture.ts';
import { note, type Note } from '../../contract/note.ts';

/** Reads names and remembers what they tell of the whole table. */
export class PmapNames {
  private anonymous = 0;
  private wholePaths = 0;
  /** The kernel's own names, as busybox, toybox and -k print them. */
  private kernelNames = 0;
  /** Labels of our own -l: what another run made of a row, not what the row is called. */
  private labels = 0;

  /** The name as the kernel has it; empty for memory without one. Blanks around it may have been collapsed. */
  nameOf(printed: string): string {
    const name = printed.replace(/^ {1,4}(?=[/[])/, '');
    if (/^\[ ?anon ?\]\s*$/.test(name)) {
      this.anonymous += 1;
      return '';
    }
    if (/^\[ stack \]\s*$/.test(name)) return '[stack]';
    if (/^\[ (?!shmid=)/.test(name)) {
      this.labels += 1;
      return '';
    }
    if (name.startsWith('/')) this.wholePaths += 1;
    if (/^\[[^\s\]]+\]$/.test(name)) this.kernelNames += 1;
    return name.trim() === '' ? '' : name;
  }

  /** What the names leave open. */
  unknown(): UnknownFact[] {
    return [
      ...(this.kernelNames === 0 ? (['names'] as const) : []),
      ...(this.wholePaths === 0 ? (['path'] as const) : []),
    ];
  }

  notes(): Note[] {
    return [
      ...(this.labels > 0 ? [note('pmap-labels', { count: this.labels })] : []),
      ...(this.anonymous > 0 && this.kernelNames === 0 ? [note('pmap-anonymous')] : []),
    ];
  }
}
