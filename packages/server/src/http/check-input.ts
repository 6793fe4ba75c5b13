import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Convert } from 'typebox/value';
import { HomepotError } from '../kernel/index.ts';

/** The part of a request that a schema is about, as faults name it. */
export type InputPart = 'path' | 'query' | 'body';

interface Fault {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A copy of a schema in which objects refuse properties that they do not declare. */
function closeSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closeSchema);
  if (!isObject(schema)) return schema;
  const copy = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === 'const' ? value : closeSchema(value),
    ]),
  );
  const closes = isObject(copy.properties) && copy.additionalProperties === undefined;
  // The members of an intersection do not know each other's properties.
  return closes && copy.allOf === undefined ? { ...copy, additionalProperties: false } : copy;
}

const plainPath = (part: InputPart, pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : `${path}.${step}`), part);

/** The property that a fault is about, where the fault is told of the object around it. */
function propertyOf(fault: Fault): string {
  const names = fault.params.requiredProperties ?? fault.params.additionalProperties;
  return Array.isArray(names) && names.length > 0 ? `/${String(names[0])}` : '';
}

/** What the schema allows at a place, where that is a short list. */
function allowedValues(faults: readonly Fault[], at: string): string {
  const values = faults
    .filter((fault) => fault.keyword === 'const' && fault.instancePath === at)
    .map((fault) => JSON.stringify(fault.params.allowedValue));
  return values.length > 0 ? `must be one of ${values.join(', ')}` : 'has the wrong form';
}

function inWords(fault: Fault, faults: readonly Fault[]): string {
  switch (fault.keyword) {
    case 'required':
      return 'is missing';
    case 'additionalProperties':
    case 'boolean':
      return 'is not known here';
    case 'enum':
      return `must be one of ${JSON.stringify(fault.params.allowedValues).slice(1, -1)}`;
    case 'anyOf':
      return allowedValues(faults, fault.instancePath);
    default:
      return fault.message;
  }
}

/** The first fault that says most: an alternative is told as a whole, not by each of its branches. */
function chooseFault(faults: readonly Fault[]): Fault | undefined {
  const first = faults[0];
  if (first === undefined) return undefined;
  const whole = faults.find(
    (fault) => fault.keyword === 'anyOf' && first.instancePath.startsWith(fault.instancePath),
  );
  return whole ?? first;
}

function toError(part: InputPart, faults: readonly Fault[]): HomepotError {
  const fault = chooseFault(faults);
  if (fault === undefined) return new HomepotError('parameter_invalid', { path: part });
  const path = plainPath(part, `${fault.instancePath}${propertyOf(fault)}`);
  return new HomepotError('parameter_invalid', {
    path,
    message: `\`${path}\` ${inWords(fault, faults)}`,
  });
}

/** The value of a part as the handler gets it, or the error that is told. */
export type InputCheck = (
  value: unknown,
) => { readonly value: unknown } | { readonly error: HomepotError };

/**
 * Makes the check of one part of a request. Text of the address is turned into the number or the
 * flag that the schema names; a body is taken as it is, so that "5" is never a 5.
 */
export function createInputCheck(part: InputPart, schema: TSchema): InputCheck {
  const validator = Compile(closeSchema(schema) as TSchema);
  return (given) => {
    const value = part === 'body' ? given : Convert(schema, { ...(given as object) });
    if (validator.Check(value)) return { value };
    return { error: toError(part, validator.Errors(value) as readonly Fault[]) };
  };
}
