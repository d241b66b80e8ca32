/** What the product reads piece by piece, from bytes that are all there. */
import type { Outcome } from '@contract/calls.ts';
import type { Opened, OpenOptions } from '@main/capture/import/contentReader.ts';
import { importSteps } from '@main/capture/import/importSource.ts';
import { NumaMapsParser, type ParsedNumaMaps } from '@main/procfs/numaMaps.ts';
import { SmapsParser, type ParsedSmaps } from '@main/procfs/smaps.ts';

/** All steps of opening at once. */
export function importText(content: string | Uint8Array, name: string, options: OpenOptions = {}): Outcome<Opened> {
  const steps = importSteps(content, name, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** A whole text of smaps. */
export function parseSmaps(bytes: Uint8Array): ParsedSmaps {
  const parser = new SmapsParser();
  parser.push(bytes);
  return parser.finish();
}

/** A whole text of numa_maps. */
export function parseNumaMaps(bytes: Uint8Array): ParsedNumaMaps {
  const parser = new NumaMapsParser();
  parser.push(bytes);
  return parser.finish();
}
