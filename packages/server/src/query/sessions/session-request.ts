import { provenances } from '@homepot/catalogue';
import { parameterFault } from '../parameters/parameter-fault.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { readFlag, readSeveral } from '../parameters/parameters.ts';
import { readTimeRange } from '../parameters/time-range.ts';
import type { SessionRequest } from './select-sessions.ts';

/** Reads which sessions are wanted. Throws parameter_invalid or range_invalid. */
export function readSessionRequest(parameters: Parameters): SessionRequest {
  const wanted = readSeveral(parameters, 'provenance');
  const unknown = wanted.find((name) => !provenances.some((known) => known === name));
  if (unknown !== undefined) {
    throw parameterFault('provenance', `must be one of ${provenances.join(', ')}`);
  }
  return {
    ...readTimeRange(parameters),
    userIds: readSeveral(parameters, 'user_id'),
    sessionIds: readSeveral(parameters, 'session_id'),
    provenances: wanted,
    active: parameters.active === undefined ? undefined : readFlag(parameters, 'active'),
  };
}
