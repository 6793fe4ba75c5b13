import { errorSeverities } from '@homepot/catalogue';

const ranks: ReadonlyMap<string, number> = new Map(errorSeverities.map((name, i) => [name, i]));

/** How bad a severity is, from 0; -1 for what is none. */
export const severityRank = (severity: string): number => ranks.get(severity) ?? -1;
