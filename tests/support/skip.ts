/** Leaving out what this machine cannot do, never without saying why. */
import type { TestContext } from 'vitest';

/** Ends the test as skipped and prints the reason, which most reporters would swallow. */
export function skip(context: TestContext, reason: string): never {
  console.info(`skipped: ${context.task.name}: ${reason}`);
  context.skip(reason);
}
