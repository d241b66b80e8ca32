/**
 * Places in a source file where one small fault can be put in, as a programmer makes them: a bound moved by one, a
 * comparison turned round, a condition forgotten, a certainty too high.
 */
import ts from 'typescript';

/** One fault: the expression it replaces, by its place in the text, and what stands there instead. */
export interface Site {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly original: string;
  readonly mutated: string;
}

const swapped: Readonly<Partial<Record<ts.SyntaxKind, readonly string[]>>> = {
  [ts.SyntaxKind.LessThanToken]: ['<=', '>='],
  [ts.SyntaxKind.LessThanEqualsToken]: ['<', '>'],
  [ts.SyntaxKind.GreaterThanToken]: ['>=', '<='],
  [ts.SyntaxKind.GreaterThanEqualsToken]: ['>', '<'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: ['!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: ['==='],
  [ts.SyntaxKind.AmpersandAmpersandToken]: ['||'],
  [ts.SyntaxKind.BarBarToken]: ['&&'],
  [ts.SyntaxKind.PlusToken]: ['-'],
  [ts.SyntaxKind.MinusToken]: ['+'],
  [ts.SyntaxKind.AsteriskToken]: ['/'],
  [ts.SyntaxKind.SlashToken]: ['*'],
  [ts.SyntaxKind.AmpersandToken]: ['|'],
  [ts.SyntaxKind.BarToken]: ['&'],
};

/** Words of closed sets that a rule may say too boldly or too timidly. */
const bolder: Readonly<Record<string, string>> = { exact: 'strong', strong: 'exact', guess: 'strong' };

/** Every fault that can be put into a source. */
export function sitesOf(text: string): Site[] {
  const file = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  const sites: Site[] = [];
  const add = (node: ts.Node, mutated: string): void => {
    const start = node.getStart(file);
    const { line } = file.getLineAndCharacterOfPosition(start);
    sites.push({ start, end: node.end, line: line + 1, original: node.getText(file), mutated });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    for (const mutated of mutationsOf(node, file)) add(node, mutated);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return sites;
}

function mutationsOf(node: ts.Node, file: ts.SourceFile): string[] {
  if (ts.isBinaryExpression(node)) {
    const [left, right] = [node.left.getText(file), node.right.getText(file)];
    return (swapped[node.operatorToken.kind] ?? []).map((operator) => `${left} ${operator} ${right}`);
  }
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return [node.operand.getText(file)];
  }
  if (ts.isConditionalExpression(node)) {
    const [condition, yes, no] = [node.condition, node.whenTrue, node.whenFalse].map((part) => part.getText(file));
    return [`${condition} ? ${no} : ${yes}`];
  }
  const literal =
    ts.isLiteralExpression(node) || node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword;
  if (!literal || !isValue(node)) return [];
  if (ts.isNumericLiteral(node)) return [`${node.text} + 1`];
  if (node.kind === ts.SyntaxKind.BigIntLiteral) return [`${node.getText(file)} + 1n`];
  if (node.kind === ts.SyntaxKind.TrueKeyword) return ['false'];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return ['true'];
  if (ts.isStringLiteral(node) && Object.hasOwn(bolder, node.text)) return [`'${bolder[node.text] ?? ''}'`];
  return [];
}

/** Whether a literal stands where any expression may: not as a name, a type or the label of a case. */
function isValue(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isLiteralTypeNode(parent) || ts.isCaseClause(parent) || ts.isComputedPropertyName(parent)) return false;
  return !('name' in parent && parent.name === node);
}

/**
 * The source with some of its sites as switches: `mutant(id) ? fault : original`. Only one is ever on, so that what is
 * replaced holds the untouched text and the rest its own switches.
 */
export function instrumented(text: string, sites: readonly (Site & { readonly id: number })[]): string {
  const inside = (from: number, to: number, list: readonly (Site & { readonly id: number })[]): string => {
    let out = '';
    let at = from;
    for (let index = 0; index < list.length;) {
      const site = list[index];
      if (!site) break;
      const same = list.filter(({ start, end }) => start === site.start && end === site.end);
      const below = list.filter(
        ({ start, end }) => start >= site.start && end <= site.end && !(start === site.start && end === site.end),
      );
      const original = inside(site.start, site.end, below);
      const whole = same.reduce((rest, { id, mutated }) => `(mutant(${id}) ? (${mutated}) : (${rest}))`, original);
      out += text.slice(at, site.start) + whole;
      at = site.end;
      index += same.length + below.length;
    }
    return out + text.slice(at, to);
  };
  // Outer expressions before those inside them.
  const ordered = sites.toSorted((a, b) => a.start - b.start || b.end - a.end);
  return `import { mutant } from 'virtual:mutant';\n${inside(0, text.length, ordered)}`;
}
