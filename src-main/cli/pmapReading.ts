/** One run of `procatlas pmap` over several processes: what is printed, of whom, and how it is complained. */
import type { PrintContext } from './pmapPrint.ts';
import type { FoundProcess, ReadProcess } from './pmapRead.ts';

export type Complain = (message: string) => void;

/** One run over several processes. */
export interface Reading {
  readonly context: PrintContext;
  readonly found: readonly FoundProcess[];
  readonly missing: readonly number[];
  readonly read: (process: FoundProcess) => Promise<ReadProcess | { readonly refused: string }>;
  readonly explain: (message: string) => void;
  readonly complain: Complain;
}

/** What became of it: something was refused, or a fault of the command line showed only now. */
export type PrintOutcome = 'fine' | 'refused' | 'failed';
