import type { AnswerOf, listErrorGroups, showErrorGroup } from '@homepot/catalogue';

/** A group of like errors, as the inbox lists it. */
export type ErrorGroup = AnswerOf<typeof listErrorGroups>['data'][number];

/** A group of like errors, with all that is known of it. */
export type ShownGroup = AnswerOf<typeof showErrorGroup>;
