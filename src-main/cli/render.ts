/**
 * `procatlas render`: the picture of a process or a capture file, without a window. The one command that uses the
 * page's pure parts: its layout, its SVG painter, and the page that carries a capture.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pageWithCapture, viewerFile, type OpeningLook } from '@renderer/export/embedding.ts';
import { regionColours } from '@renderer/layout/regionColours.ts';
import { treemapLayout } from '@renderer/layout/treemap/layout.ts';
import { mappingMeasure, treemapMeasures } from '@renderer/layout/treemap/measures.ts';
import { treemapTree, wholeTree } from '@renderer/layout/treemap/tree.ts';
import { palettes } from '@renderer/paint/palettes.ts';
import { tableMeasure } from '@renderer/paint/tableMeasure.ts';
import { treemapRoom, treemapSvg } from '@renderer/paint/treemapSvg.ts';
import { wholePicture } from '@renderer/paint/wholePicture.ts';
import { whatLeaves } from '../capture/files/leaving.ts';
import { formatAddress } from '../contract/address.ts';
import type { Capture } from '../contract/capture.ts';
import { asPageNumber, type PageNumber } from '../contract/units.ts';
import { ownCommand } from '../procfs/remedies.ts';
import { exitCodes, type ExitCode, type Program } from './program.ts';
import { drawRecording, savePicture } from './renderRecording.ts';
import { parseRender, type RenderOptions } from './renderArguments.ts';
import { captureOfSource } from './commandSource.ts';
import { helpText } from './usage/helpText.ts';
import { renderUsage } from './usage/render.ts';

/** Draws what the words after `render` ask for and saves it; the file is written whole or not at all. */
export async function render(program: Program, words: readonly string[]): Promise<ExitCode> {
  const request = parseRender(words);
  switch (request.ask) {
    case 'help':
      await program.print(helpText(renderUsage, ownCommand('')));
      return exitCodes.fine;
    case 'usage':
      program.complain(`${request.message}\n“${ownCommand('render --help')}” shows the usage.`);
      return exitCodes.usage;
    case 'picture':
      return draw(program, request.options);
  }
}

async function draw(program: Program, options: RenderOptions): Promise<ExitCode> {
  if (options.format === 'png') {
    program.complain(
      'A PNG cannot be made here: turning the drawing into pixels takes a browser. ' +
        `Give the file a name that ends in .svg, or open the process with “${ownCommand('')}” and choose Export, PNG.`,
    );
    return exitCodes.failed;
  }
  if (options.view === 'timeline' || options.view === 'difference') {
    return drawRecording(program, options, options.view);
  }
  const found = await captureOfSource(
    program,
    options.source,
    options.table === undefined ? {} : { table: options.table },
  );
  if ('exit' in found) return found.exit;
  const made = await make(program, whatLeaves(found.capture, options), options);
  if ('problem' in made) {
    program.complain(made.problem);
    return exitCodes.failed;
  }
  return savePicture(program, options.output, made.text);
}

type Made = { readonly text: string } | { readonly problem: string };

async function make(program: Program, capture: Capture, options: RenderOptions): Promise<Made> {
  if (capture.regions.length === 0) {
    return { problem: 'There is nothing to draw: the process has no address space (a kernel thread, or a zombie).' };
  }
  if (options.view === 'treemap') return treemap(capture, options);
  const span = spanOf(capture, options);
  if (span && 'problem' in span) return span;
  return options.format === 'html' ? page(program, capture, options, span) : picture(capture, options, span);
}

interface Span {
  readonly start: PageNumber;
  readonly end: PageNumber;
}

/** The part to show, or undefined for the whole. */
function spanOf({ regions }: Capture, { from, to }: RenderOptions): Span | { readonly problem: string } | undefined {
  if (from === undefined && to === undefined) return undefined;
  const lowest = asPageNumber(regions.start[0] ?? 0);
  const highest = asPageNumber(regions.end[regions.length - 1] ?? 0);
  const start = from ?? lowest;
  const end = to ?? highest;
  const mapped = regions.start.some((first, row) => first < end && (regions.end[row] ?? 0) > start);
  if (mapped) return { start, end };
  return {
    problem:
      `Nothing is mapped from ${formatAddress(start)} to ${formatAddress(end)}. ` +
      `The mappings of this process lie between ${formatAddress(lowest)} and ${formatAddress(highest)}.`,
  };
}

function picture(capture: Capture, { width, height, theme = 'light' }: RenderOptions, span: Span | undefined): Made {
  const made = wholePicture(capture, { palette: palettes[theme], width, height, span });
  if ('svg' in made) return { text: made.svg };
  return { problem: `At a width of ${width} the picture must be at least ${made.leastHeight} high.` };
}

function treemap(capture: Capture, options: RenderOptions): Made {
  const wanted = options.measure ?? (mappingMeasure(capture, 'rss').known ? 'rss' : 'size');
  const measured = treemapMeasures.find((id) => id === wanted);
  if (!measured) {
    return { problem: `“${wanted}” is not a measure of the treemap: choose ${treemapMeasures.join(', ')}.` };
  }
  const figures = mappingMeasure(capture, measured);
  if (!figures.known) return { problem: `The treemap cannot show ${measured}. ${figures.why}` };
  const tree = treemapTree(capture, { measure: measured, reservations: false });
  if (!tree || tree.count === 1) return { problem: `There is nothing to draw: no mapping has any ${measured}.` };
  const palette = palettes[options.theme ?? 'light'];
  const layout = treemapLayout(tree, wholeTree, treemapRoom({ ...options, textScale: 1 }));
  const colours = regionColours(capture, { colourMode: 'kind' }, undefined, palette);
  return { text: treemapSvg({ layout, colours, palette, measure: tableMeasure(1) }) };
}

async function page(
  program: Program,
  capture: Capture,
  { theme }: RenderOptions,
  span: Span | undefined,
): Promise<Made> {
  const look: OpeningLook = { ...(theme ? { theme } : {}), ...(span ? { span } : {}) };
  try {
    const viewer = await readFile(join(program.assets, viewerFile), 'utf8');
    return { text: await pageWithCapture(viewer, capture, look) };
  } catch (error) {
    return { problem: `The page could not be made: ${sentence(error)} Build Procatlas, or install it again.` };
  }
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));
