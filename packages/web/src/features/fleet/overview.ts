import type { AnswerOf, readFleetOverview } from '@homepot/catalogue';

/** The fleet at a glance, as the server answers it. */
export type Overview = AnswerOf<typeof readFleetOverview>;
