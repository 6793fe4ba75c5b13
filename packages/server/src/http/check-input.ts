import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { HomepotError, limits } from '../kernel/index.ts';

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

const flags = new Map<unknown, boolean>([
  ['true', true],
  ['false', false],
]);

/**
 * A value of the address in the type that its schema names. What does not look like one stays as it
 * came, for the check to refuse.
 */
function readAddressValue(schema: unknown, value: unknown): unknown {
  const type = isObject(schema) ? schema.type : undefined;
  if (type === 'array') return Array.isArray(value) ? value : [value];
  if (type === 'boolean') return flags.get(value) ?? value;
  const looksWhole = typeof value === 'string' && /^-?\d{1,16}$/.test(value);
  return type === 'integer' && looksWhole ? Number(value) : value;
}

function readAddress(schema: TSchema, given: object): Record<string, unknown> {
  const { properties } = schema as { readonly properties?: Readonly<Record<string, unknown>> };
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      readAddressValue(properties?.[name], value),
    ]),
  );
}

/** Whether a value has more levels of objects and arrays; looks no deeper than that. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** Where a value holds text that cannot be stored, as steps from it; undefined where it does not. */
function findUnstorableText(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') {
    return value.includes('\0') || !value.isWellFormed() ? [] : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    // A key that cannot be stored cannot be told either.
    if (findUnstorableText(key) !== undefined) return [];
    const found = findUnstorableText(inner);
    if (found !== undefined) return [key, ...found];
  }
  return undefined;
}

function refuseText(part: InputPart, steps: readonly string[]): HomepotError {
  const path = plainPath(part, ['', ...steps].join('/'));
  return new HomepotError('text_invalid', {
    path,
    message: `\`${path}\` must not hold NUL or lone surrogates`,
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
    if (part === 'body' && (given === undefined || given === null)) {
      return { error: new HomepotError('body_empty', { path: part }) };
    }
    // First of all: whatever else walks through the body goes as deep as it does.
    if (part === 'body' && isDeeper(given, limits.jsonDepthMax)) {
      return { error: new HomepotError('too_deep', { path: part }) };
    }
    const value = part === 'body' ? given : readAddress(schema, given as object);
    const unstorable = part === 'body' ? findUnstorableText(value) : undefined;
    if (unstorable !== undefined) return { error: refuseText(part, unstorable) };
    if (validator.Check(value)) return { value };
    return { error: toError(part, validator.Errors(value) as readonly Fault[]) };
  };
}
