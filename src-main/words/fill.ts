/** Fills the places of a form. */
import type { ArgumentType } from '../contract/verdict.ts';

/**
 * What stands for an argument: its text in each style, undefined where it has none in that style, and its number where a
 * form chooses by it.
 */
export interface Filled {
  readonly text: (style: string) => string | undefined;
  readonly count?: number;
}

/** The types of a form's arguments, by name. */
export type ArgumentTypes = Readonly<Record<string, ArgumentType>>;

const place = /\{([a-z-]+)(?::([a-z]+))?(?:\|([^|{}]*)\|([^|{}]*))?\}/gi;

/**
 * The form with its places filled; a place that nobody fills stays as it is, which a test of the tables forbids. Empty
 * when an argument has no text in the style that the form wants: then nothing can be said in this form.
 */
export function fill(form: string, values: (name: string) => Filled | undefined): string {
  const unsayable: string[] = [];
  const filled = form.replace(
    place,
    (whole, name: string, style: string | undefined, one: string | undefined, other: string | undefined) => {
      const value = values(name);
      if (!value) return whole;
      const text = value.text(style ?? '');
      if (text === undefined) {
        unsayable.push(name);
        return '';
      }
      if (one === undefined || other === undefined) return text;
      return (value.count === 1 ? one : other).replace('#', () => text);
    },
  );
  return unsayable.length === 0 ? filled : '';
}

/** Names of the places of a form. */
export const placesOf = (form: string): string[] => [...form.matchAll(place)].map(([, name = '']) => name);
