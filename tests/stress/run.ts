/**
 * `npm run stress -- [SHARE] [SEED]`: what takes hours for certainty and minutes for a look. SHARE 1 is 100,000 ticks (30
 * minutes at most) and 20,000 rounds at each door. Prints figures, and ends with 1 when a bound is broken.
 */
import { broken } from './figures.ts';
import { stressFlood } from './flood.ts';
import { stressInputs } from './inputs.ts';
import { stressSilence } from './silence.ts';
import { stressWatching } from './watching.ts';

const share = Number(process.argv[2] ?? 1);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const part = (whole: number): number => Math.max(1, Math.round(whole * share));

console.info(`share ${share}, seed ${seed}`);
await stressWatching(part(100_000), Math.max(1, 30 * share), 65_000);
await stressInputs(part(20_000), seed);
await stressSilence(part(20));
await stressFlood(1500);
for (const one of broken()) console.error(one);
process.exit(broken().length > 0 ? 1 : 0);
