import type { AnswerOf, sendFromBrowser } from '@homepot/catalogue';
import type { BatchAnswer } from '../batch-answer.ts';
import type { BrowserPart } from './browser-rows.ts';

type BrowserAnswer = AnswerOf<typeof sendFromBrowser>;

/** What became of a batch of a page: the answers for its parts as one, in the page's own names. */
export function browserAnswer(
  batchId: string,
  parts: readonly BrowserPart[],
  answers: readonly BatchAnswer[],
): BrowserAnswer {
  const sum = (name: 'accepted' | 'duplicate' | 'quarantined'): number =>
    answers.reduce((total, answer) => total + answer[name], 0);
  return {
    batch_id: batchId,
    accepted: sum('accepted'),
    duplicate: sum('duplicate'),
    quarantined: sum('quarantined'),
    rejected: answers.flatMap(({ rejected }, i) =>
      rejected.map(({ code, path, message }) => ({
        code,
        path: path.replace('records', parts[i]?.list ?? ''),
        message,
      })),
    ),
  };
}
