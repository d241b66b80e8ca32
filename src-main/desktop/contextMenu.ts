/** What a right click on text offers. Electron has no such menu of its own; in a browser it is there. */

/** The part of Electron's `ContextMenuParams` that decides. */
export interface ClickedText {
  readonly isEditable: boolean;
  readonly selectionText: string;
  readonly editFlags: { readonly canCut: boolean; readonly canCopy: boolean; readonly canPaste: boolean };
}

/** One entry, as a role of Electron's menus. */
export interface ContextEntry {
  readonly role: 'cut' | 'copy' | 'paste' | 'selectAll';
  readonly enabled: boolean;
}

/** The entries; none where there is no text. */
export function contextEntries({ isEditable, selectionText, editFlags }: ClickedText): readonly ContextEntry[] {
  const copy: ContextEntry = { role: 'copy', enabled: editFlags.canCopy };
  if (!isEditable) return selectionText.trim() === '' ? [] : [copy];
  return [
    { role: 'cut', enabled: editFlags.canCut },
    copy,
    { role: 'paste', enabled: editFlags.canPaste },
    { role: 'selectAll', enabled: true },
  ];
}
