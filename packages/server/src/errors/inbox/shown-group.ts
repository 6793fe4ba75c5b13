import type { AnswerOf, listErrorGroups } from '@homepot/catalogue';

/** A group as the inbox shows it, with its series. */
type ShownGroup = AnswerOf<typeof listErrorGroups>['data'][number];

/** What is read of a group besides its series. */
export type CountedGroup = Omit<ShownGroup, 'series'>;
