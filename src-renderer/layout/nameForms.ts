/** The ways to say a label, from long to short. The picture takes the longest that fits, rather than cutting one. */

/** One spelling and what may stand for it, longest first; `$1` … are the groups of the pattern. */
type Rule = readonly [pattern: RegExp, ...forms: string[]];

/** A thread is known by its number and its name; in a narrow cell the name says more. */
const thread = String.raw`thread (\d+)(?: \((.*)\))?`;

const rules: readonly Rule[] = [
  [new RegExp(`^Stack of ${thread}$`), '$2 $1', '$2'],
  [new RegExp(`^${thread}$`), '$2 $1', '$2'],
  [new RegExp(`^Guard of the stack of ${thread}$`), 'Guard of $2 $1', 'Guard of $2', 'Guard'],
  [new RegExp(`^Thread-local storage of ${thread}$`), 'TLS of $2 $1', 'TLS of $2', 'TLS'],
  [/^Guard of (.+)$/, 'Guard'],
  [/^Thread-local storage of (.+)$/, 'TLS of $1', 'TLS'],
  [/^Thread-local storage$/, 'TLS'],
  [/^Stack of the main thread$/, 'Main stack', 'Stack'],
  [/^(?:Main|Thread) stack$/, 'Stack'],
  [/^Cached stack of a finished thread$/, 'Cached stack', 'Stack'],
  [/^malloc arena( at 0x[0-9a-f]+)?$/, 'malloc arena', 'Arena'],
  [/^Reserve of a malloc arena$/, 'Arena reserve', 'Reserve'],
  [/^malloc block of (.+)$/, 'malloc block', 'Block'],
  [/^[Mm]emory of the Java virtual machine$/, 'JVM memory', 'JVM'],
  [/^[Rr]eserve for memory of the Java virtual machine$/, 'JVM reserve', 'Reserve'],
  [/^Java generated code$/, 'Generated code', 'Code'],
  [/^Java class metadata$/, 'Class metadata', 'Metadata'],
  [/^V8 heap pages?$/, 'V8 heap', 'V8'],
  [/^Anonymous memory$/, 'Anonymous', 'Anon'],
  [/^Reserved addresses$/, 'Reserved'],
  [/^Kernel-provided$/, 'Kernel'],
  [/^Kernel clock data \(vvar\)$/, 'vvar'],
  [/^vsyscall page$/, 'vsyscall'],
  [/^Read-only after relocation$/, 'Read-only later', 'Relro'],
  [/^Hole in a module$/, 'Hole'],
  // A word in brackets or behind a comma only adds to what stands before it.
  [/^(Code|Constants|Data|Zeroed data) \((\.\w+)\)$/, '$1', '$2'],
  [/^(.+), [^,]+$/, '$1'],
  // Libraries: the version goes first, then what a linker's name says of the machine.
  [/^(ld-linux)[\w.-]*$/, '$1'],
  [/^(lib[^/]+?|[^/]+?)\.so(\.[\w.]+)?$/, '$1'],
  [/^.*\/([^/]+)$/, '$1'],
];

/** Words that carry a guess; where they have no room a question mark keeps saying so. */
const guessed = /^Probably (?:the |a )?/;

const known = new Map<string, readonly string[]>();
/** More labels than a picture shows; a process with 60,000 paths must not fill memory. */
const mostKnown = 2000;

/** All forms of a label, longest first; the label itself comes first unless it only repeats an address. */
export function nameForms(label: string): readonly string[] {
  let forms = known.get(label);
  if (!forms) {
    if (known.size >= mostKnown) known.clear();
    forms = made(label);
    known.set(label, forms);
  }
  return forms;
}

function made(label: string): string[] {
  if (guessed.test(label)) {
    const rest = label.replace(guessed, '');
    const shorter = made(rest).slice(1);
    const marked = [...shorter, ...(shorter.length === 0 ? [rest] : [])].map((form) => `${form}?`);
    return longestFirst([label, ...shorter.map((form) => `Probably ${form}`), ...marked]);
  }
  // The place itself is written beside the picture; in a name it only takes room.
  const plain = label.replace(/ at 0x[0-9a-f]+$/, '');
  const rule = rules.find(([pattern]) => pattern.test(plain));
  if (!rule) return [plain];
  const [pattern, ...forms] = rule;
  const filled = forms.map((form) => plain.replace(pattern, form).replace(/ {2,}/g, ' ').trim());
  return longestFirst([plain, ...filled.filter((form) => form !== '' && form !== 'Guard of' && form !== 'TLS of')]);
}

/** Without repetitions; a form that is no shorter than the one before says nothing new. */
function longestFirst(forms: readonly string[]): string[] {
  const kept: string[] = [];
  for (const form of forms) {
    const last = kept.at(-1);
    if (last === undefined || Array.from(form).length < Array.from(last).length) kept.push(form);
  }
  return kept;
}
