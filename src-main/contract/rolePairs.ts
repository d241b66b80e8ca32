/** How regions of two runs are told to be the same thing, or to be on one side alone, and how far that can be trusted. */

/**
 * How a pair was found. `identity`: a key that each side has once. `version`: a module of another version or build.
 * `order`: one of several that look alike, as many on both sides. `neighbours`: between two pairs that were found.
 * `size`: the same kind, permission and size, anywhere.
 */
export const pairedBy = ['identity', 'version', 'order', 'neighbours', 'size'] as const;
export type PairedBy = (typeof pairedBy)[number];

export type PairCertainty = 'same' | 'likely' | 'perhaps';

/** How far each way to find a pair can be trusted. */
export const pairCertainty: Readonly<Record<PairedBy, PairCertainty>> = {
  identity: 'same',
  version: 'likely',
  order: 'likely',
  neighbours: 'likely',
  size: 'perhaps',
};

/**
 * Why a region has no partner. `name`: the other side has nothing of its name. `number`: it has fewer of what bears this
 * name or looks like it, so that any of them may be the one too many. `nameless`: it has no name, and nothing was left
 * that looks like it.
 */
export const aloneBy = ['name', 'number', 'nameless'] as const;
export type AloneBy = (typeof aloneBy)[number];

export type AloneCertainty = 'only' | 'likely' | 'perhaps';

/** How far each can be trusted: memory without a name may have a partner that has changed its size or permission. */
export const aloneCertainty: Readonly<Record<AloneBy, AloneCertainty>> = {
  name: 'only',
  number: 'likely',
  nameless: 'perhaps',
};
