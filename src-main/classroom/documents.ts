/** The documents that lie beside the program, for its help. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../contract/calls.ts';
import type { DocumentId, ReadDocument } from '../contract/documents.ts';
import { readDocument } from '../lessons/prose.ts';
import { plainText } from '../lessons/texts.ts';

/** Reads one of the documents in a folder. */
export async function documentIn(folder: string, id: DocumentId): Promise<Outcome<ReadDocument>> {
  const path = join(folder, `${id}.md`);
  let text;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return {
      ok: false,
      code: 'failed',
      message: 'This document is not there.',
      why: `${path}: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Install the program anew: its documents lie beside it.',
    };
  }
  const [head, ...others] = readDocument(text);
  return head?.type === 'heading'
    ? { ok: true, value: { title: plainText(head.inside), text: others } }
    : { ok: true, value: { title: id, text: head ? [head, ...others] : [] } };
}
