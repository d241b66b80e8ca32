/**
 * Markdown into a tree that a page draws without ever taking HTML from a text: CommonMark and tables, without HTML and
 * without images. `{expression}` in a lesson stands for a figure of this machine.
 */
import MarkdownIt, { type Token } from 'markdown-it';
import type { Cell, Inline, Prose } from '../contract/prose.ts';

/** A reader of texts whose links lead where `isFollowed` says; what else is written like one stays text. */
function reader(isFollowed: (href: string) => boolean) {
  const markdown = new MarkdownIt('commonmark', { html: false }).enable('table');
  markdown.disable(['image', 'html_block', 'html_inline', 'reference']);
  markdown.validateLink = isFollowed;
  return markdown;
}

const markdown = reader((href) => href.startsWith('https://'));
/** The project's own documents also name one another, and files that are not shipped: the page knows which it can show. */
const documents = reader(() => true);

/** Reads the blocks of a lesson's text. */
export const readProse = (text: string): Prose[] => blocks(markdown.parse(text, {}));

/** Reads a document of the project; its pictures are left out, with the paragraphs and tables that hold nothing else. */
export const readDocument = (text: string): Prose[] =>
  blocks(documents.parse(text.replaceAll(/!\[[^\]]*\]\([^)]*\)/g, ''), {})).filter(
    (part) =>
      !(part.type === 'paragraph' && part.inside.length === 0) &&
      !(part.type === 'table' && part.rows.flat().every((cell) => cell.length === 0)),
  );

/** Reads one line: what stands in a question, a choice or a reason. */
export function readInline(text: string): Inline[] {
  const [line] = markdown.parseInline(text, {});
  return inline(line?.children ?? []);
}

/** The tokens of a whole text with their lines; the lesson's own fences are among them. */
export const readTokens = (text: string): Token[] => markdown.parse(text, {});

/** The tree of tokens that lie at one level. Fences are code. */
export function blocks(tokens: readonly Token[]): Prose[] {
  const found: Prose[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token) break;
    if (token.type === 'fence' || token.type === 'code_block') {
      found.push({ type: 'code', text: token.content });
      continue;
    }
    if (token.nesting !== 1) continue;
    const end = closing(tokens, at);
    const inside = tokens.slice(at + 1, end);
    if (token.type === 'paragraph_open') found.push({ type: 'paragraph', inside: inlineOf(inside) });
    else if (token.type === 'heading_open') {
      found.push({ type: 'heading', level: Number(token.tag.slice(1)), inside: inlineOf(inside) });
    } else if (token.type === 'bullet_list_open' || token.type === 'ordered_list_open') {
      found.push({ type: 'list', ordered: token.type === 'ordered_list_open', items: items(inside) });
    } else if (token.type === 'table_open') found.push(tableOf(inside));
    else found.push(...blocks(inside)); // A quotation is told as what it quotes.
    at = end;
  }
  return found;
}

/** The token that closes the one at `open`. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    depth += tokens[at]?.nesting ?? 0;
    if (depth === 0) return at;
  }
  return tokens.length;
}

function items(tokens: readonly Token[]): Prose[][] {
  const found: Prose[][] = [];
  for (let at = 0; at < tokens.length; at++) {
    if (tokens[at]?.type !== 'list_item_open') continue;
    const end = closing(tokens, at);
    found.push(blocks(tokens.slice(at + 1, end)));
    at = end;
  }
  return found;
}

/** Rows of a table: the first is its head. */
function tableOf(tokens: readonly Token[]): Prose {
  const rows: Cell[][] = [];
  for (const { type, children } of tokens) {
    if (type === 'tr_open') rows.push([]);
    else if (type === 'inline') rows.at(-1)?.push(inline(children ?? []));
  }
  const [head = [], ...others] = rows;
  return { type: 'table', head, rows: others };
}

const inlineOf = (tokens: readonly Token[]): Inline[] => tokens.flatMap(({ children }) => inline(children ?? []));

const marks: Readonly<Record<string, 'strong' | 'emphasis'>> = { strong_open: 'strong', em_open: 'emphasis' };

function inline(tokens: readonly Token[]): Inline[] {
  const found: Inline[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token) break;
    if (token.type === 'text') found.push(...figures(token.content));
    else if (token.type === 'code_inline') found.push({ type: 'code', text: token.content });
    else if (token.type === 'softbreak') found.push({ type: 'text', text: ' ' });
    else if (token.type === 'hardbreak') found.push({ type: 'break' });
    else if (token.nesting === 1) {
      const end = closing(tokens, at);
      const inside = inline(tokens.slice(at + 1, end));
      const mark = marks[token.type];
      if (mark) found.push({ type: mark, inside });
      else if (token.type === 'link_open')
        found.push({ type: 'link', href: String(token.attrGet('href') ?? ''), inside });
      else found.push(...inside);
      at = end;
    }
  }
  return found;
}

/** Text and the figures in it. */
function figures(text: string): Inline[] {
  return text.split(/(\{[^{}]+\})/).flatMap((part): Inline[] => {
    if (part === '') return [];
    const expression = /^\{([^{}]+)\}$/.exec(part)?.[1];
    return [expression === undefined ? { type: 'text', text: part } : { type: 'figure', expression }];
  });
}
