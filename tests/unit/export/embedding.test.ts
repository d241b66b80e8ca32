import { describe, expect, it } from 'vitest';
import { asPageNumber } from '@contract/units.ts';
import { applyUpdate } from '@contract/update.ts';
import { embeddedIn, pageWithCapture, type DataElement } from '@renderer/export/embedding.ts';
import { sampleCapture } from '../../support/sampleCapture.ts';

const viewer =
  '<html><head><title>Procatlas</title></head><body><script type="application/octet-stream" id="capture"></script></body></html>';

/** The page's element, as far as the viewer looks at it. */
function elementOf(page: string): DataElement {
  const [, attributes = '', text = ''] =
    /<script type="application\/octet-stream" id="capture"([^>]*)>([^<]*)</.exec(page) ?? [];
  const dataset: Record<string, string> = {};
  for (const [, key = '', value = ''] of attributes.matchAll(/data-(\w+)="([^"]*)"/g)) dataset[key] = value;
  return { textContent: text, dataset };
}

describe('a page with a capture in it', () => {
  const capture = sampleCapture();

  it('gives the same capture back', async () => {
    const { update, look } = await embeddedIn(elementOf(await pageWithCapture(viewer, capture, {})));
    expect(applyUpdate(undefined, update.update)).toEqual(capture);
    expect(look).toEqual({});
  });

  it('remembers how it was to be shown', async () => {
    const look = { theme: 'dark', span: { start: asPageNumber(0x7ff00), end: asPageNumber(0x7ff10) } } as const;
    expect((await embeddedIn(elementOf(await pageWithCapture(viewer, capture, look)))).look).toEqual(look);
  });

  it('is named after the process, whose name cannot become markup', async () => {
    const process = { ...capture.process, comm: '</title>$&\n' };
    const page = await pageWithCapture(viewer, { ...capture, process }, {});
    expect(page).toContain('<title>&lt;/title>$&amp;\\n (4711) – Procatlas</title>');
  });

  it('holds nothing that would end its element, whatever the names', async () => {
    const named = { ...capture, mappings: { ...capture.mappings, names: ['</script><script>'] } };
    const page = await pageWithCapture(viewer, named, {});
    expect(page.match(/<\/script>/g)).toHaveLength(1);
  });

  it('is refused when the viewer has no place for it, or more than one', async () => {
    await expect(pageWithCapture('<html></html>', capture, {})).rejects.toThrow('no place for a capture');
    await expect(pageWithCapture(viewer + viewer, capture, {})).rejects.toThrow('no place for a capture');
  });

  it('says so when it is empty or damaged', async () => {
    await expect(embeddedIn(null)).rejects.toThrow('holds no capture');
    await expect(embeddedIn(elementOf(viewer))).rejects.toThrow('holds no capture');
    const page = await pageWithCapture(viewer, capture, {});
    await expect(embeddedIn(elementOf(page.replace(/.{40}<\/script>/, '</script>')))).rejects.toThrow('is damaged');
    await expect(embeddedIn(elementOf(viewer.replace('></script>', '>%%%</script>')))).rejects.toThrow('is damaged');
  });
});
