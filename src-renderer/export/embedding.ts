/**
 * One capture inside a page of its own. The page is the built viewer; the capture travels as one frame of the
 * contract, packed, gzipped and in base64, in an element that no browser runs.
 */
import { asMilliseconds, type PageNumber } from '@contract/units.ts';
import type { Events } from '@contract/calls.ts';
import type { Capture } from '@contract/capture.ts';
import { formatAddress, pageNumberOf, parseAddress } from '@contract/address.ts';
import { decodeFrame, encodeFrame } from '@contract/frames.ts';
import { wholeUpdate } from '@contract/update.ts';
import { captureName } from '../format/knows.ts';
import { drawnText } from '../paint/xmlText.ts';

/** Name of the viewer among the built files of the page. */
export const viewerFile = 'viewer.html';

/** How the page shows the capture when it is opened. */
export interface OpeningLook {
  readonly theme?: 'light' | 'dark';
  readonly span?: { readonly start: PageNumber; readonly end: PageNumber };
}

/** What stands in the page: the first event of a watch, and how to show it. */
export interface Embedded {
  readonly update: Events['watch.update'];
  readonly look: OpeningLook;
}

/** Id of the element that holds the capture. */
export const elementId = 'capture';
/** The viewer's empty element, as `viewer.html` has it. */
const emptyElement = `<script type="application/octet-stream" id="${elementId}"></script>`;

/** What is put into a page: the bytes of one frame, the element's further attributes, and what the page is called. */
interface PageData {
  readonly title: string;
  readonly attributes: string;
  readonly frame: Uint8Array<ArrayBuffer>;
}

/** The viewer's page with data in it. Throws when the page is not a viewer. */
export async function pageWith(viewer: string, { title, attributes, frame }: PageData): Promise<string> {
  const parts = viewer.split(emptyElement);
  const [before, after] = parts;
  if (parts.length !== 2 || before === undefined || after === undefined) {
    throw new Error(`${viewerFile} has no place for a capture; it was built by another version.`);
  }
  const data = base64(await piped(frame, new CompressionStream('gzip')));
  return [
    before.replace(/<title>[^<]*<\/title>/, () => `<title>${htmlText(title)}</title>`),
    `<script type="application/octet-stream" id="${elementId}"${attributes}>${data}</script>`,
    after,
  ].join('');
}

/** The viewer's page with a capture in it. Throws when the page is not a viewer. */
export function pageWithCapture(viewer: string, capture: Capture, look: OpeningLook): Promise<string> {
  const update: Events['watch.update'] = {
    watch: 1,
    update: wholeUpdate(capture),
    cost: { maps: asMilliseconds(0), share: 0, smapsInterval: asMilliseconds(0) },
  };
  const attributes = [
    ...(look.theme ? [` data-theme="${look.theme}"`] : []),
    ...(look.span ? [` data-from="${formatAddress(look.span.start)}" data-to="${formatAddress(look.span.end)}"`] : []),
  ].join('');
  return pageWith(viewer, {
    title: drawnText(`${captureName(capture)} – Procatlas`),
    attributes,
    frame: Uint8Array.from(encodeFrame({ event: 'watch.update', value: update })),
  });
}

/** As much of an HTML element as is looked at; the command line compiles this file without the DOM's types. */
export interface DataElement {
  readonly textContent: string | null;
  readonly dataset: Readonly<Record<string, string | undefined>>;
}

/** The bytes of the frame in a page's element. Throws a sentence when they are missing or damaged. */
export async function dataOf(element: DataElement | null): Promise<Uint8Array<ArrayBuffer>> {
  const text = element?.textContent?.trim() ?? '';
  if (!element || text === '') throw new Error('This page holds no capture: it is the empty viewer.');
  try {
    return await piped(bytesOf(text), new DecompressionStream('gzip'));
  } catch {
    throw damaged();
  }
}

const damaged = (): Error =>
  new Error('The capture in this page is damaged: the file was cut off or changed on its way.');

/** The capture in the page's element. Throws a sentence when it is missing or damaged. */
export async function embeddedIn(element: DataElement | null): Promise<Embedded> {
  const data = await dataOf(element);
  const { theme, from, to } = element?.dataset ?? {};
  const start = parseAddress(from ?? '');
  const end = parseAddress(to ?? '');
  let frame: unknown;
  try {
    frame = decodeFrame(data);
  } catch {
    throw damaged();
  }
  return {
    // Written by pageWithCapture of the same build: viewer and data are one file.
    update: (frame as { readonly value: Events['watch.update'] }).value,
    look: {
      ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
      ...(start !== undefined && end !== undefined
        ? { span: { start: pageNumberOf(start), end: pageNumberOf(end) } }
        : {}),
    },
  };
}

const htmlText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

async function piped(
  bytes: Uint8Array<ArrayBuffer>,
  through: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(through);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Arguments a function call takes without overflowing the stack, a multiple of 3 so that the pieces join. */
const piece = 0x6000;

function base64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += piece) {
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(at, at + piece))));
  }
  return pieces.join('');
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
