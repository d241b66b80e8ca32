/** What can be asked of a lesson's texts once they are a tree; the page that carries a lesson needs no Markdown. */
import type { Inline, Prose } from '../contract/prose.ts';

/** The words of a line without its marks; figures as `fill` gives them. */
export function plainText(line: readonly Inline[], fill: (expression: string) => string = (one) => `{${one}}`): string {
  return line
    .map((one) => {
      switch (one.type) {
        case 'text':
        case 'code':
          return one.text;
        case 'strong':
        case 'emphasis':
        case 'link':
          return plainText(one.inside, fill);
        case 'figure':
          return fill(one.expression);
        case 'break':
          return '\n';
      }
    })
    .join('');
}

/** Every figure of a tree, for the check of a lesson. */
export function expressionsIn(prose: readonly Prose[]): string[] {
  const ofLine = (line: readonly Inline[]): string[] =>
    line.flatMap((one) => (one.type === 'figure' ? [one.expression] : 'inside' in one ? ofLine(one.inside) : []));
  return prose.flatMap((one) => {
    switch (one.type) {
      case 'paragraph':
      case 'heading':
        return ofLine(one.inside);
      case 'list':
        return one.items.flatMap(expressionsIn);
      case 'table':
        return [one.head, ...one.rows].flat().flatMap(ofLine);
      case 'code':
        return [];
    }
  });
}

/** The first paragraph of a text, as plain text. */
export function firstWords(prose: readonly Prose[]): string {
  const first = prose.find((one) => one.type === 'paragraph');
  return first ? plainText(first.inside) : '';
}
