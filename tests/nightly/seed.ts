/**
 * What the nightly tests share: a seed that is another one each night, unlike those of `npm test`, and how many rounds.
 * `NIGHTLY_SEED=N npm run nightly` replays a night; `NIGHTLY_SHARE=0.01` runs a hundredth of it.
 */
const given = process.env.NIGHTLY_SEED;
export const seed = given === undefined ? Date.now() % 2 ** 31 : Number(given);

/** So many rounds of a night of `whole` ones; at least one. */
export const rounds = (whole: number): number =>
  Math.max(1, Math.round(whole * Number(process.env.NIGHTLY_SHARE ?? 1)));

/** The line that a failure is replayed with. */
export const replay = `NIGHTLY_SEED=${seed} npm run nightly`;
console.info(replay);
