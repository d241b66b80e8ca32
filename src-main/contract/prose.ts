/** The texts of lessons and documents as data: Markdown without HTML, read once on the main side; the page only draws it. */

/** What stands in a line. */
export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'strong' | 'emphasis'; readonly inside: readonly Inline[] }
  | { readonly type: 'link'; readonly href: string; readonly inside: readonly Inline[] }
  /** `{expression}` in a lesson: filled with what this machine shows. */
  | { readonly type: 'figure'; readonly expression: string }
  | { readonly type: 'break' };

/** One cell of a table. */
export type Cell = readonly Inline[];

/** What stands below one another. */
export type Prose =
  | { readonly type: 'paragraph'; readonly inside: readonly Inline[] }
  | { readonly type: 'heading'; readonly level: number; readonly inside: readonly Inline[] }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Prose[])[] }
  | { readonly type: 'table'; readonly head: readonly Cell[]; readonly rows: readonly (readonly Cell[])[] };
