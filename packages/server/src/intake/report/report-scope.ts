import { hash } from 'node:crypto';
import { limits } from '../../kernel/index.ts';

/**
 * Whose ids the ids of reports are: those of the device, by whichever way and with whichever
 * credential they come, so that a report that was sent again after a change of credential, or over
 * HTTP instead of MQTT, is known again. At most 100 characters.
 */
export function reportScopeOf(deviceId: string): string {
  const scope = `report:${deviceId}`;
  if (scope.length <= limits.batchScopeCharactersMax) return scope;
  return `report:${hash('sha256', deviceId, 'base64url')}`;
}
