/** Text that may stand in an XML document. Names come from the kernel and may hold any byte but NUL. */
import { visibleText } from '../format/visibleText.ts';

/** What XML 1.0 forbids even as a character reference, and visibleText leaves: lone surrogates, U+FFFE, U+FFFF. */
const forbidden = /[\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A name as one line of visible characters: controls and direction marks are written out, as on the screen. */
export const drawnText = (text: string): string => visibleText(text).replace(forbidden, '\uFFFD');

/** A text for an element or for an attribute in double quotes; never ends the element, whatever it holds. */
export const xmlText = (text: string): string =>
  drawnText(text).replace(/[&<>"]/g, (character) => entities[character] ?? character);
