import type { LogicalType, SchemaElement } from 'hyparquet';
import type { ParquetColumn, ParquetType } from './parquet-column.ts';

type Shape = Omit<SchemaElement, 'name' | 'repetition_type'>;

const shapes: Readonly<Record<Exclude<ParquetType, 'decimal'>, Shape>> = {
  boolean: { type: 'BOOLEAN' },
  int: { type: 'INT32' },
  bigint: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  timestamp: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MICROS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  },
  date: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  json: { type: 'BYTE_ARRAY', converted_type: 'JSON', logical_type: { type: 'JSON' } },
  bytes: { type: 'BYTE_ARRAY' },
};

function shapeOf({ type, name, precision }: ParquetColumn): Shape {
  if (type !== 'decimal') return shapes[type];
  if (precision === undefined) throw new TypeError(`decimal column ${name} has no precision`);
  const [digits, scale] = precision;
  const logical: LogicalType = { type: 'DECIMAL', precision: digits, scale };
  return {
    type: 'INT64',
    converted_type: 'DECIMAL',
    logical_type: logical,
    precision: digits,
    scale,
  };
}

/** The schema of a file, its root first, as Parquet has it. */
export function createSchema(columns: readonly ParquetColumn[]): SchemaElement[] {
  return [
    { name: 'schema', num_children: columns.length },
    ...columns.map((column) => ({
      name: column.name,
      repetition_type: column.nullable ? ('OPTIONAL' as const) : ('REQUIRED' as const),
      ...shapeOf(column),
    })),
  ];
}

/**
 * The schema as the values are written by: JSON is text already. The writer would take a value of a
 * JSON column for one to be written as JSON, and so write a text within quotation marks.
 */
export function createWritingSchema(columns: readonly ParquetColumn[]): SchemaElement[] {
  return createSchema(columns).map((element) =>
    element.converted_type === 'JSON' ? { ...element, converted_type: 'UTF8' } : element,
  );
}

function typeOf(element: SchemaElement): ParquetType {
  const wanted = element.converted_type ?? element.type;
  if (wanted === 'DECIMAL') return 'decimal';
  const found = Object.entries(shapes).find(
    ([, shape]) => (shape.converted_type ?? shape.type) === wanted,
  );
  if (found === undefined) throw new TypeError(`column ${element.name} has an unknown type`);
  return found[0] as ParquetType;
}

/** The columns that a schema describes. Throws a TypeError for types that are not written here. */
export function readSchema(schema: readonly SchemaElement[]): readonly ParquetColumn[] {
  return schema.slice(1).map((element) => ({
    name: element.name,
    type: typeOf(element),
    nullable: element.repetition_type !== 'REQUIRED',
    ...(element.converted_type === 'DECIMAL'
      ? { precision: [element.precision ?? 0, element.scale ?? 0] as const }
      : {}),
  }));
}
