/** Every part that lies beside the mappings, by its name in a capture. A part that stands here exists. */
import type { EpochMilliseconds } from '../units.ts';
import type { PartDefinition, PartTable } from './definePart.ts';
import { numaPart } from './numa.ts';

export const parts = { numa: numaPart };

export type PartName = keyof typeof parts;
export const partNames = Object.keys(parts) as readonly PartName[];

/** The table of each part. */
export type PartTables = {
  [Name in PartName]: (typeof parts)[Name] extends PartDefinition<infer Table> ? Table : never;
};

/** A part for code that treats all alike. */
export type AnyTable = PartTable & Readonly<Record<string, unknown>>;

/**
 * The parts in a capture: missing until somebody asks for them, and when the kernel does not have the file or refuses
 * it; and when each was read: older than `takenAt` when it was not read this time.
 */
export type CaptureParts = {
  readonly [Name in PartName]?: PartTables[Name];
} & { readonly [Name in PartName as `${Name}TakenAt`]?: EpochMilliseconds };

/** The field of a capture that says when a part was read. */
export const takenAtField = <Name extends PartName>(name: Name): `${Name}TakenAt` => `${name}TakenAt`;

/** The texts of a part, for code that treats all alike. */
export const textsOf = (
  name: PartName,
): readonly { column: string; list: string; form: 'text' | 'words'; always?: true; free?: true }[] => parts[name].texts;

/** A row's text in a table; empty when nothing is said. */
export function textAt(table: AnyTable, { column, list }: { column: string; list: string }, row: number): string {
  const number = (table[column] as Uint32Array)[row] ?? 0;
  return (table[list] as readonly string[])[number] ?? '';
}
