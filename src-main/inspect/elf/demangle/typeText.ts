/** Types as C++ writes them: the declarator goes into the middle (`void (*)(int)`), so a type has two halves. */

export interface TypeText {
  readonly left: string;
  readonly right: string;
  /** A function or an array: a pointer to it needs parentheses. */
  readonly open?: boolean;
  /** Which reference it is, for collapsing. */
  readonly reference?: '&' | '&&';
  /** The elements of a parameter pack. */
  readonly pack?: readonly TypeText[];
}

export const plain = (text: string): TypeText => ({ left: text, right: '' });

/** The whole type. An empty pack is nothing at all. */
export const typeText = (type: TypeText): string => (type.pack ? listText(type.pack) : type.left + type.right);

/** Types with commas between them; empty packs leave no comma. */
export function listText(types: readonly TypeText[]): string {
  return flat(types)
    .map(({ left, right }) => left + right)
    .join(', ');
}

/** Types with their packs unfolded. */
export const flat = (types: readonly TypeText[]): readonly TypeText[] =>
  types.flatMap((type) => (type.pack ? flat(type.pack) : [type]));

/** A pack is changed element by element. */
const each = (type: TypeText, change: (single: TypeText) => TypeText): TypeText =>
  type.pack ? { ...type, pack: type.pack.map((single) => each(single, change)) } : change(type);

/** A pointer, or a pointer to a member of `of`. */
export const pointerTo = (type: TypeText, of = ''): TypeText =>
  each(type, ({ left, right, open }) => {
    const star = of === '' ? '*' : `${of}::*`;
    if (open) return { left: `${left} (${star}`, right: `)${right}` };
    return { left: `${left}${of === '' ? '' : ' '}${star}`, right };
  });

/** A reference; & and && collapse to &. */
export const referenceTo = (type: TypeText, kind: '&' | '&&'): TypeText =>
  each(type, (single) => {
    const { left, right, open, reference } = single;
    if (reference) {
      if (reference === '&' || kind === '&&') return single;
      return { left: left.replace(/&&$/, '&'), right, reference: '&' };
    }
    return open
      ? { left: `${left} (${kind}`, right: `)${right}`, reference: kind }
      : { left: `${left}${kind}`, right, reference: kind };
  });

/** A qualifier behind the type: `char const`. */
export const qualified = (type: TypeText, word: string): TypeText =>
  each(type, (single) =>
    single.open === true && single.right.startsWith('(')
      ? { ...single, right: `${single.right} ${word}` }
      : single.open === true
        ? { ...single, left: `${single.left} ${word}` }
        : { left: `${single.left} ${word}`, right: single.right },
  );
