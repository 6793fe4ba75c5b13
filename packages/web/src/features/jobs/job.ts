import type { AnswerOf, listJobTargets, showJob } from '@homepot/catalogue';

/** A job, as it is shown. */
export type Job = AnswerOf<typeof showJob>;

/** How far a job is on one device. */
export type Target = AnswerOf<typeof listJobTargets>['data'][number];
