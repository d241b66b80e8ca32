/**
 * Which choice is right is what this machine shows, not what the author expected: exactly one choice whose condition
 * holds decides; none or several leave the question undecided, and undecided is never "wrong".
 */
import type { CheckedFact, Decision, Question } from '../contract/lesson.ts';
import { evaluateFact, regionOfLabel, type FactScene } from './evaluate.ts';
import { conditions, parseExpression } from './expression.ts';

/** Evaluates the conditions of a question over the moments there are. */
export function decide(question: Question, scene: FactScene): Decision {
  if (question.type === 'point') {
    const right = question.label === undefined ? undefined : regionOfLabel(scene, question.label);
    return { question: question.id, ...(right === undefined ? {} : { right }), conditions: [] };
  }
  const conditioned = question.choices.filter(({ when }) => when !== undefined);
  const checked = conditioned.map(({ id, when = '' }) => ({
    choice: id,
    facts: conditions(when).map((one) => factOf(one, scene)),
  }));
  const holding = checked.filter(({ facts }) => facts.every(({ holds }) => holds === true));
  const right =
    conditioned.length === 0
      ? question.choices.find(({ expected }) => expected)?.id
      : holding.length === 1
        ? holding[0]?.choice
        : undefined;
  return {
    question: question.id,
    ...(right === undefined ? {} : { right }),
    conditions: checked.flatMap(({ choice, facts }) => facts.map((fact) => ({ choice, ...fact }))),
  };
}

/** One fact as its author wrote it, with this machine's figures. */
export function factOf(text: string, scene: FactScene): CheckedFact {
  const parsed = parseExpression(text);
  return parsed.ok ? evaluateFact(parsed.value, scene) : { text, holds: undefined, left: parsed.why, right: '' };
}
