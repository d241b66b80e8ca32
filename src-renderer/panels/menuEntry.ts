/** One entry of a menu. */
export interface MenuEntry {
  readonly name: string;
  /** The keys that do the same. */
  readonly key?: string;
  /** False: it is shown, and cannot be chosen now. */
  readonly possible?: boolean;
  readonly act: () => void;
}
