/** A capture file as its bytes arrive. */
import type { Outcome } from '../../contract/calls.ts';
import type { Capture } from '../../contract/capture.ts';
import { FormatError } from '../decode.ts';
import { DocumentParts, withFormatErrors } from '../jsonRead.ts';
import { JsonScanner } from './jsonScanner.ts';

/** Reads one capture file in chunks. The first fault ends it; what follows is passed over. */
export class CaptureDocument {
  private readonly parts = new DocumentParts();
  private readonly scanner = new JsonScanner({
    member: (name, value) => {
      this.parts.member(name, value);
    },
    element: (list, value) => {
      this.parts.element(list, value);
    },
  });
  private fault: FormatError | undefined;

  /** Takes the next bytes. Returns false once the document has turned out to be damaged. */
  push(chunk: Uint8Array): boolean {
    if (this.fault) return false;
    try {
      this.scanner.push(chunk);
      return true;
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.fault = error;
      return false;
    }
  }

  /** The capture as it was written, with the labels it was written with. */
  finish(): Outcome<Capture> {
    return withFormatErrors(() => {
      if (this.fault) throw this.fault;
      this.scanner.finish();
      return this.parts.finish();
    });
  }
}
