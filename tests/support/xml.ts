/** A strict reader of XML, for tests: it throws on whatever an XML parser would refuse, and knows no DTD. */

/** One element of a document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  /** Its own text, entities resolved. */
  text: string;
}

const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function resolved(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot|apos);)/.test(text)) throw new Error(`a bare & in ${text.slice(0, 80)}`);
  return text.replace(/&(\w+);/g, (_, name: string) => entities[name] ?? '');
}

/** Reads a document; throws an Error that says where it is not well-formed. */
export function parseXml(text: string): XmlElement {
  const bad = forbidden.exec(text);
  if (bad) throw new Error(`a character that XML forbids at ${bad.index}`);
  const body = text.replace(/^<\?xml [^?]*\?>/, '');
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const token = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
  while (token.lastIndex < body.length) {
    const at = token.lastIndex;
    const match = token.exec(body);
    const parent = open.at(-1)!;
    if (!match) throw new Error(`not well-formed at ${at}: ${body.slice(at, at + 80)}`);
    const [, closing, name, attributeText, selfClosed, characters] = match;
    if (characters !== undefined) parent.text += resolved(characters);
    else if (closing === '/') {
      if (open.pop()?.name !== name) throw new Error(`</${name}> at ${at} closes another element`);
    } else {
      const attributes: Record<string, string> = {};
      for (const [, key = '', value = ''] of attributeText!.matchAll(/([\w:-]+)="([^"]*)"/g)) {
        if (key in attributes) throw new Error(`attribute ${key} twice at ${at}`);
        attributes[key] = resolved(value);
      }
      const element: XmlElement = { name: name!, attributes, children: [], text: '' };
      parent.children.push(element);
      if (selfClosed !== '/') open.push(element);
    }
  }
  if (open.length !== 1) throw new Error(`<${open.at(-1)?.name}> is not closed`);
  const [document, surplus] = root.children;
  if (!document || surplus || root.text.trim() !== '') throw new Error('not exactly one element');
  return document;
}

/** An element and all below it. */
export function* everyElement(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of element.children) yield* everyElement(child);
}
