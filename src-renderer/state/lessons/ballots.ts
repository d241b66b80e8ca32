/** Hands or cards that a teacher counts: one ballot before the discussion and one after it. Pure. */

/** Votes by choice. */
export interface BallotCounts {
  readonly first: Readonly<Record<string, number>>;
  readonly second: Readonly<Record<string, number>>;
}

export const noVotes: BallotCounts = { first: {}, second: {} };

/** More hands than this are a slip of the finger. */
const mostVotes = 9999;

/** With the votes for one choice; a count that is none leaves the choice without one. */
export function counted(
  ballots: BallotCounts,
  ballot: keyof BallotCounts,
  choice: string,
  votes: number,
): BallotCounts {
  const others = Object.entries(ballots[ballot]).filter(([one]) => one !== choice);
  const kept = Number.isInteger(votes) && votes >= 0 && votes <= mostVotes ? [[choice, votes] as const] : [];
  return { ...ballots, [ballot]: Object.fromEntries([...others, ...kept]) };
}

/** What most have chosen, in the later ballot that has votes; undefined without any, or with a tie. */
export function plurality({ first, second }: BallotCounts): string | undefined {
  const votes = Object.entries(Object.values(second).some((count) => count > 0) ? second : first);
  const most = Math.max(0, ...votes.map(([, count]) => count));
  const leading = votes.filter(([, count]) => count === most && most > 0);
  return leading.length === 1 ? leading[0]?.[0] : undefined;
}

/** Every choice's share of a ballot, from 0 to 1. */
export function shares(votes: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const total = Object.values(votes).reduce((sum, count) => sum + count, 0);
  return Object.fromEntries(Object.entries(votes).map(([choice, count]) => [choice, total === 0 ? 0 : count / total]));
}
