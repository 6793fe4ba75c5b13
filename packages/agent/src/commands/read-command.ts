import type { DeviceCommand } from '@homepot/catalogue';

const kinds: readonly string[] = [
  'update_config',
  'restart',
  'run',
] satisfies DeviceCommand['kind'][];
const texts = ['command_id', 'job_id', 'action', 'issued_at', 'expires_at'];
const optionalTexts = ['config_url', 'config_version'];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A command off the wire; undefined where it is none. Keys that are not known are let through: a
 * newer house may send them. By hand, for the schema library costs a small device too much memory.
 */
export function readCommand(value: unknown): DeviceCommand | undefined {
  if (!isObject(value)) return undefined;
  const isText = (name: string) => typeof value[name] === 'string';
  const isComplete =
    texts.every(isText) &&
    optionalTexts.every((name) => value[name] === undefined || isText(name)) &&
    Number.isInteger(value.attempt) &&
    isObject(value.payload) &&
    kinds.includes(String(value.kind)) &&
    !Number.isNaN(Date.parse(String(value.expires_at)));
  return isComplete ? (value as unknown as DeviceCommand) : undefined;
}
