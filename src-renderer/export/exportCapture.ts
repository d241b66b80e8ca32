/** The files that the page saves: the picture on screen, the table, and a page that carries the capture. */
import type { Capture } from '@contract/capture.ts';
import type { ExportTable } from '../format/exportTable.ts';
import type { MapPalette } from '../layout/colours.ts';
import { palettes } from '../paint/palettes.ts';
import { usualPictureSize, wholePicture } from '../paint/wholePicture.ts';
import type { ViewSpan } from '../state/model.ts';
import { pageWithCapture, viewerFile, type OpeningLook } from './embedding.ts';
import { fileName } from './fileName.ts';
import { mappingTable } from './mappingTable.ts';
import { pngOf } from './png.ts';
import { tableText, type TableFormat } from './tableText.ts';

/** What can be saved, with the ending of the file. */
export const exportFormats = {
  svg: { name: 'Picture, SVG', ending: 'svg', type: 'image/svg+xml' },
  png: { name: 'Picture, PNG at double size', ending: 'png', type: 'image/png' },
  html: { name: 'Page that zooms, HTML', ending: 'html', type: 'text/html' },
  csv: { name: 'Table, CSV', ending: 'csv', type: 'text/csv' },
  json: { name: 'Table, JSON', ending: 'json', type: 'application/json' },
  markdown: { name: 'Table, Markdown', ending: 'md', type: 'text/markdown' },
} as const;
export type ExportFormat = keyof typeof exportFormats;

/** What is on screen. */
export interface Shown {
  readonly capture: Capture;
  /** Makes the picture that is shown, where one is: SVG, or nothing to draw. */
  readonly picture?: (() => string | undefined) | undefined;
  /** What is looked at; missing for the whole. */
  readonly look?: ViewSpan | undefined;
  /** Makes the table that is shown, where one is; else all columns of all rows are saved. */
  readonly table?: (() => ExportTable) | undefined;
  /** Missing when the person leaves it to the system. */
  readonly theme: 'light' | 'dark' | undefined;
}

/** Makes one file. Throws a sentence when that is not possible. */
export async function exported(format: ExportFormat, shown: Shown): Promise<Blob> {
  const { type } = exportFormats[format];
  switch (format) {
    case 'svg':
      return new Blob([pictureOf(shown)], { type });
    case 'png':
      return pngOf(pictureOf(shown), 2);
    case 'html':
      return new Blob([await pageWithCapture(await viewer(), shown.capture, lookOf(shown))], { type });
    case 'csv':
    case 'json':
    case 'markdown':
      return new Blob([tableOf(shown, format)], { type });
  }
}

/** Of a view that has no picture the whole address map is saved. */
function pictureOf({ capture, picture, theme }: Shown): string {
  const svg = picture ? picture() : mapOf(capture, palettes[theme ?? 'light']);
  if (svg === undefined) throw new Error('There is no picture to save: nothing is mapped.');
  return svg;
}

function mapOf(capture: Capture, palette: MapPalette): string | undefined {
  if (capture.mappings.length === 0) return undefined;
  const made = wholePicture(capture, { palette, ...usualPictureSize });
  return 'svg' in made ? made.svg : undefined;
}

/** The page opens where one looks now. */
const lookOf = ({ look, theme }: Shown): OpeningLook => ({
  ...(theme ? { theme } : {}),
  ...(look ? { span: look } : {}),
});

const tableOf = ({ capture, table }: Shown, format: TableFormat): string =>
  tableText(table ? table() : mappingTable(capture), format);

async function viewer(): Promise<string> {
  const answer = await fetch(`./${viewerFile}`).catch(() => undefined);
  if (!answer?.ok) throw new Error('The page that carries a capture is missing: build Procatlas with “npm run build”.');
  return answer.text();
}

/** The name under which it is saved. */
export const exportName = (capture: Capture, format: ExportFormat): string =>
  fileName(capture, exportFormats[format].ending);
