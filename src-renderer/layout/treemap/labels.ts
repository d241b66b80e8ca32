/** The texts of the treemap: a name and a figure where they fit, at the upper left of a cell or in a strip. */
import { formatPlural } from '../../format/bytes.ts';
import type { Rgb } from '../colours.ts';
import type { Label, LabelFont, Rectangle } from '../drawList.ts';
import { fitted, lineHeight, type Measure } from '../labels.ts';
import { entry } from '../segments.ts';
import { sizeText } from '@words/sizes.ts';
import type { TreemapScene } from './scene.ts';
import { states, type TreemapLayout } from './layout.ts';
import { isLeaf, isObject, nodeName, nodeNameForms } from './nodes.ts';
import type { TreemapNode } from './tree.ts';

const padding = 6;
const between = 8;
/** A shorter name says nothing once it is cut, nor does a cut that leaves fewer letters. */
const leastCut = { whole: 16, left: 10 } as const;

/** The longest of some forms that fits; else the shortest form cut in the middle. */
function nameThatFits(forms: readonly string[], font: LabelFont, room: number, measure: Measure): string | undefined {
  const whole = forms.find((form) => measure(form, font) <= room);
  const last = forms.at(-1) ?? '';
  if (whole !== undefined || Array.from(last).length < leastCut.whole) return whole;
  const cut = fitted(last, font, room, measure);
  return cut !== undefined && Array.from(cut).length >= leastCut.left ? cut : undefined;
}

/** An only child has all its parent's room: the names of both, where they differ, and then its own, long to short. */
function shownNames({ tree, state, root }: TreemapLayout, node: TreemapNode): readonly string[] {
  const own = nodeName(tree, node);
  const forms = nodeNameForms(tree, node);
  const many = tree.regions[node] ?? 0;
  const above = entry(tree.parent, node);
  if (above < 0 || above === root || state[above] !== states.joined) {
    return many > 1 ? [...forms, formatPlural(many, 'region')] : forms;
  }
  // The only region of an object is called after the object: that says whose it is, the colour says what.
  if (isLeaf(tree, node)) return isObject(tree, above) ? nodeNameForms(tree, above) : forms;
  const outer = nodeName(tree, above);
  return outer === own ? forms : [`${outer} › ${own}`, ...forms];
}

/** Name, and the figure below it or beside it. */
export function cellTexts(
  { layout, measure }: TreemapScene,
  node: TreemapNode,
  { x, y, width, height }: Rectangle,
  { ink, plate }: { readonly ink: Rgb; readonly plate?: Rgb },
): Label[] {
  const line = lineHeight * layout.viewport.textScale;
  const room = width - 2 * padding;
  const inset = height >= line + 6 ? 3 : (height - line) / 2;
  const lines = Math.floor((height - inset) / line);
  const labels: Label[] = [];
  const put = (text: string, font: LabelFont, row: number, left: number): void => {
    labels.push({
      x: left,
      y: y + inset + (row + 0.5) * line,
      width: measure(text, font),
      height: line,
      text,
      font,
      colour: ink,
      ...(plate === undefined ? {} : { plate }),
    });
  };
  const figure = sizeText(entry(layout.tree.value, node));
  const figureWidth = measure(figure, 'figure');
  const name = nameThatFits(shownNames(layout, node), 'name', room, measure);
  if (name === undefined) return labels;
  put(name, 'name', 0, x + padding);
  if (lines >= 2 && figureWidth <= room) put(figure, 'figure', 1, x + padding);
  else if (measure(name, 'name') + between + figureWidth <= room) {
    put(figure, 'figure', 0, x + width - padding - figureWidth);
  }
  return labels;
}

/** A strip's name at the left and its sum at the right. */
export function stripTexts(
  { layout, measure }: TreemapScene,
  node: TreemapNode,
  { x, y, width, height }: Rectangle,
  ink: Rgb,
): Label[] {
  const font = isObject(layout.tree, node) ? 'name' : 'strong';
  const figure = sizeText(entry(layout.tree.value, node));
  const figureWidth = measure(figure, 'figure');
  const room = width - 2 * padding;
  const full = shownNames(layout, node);
  const beside = nameThatFits(full, font, room - between - figureWidth, measure);
  const name = beside ?? nameThatFits(full, font, room, measure);
  if (name === undefined) return [];
  const common = { y: y + height / 2, height, colour: ink };
  const labels: Label[] = [{ ...common, x: x + padding, width: measure(name, font), text: name, font }];
  if (beside !== undefined) {
    labels.push({ ...common, x: x + width - padding - figureWidth, width: figureWidth, text: figure, font: 'figure' });
  }
  return labels;
}
