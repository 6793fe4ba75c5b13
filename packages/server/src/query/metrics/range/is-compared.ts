import type { Parameters } from '../../parameters/parameters.ts';

/** Whether the range before is asked for as well; the contract knows no other comparison. */
export const isCompared = (parameters: Parameters): boolean => parameters.compare === 'previous';
