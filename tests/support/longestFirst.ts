/** Order of test files: vitest takes the largest first, and some short ones take longest. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that took over 15 seconds for their size: begun last, one of them would keep one core and leave the other idle. */
const slow = ['lessonsOutside', 'figures', 'accessibility', 'development', 'treemap'];

const isSlow = ({ moduleId }: TestSpecification): boolean => slow.some((name) => moduleId.endsWith(`/${name}.test.ts`));

/** The slow ones before all others, which stay as vitest has put them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}
