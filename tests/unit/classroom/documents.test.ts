/** The documents of the project as the help shows them. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { documentIds, type DocumentId, type ReadDocument } from '@contract/documents.ts';
import type { Inline, Prose } from '@contract/prose.ts';
import { documentIn } from '@main/classroom/documents.ts';
import { describe, expect, test } from 'vitest';

const folder = resolve('build/docs');

async function read(id: DocumentId): Promise<ReadDocument> {
  const outcome = await documentIn(folder, id);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}

/** Everything that stands in a line, however deep. */
const ofLine = (line: readonly Inline[]): Inline[] =>
  line.flatMap((one) => [one, ...('inside' in one ? ofLine(one.inside) : [])]);

function ofBlocks(blocks: readonly Prose[]): Inline[] {
  return blocks.flatMap((part) => {
    if (part.type === 'table') return [part.head, ...part.rows].flat().flatMap(ofLine);
    if (part.type === 'list') return part.items.flatMap(ofBlocks);
    return part.type === 'code' ? [] : ofLine(part.inside);
  });
}

test('the help lists every document that there is', () => {
  expect(readdirSync(folder).sort()).toEqual(documentIds.map((id) => `${id}.md`).sort());
});

describe.each(documentIds)('%s', (id) => {
  test('is read whole: title, text, tables with as many cells in a row as in the head', async () => {
    const document = await read(id);
    expect(document.title).not.toBe('');
    expect(document.text.length).toBeGreaterThan(1);
    expect(document.text).not.toContainEqual(expect.objectContaining({ type: 'paragraph', inside: [] }));
    for (const part of document.text) {
      if (part.type === 'table') for (const row of part.rows) expect(row).toHaveLength(part.head.length);
    }
  });

  test('holds nothing that would be drawn as it is written: no HTML, no picture, no figure of a lesson', async () => {
    const found = ofBlocks((await read(id)).text);
    expect(found.filter(({ type }) => type === 'figure')).toEqual([]);
    const texts = found.flatMap((one) => (one.type === 'text' ? one.text : []));
    expect(texts.filter((text) => /<\w|!\[|\]\(/.test(text))).toEqual([]);
  });
});

test('a document that is missing is told with its path and what to do', async () => {
  expect(await documentIn('/nowhere', 'views')).toMatchObject({
    ok: false,
    message: 'This document is not there.',
    why: expect.stringContaining('/nowhere/views.md') as string,
    remedy: expect.stringContaining('Install') as string,
  });
});
