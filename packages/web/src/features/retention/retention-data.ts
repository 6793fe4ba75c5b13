import type { AnswerOf, readRetention } from '@homepot/catalogue';

/** Everything that is known of storage. */
export type Retention = AnswerOf<typeof readRetention>;

/** What is known of the storage of one table. */
export type TableSize = Retention['tables'][number];
