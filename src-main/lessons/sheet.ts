/**
 * A lesson on paper: one HTML page that prints on A4, in greys. The sheet asks; the key has the answers, what the
 * recording showed and the notes. Everything that a lesson says is escaped: a sheet holds no script.
 */
import type { Lesson, LessonStep, Question } from '../contract/lesson.ts';
import type { Cell, Inline, Prose } from '../contract/prose.ts';
import { plainText } from './texts.ts';

export interface SheetOptions {
  /** With answers and notes. */
  readonly key: boolean;
  /** 18 point, for who reads large print. */
  readonly large: boolean;
}

/** What a recording or a run showed, where there is one. */
export interface SheetStep {
  readonly step: string;
  /** `{expression}` → figure. */
  readonly figures: Readonly<Record<string, string>>;
  /** The picture of the step, as an SVG document whose names are replaced by numbers; empty without one. */
  readonly picture: string;
  /** What the numbers of the picture stand for, in their order. */
  readonly names: readonly string[];
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const letter = (index: number): string => String.fromCharCode(65 + index);

/** The page. `source` is the program's text. */
export function sheetHtml(
  lesson: Lesson,
  source: string,
  shown: readonly SheetStep[],
  { key, large }: SheetOptions,
): string {
  const title = `${lesson.title}${key ? ': key' : ''}`;
  const asked = lesson.steps.filter(({ predictions, whys }) => predictions.length + whys.length > 0);
  return [
    '<!doctype html>\n<html lang="',
    escaped(lesson.language),
    '"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
    `<title>${escaped(title)}</title><style>${style(large)}</style></head><body>`,
    `<header><h1>${escaped(title)}</h1>`,
    key ? '' : '<p class="name">Name <span></span> Date <span></span></p>',
    `</header>${prose(lesson.introduction)}`,
    `<h2>The program</h2><ol class="source">${source
      .trimEnd()
      .split('\n')
      .map((line) => `<li><code>${escaped(line) || ' '}</code></li>`)
      .join('')}</ol>`,
    ...lesson.steps.map((step, index) => stepHtml(step, index, shown, key)),
    key ? '' : tableHtml(asked),
    key
      ? ''
      : `<div class="last"><section><h2>Draw it</h2><p>The address space of the program at its last step: high addresses on top.</p><div class="axis"><span>high</span><span>0</span></div></section>${cardsHtml(asked)}</div>`,
    '<footer>Made by Procatlas. Addresses and figures are those of the machine on which the lesson was recorded; yours differ.</footer>',
    '</body></html>\n',
  ].join('');
}

function stepHtml(step: LessonStep, index: number, shown: readonly SheetStep[], key: boolean): string {
  const seen = shown.find((one) => one.step === step.name);
  const figures = seen?.figures ?? {};
  const questions = [...step.predictions, ...step.whys];
  const parts = [
    questions.map((question) => questionHtml(question, key)).join(''),
    seen && seen.picture !== '' && step.look !== undefined
      ? `<figure>${seen.picture}<figcaption>${
          key
            ? seen.names.map((name, at) => `${at + 1} ${escaped(name)}`).join(' · ')
            : seen.names.map((_, at) => `<span class="name">${at + 1} <span></span></span>`).join(' ')
        }</figcaption></figure>`
      : '',
    key ? `<div class="see">${prose(step.see, figures)}</div>` : '',
    key && step.notes.length > 0 ? `<div class="notes"><strong>Notes</strong>${prose(step.notes, figures)}</div>` : '',
    prose(step.sheet, figures),
    step.modify
      ? `<p><strong>Now change it.</strong> ${escaped(step.modify.change)}: <code>${escaped(step.modify.to)}</code>. ${line(step.modify.ask)}</p>`
      : '',
  ].join('');
  return parts === ''
    ? ''
    : `<section><h2>${index + 1}. ${escaped(step.title)}</h2>${prose(step.prose, figures)}${parts}</section>`;
}

function questionHtml({ ask, block, choices, type, label }: Question, key: boolean): string {
  const what = block === 'why' ? '' : '<b>Predict.</b> ';
  const answers =
    type === 'point'
      ? key
        ? `<p>The region that holds <code>${escaped(label ?? '')}</code>.</p>`
        : '<p>Mark it in the picture.</p>'
      : `<ol class="choices">${choices
          .map(({ text, expected, because }, index) => {
            const box = key && expected ? '☒' : '☐';
            const reason = key && because ? ` <em>(${line(because)})</em>` : '';
            return `<li><span>${box} ${letter(index)}</span> ${key && expected ? `<strong>${line(text)}</strong>` : line(text)}${reason}</li>`;
          })
          .join('')}</ol>`;
  return `<div class="question"><p>${what}${line(ask)}</p>${answers}</div>`;
}

const tableHtml = (steps: readonly LessonStep[]): string =>
  `<h2>What it was</h2><table><thead><tr><th>Step</th><th>Predicted</th><th>Seen</th><th>Why</th></tr></thead><tbody>${steps
    .map(({ title }) => `<tr><td>${escaped(title)}</td><td></td><td></td><td></td></tr>`)
    .join('')}</tbody></table>`;

/** Cards to cut out and hold up when the class is asked: one for each letter that a question of the lesson has. */
function cardsHtml(steps: readonly LessonStep[]): string {
  const questions = steps.flatMap(({ predictions, whys }) => [...predictions, ...whys]);
  const most = Math.max(0, ...questions.map(({ choices }) => choices.length));
  if (most === 0) return '';
  const cards = Array.from({ length: most }, (_, index) => `<li>${letter(index)}</li>`).join('');
  return `<section><h2>Your answer</h2><p>Cut the cards out, and hold one up when the class is asked.</p><ol class="cards">${cards}</ol></section>`;
}

type Figures = Readonly<Record<string, string>>;

function line(text: readonly Inline[], figures: Figures = {}): string {
  return text
    .map((part) => {
      switch (part.type) {
        case 'text':
          return escaped(part.text);
        case 'code':
          return `<code>${escaped(part.text)}</code>`;
        case 'strong':
          return `<strong>${line(part.inside, figures)}</strong>`;
        case 'emphasis':
          return `<em>${line(part.inside, figures)}</em>`;
        // Paper has no links: what it leads to is not worth the ink.
        case 'link':
          return line(part.inside, figures);
        case 'figure':
          return `<strong>${escaped(figures[part.expression] ?? '____')}</strong>`;
        case 'break':
          return '<br>';
      }
    })
    .join('');
}

function prose(parts: readonly Prose[], figures: Figures = {}): string {
  return parts
    .map((part) => {
      switch (part.type) {
        case 'paragraph':
          return `<p>${line(part.inside, figures)}</p>`;
        case 'heading':
          return `<h3>${line(part.inside, figures)}</h3>`;
        case 'code':
          return `<pre>${escaped(part.text)}</pre>`;
        case 'list': {
          const tag = part.ordered ? 'ol' : 'ul';
          return `<${tag}>${part.items.map((item) => `<li>${prose(item, figures)}</li>`).join('')}</${tag}>`;
        }
        case 'table': {
          const row = (cells: readonly Cell[], tag: string): string =>
            `<tr>${cells.map((cell) => `<${tag}>${line(cell, figures)}</${tag}>`).join('')}</tr>`;
          return `<table>${row(part.head, 'th')}${part.rows.map((cells) => row(cells, 'td')).join('')}</table>`;
        }
      }
    })
    .join('');
}

/** Black on white and greys alone; nothing is told by colour. */
const style = (large: boolean): string => `
@page { size: A4; margin: 14mm 15mm; }
body { font: ${large ? '18pt' : '10pt'}/1.35 system-ui, sans-serif; color: #000; background: #fff; max-width: 180mm; margin: 0 auto; }
h1 { font-size: 1.5em; margin: 0; } h2 { font-size: 1.1em; margin: 0.8em 0 0.2em; break-after: avoid; } h3 { font-size: 1em; margin: 0.5em 0 0; }
p { margin: 0.25em 0; }
header { align-items: baseline; border-bottom: 0.6mm solid #000; display: flex; flex-wrap: wrap; gap: 0 2em; justify-content: space-between; padding-bottom: 0.2em; }
.name span { border-bottom: 0.3mm solid #000; display: inline-block; width: 45mm; }
.source { border: 0.3mm solid #888; columns: ${large ? 1 : 2}; font: ${large ? '14pt' : '7.5pt'}/1.3 monospace; list-style: none; margin: 0; padding: 1.5mm; counter-reset: line; }
.source li { counter-increment: line; break-inside: avoid; padding-left: 2.6em; text-indent: -2.6em; } .source li::before { content: counter(line); color: #555; display: inline-block; text-align: right; text-indent: 0; width: 2em; margin-right: 0.6em; }
.source code { font: inherit; white-space: pre-wrap; }
code { font-family: monospace; } pre { border: 0.3mm solid #888; padding: 1mm 2mm; white-space: pre-wrap; }
section, .question, tr { break-inside: avoid; }
.choices { list-style: none; margin: 0.2em 0 0.4em; padding: 0; display: grid; gap: 0.1em 1em; grid-template-columns: repeat(auto-fill, minmax(${large ? '100%' : '80mm'}, 1fr)); }
.choices li { padding-left: 2.4em; text-indent: -2.4em; } .choices span { display: inline-block; min-width: 2.2em; text-indent: 0; }
figure { margin: 0.4em 0; break-inside: avoid; } figure svg { width: 100%; height: auto; filter: grayscale(1); }
figcaption { line-height: 1.9; } figcaption .name { white-space: nowrap; } figcaption .name span { width: 30mm; }
.see, .notes { border-left: 0.8mm solid #888; margin: 0.3em 0; padding-left: 3mm; } .notes { border-left-style: double; }
table { border-collapse: collapse; width: 100%; } th, td { border: 0.3mm solid #888; padding: 1mm 2mm; text-align: left; height: 7mm; } th { background: #eee; }
.last { display: flex; gap: 8mm; } .last > :last-child { flex: 1; }
.cards { display: grid; grid-template-columns: 1fr 1fr; list-style: none; margin: 0; padding: 0; } .cards li { align-items: center; border: 0.3mm dashed #888; display: flex; font: bold 22mm/1 sans-serif; height: 35mm; justify-content: center; }
.axis { border: 0.3mm solid #000; display: flex; flex-direction: column; height: 70mm; justify-content: space-between; padding: 1mm; width: 45mm; }
footer { border-top: 0.3mm solid #888; color: #333; font-size: 0.8em; margin-top: 1em; }
`;

/**
 * A lesson's questions in Moodle's GIFT format. It has no conditions: what is right there is what the author expects,
 * and the category says so. Texts are plain: `<` in one is no tag.
 */
export function giftOf({ id, title, steps }: Lesson): string {
  const text = (line_: readonly Inline[]): string =>
    plainText(line_)
      .replace(/([~=#{}:\\])/g, '\\$1')
      // An empty line would end the question.
      .replace(/\s*\n\s*/g, ' ');
  const questions = steps.flatMap(({ predictions, whys }) => [...predictions, ...whys]);
  const blocks = questions
    .filter(({ type }) => type === 'choice')
    .map(({ id: question, ask, choices }) => {
      const lines = choices.map(
        ({ text: words, expected, because }) =>
          `  ${expected ? '=' : '~'}${text(words)}${because ? ` # ${text(because)}` : ''}`,
      );
      return `::${id}/${question}:: [plain]${text(ask)} {\n${lines.join('\n')}\n}\n`;
    });
  return `// ${title.replaceAll('\n', ' ')}. Answers are those of most machines; a student's own may differ.\n$CATEGORY: Procatlas/${id}\n\n${blocks.join('\n')}`;
}
