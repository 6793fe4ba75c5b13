import type { Type as MessageType } from 'protobufjs';
import protobuf from 'protobufjs';
import { HomepotError, limits } from '../../kernel/index.ts';

/**
 * The messages of OTLP/HTTP as far as the house reads and writes them. Names and numbers of fields
 * are those of opentelemetry-proto 1.x (`opentelemetry/proto/collector/*`, `trace/v1`, `logs/v1`,
 * `metrics/v1`, `common/v1`) and of `google.rpc.Status`. Fields that are not here are skipped.
 */
type Fields = Readonly<
  Record<string, readonly [number, string] | readonly [number, string, 'all']>
>;

function message(given: Fields, oneof?: readonly string[]) {
  const fields = Object.fromEntries(
    Object.entries(given).map(([name, [id, type, many]]) => [
      name,
      { id, type, ...(many === undefined ? {} : { rule: 'repeated' }) },
    ]),
  );
  return oneof === undefined ? { fields } : { fields, oneofs: { value: { oneof: [...oneof] } } };
}

const anyValue: Fields = {
  stringValue: [1, 'string'],
  boolValue: [2, 'bool'],
  intValue: [3, 'int64'],
  doubleValue: [4, 'double'],
  arrayValue: [5, 'ArrayValue'],
  kvlistValue: [6, 'KeyValueList'],
  bytesValue: [7, 'bytes'],
};

const numberPoint: Fields = {
  attributes: [7, 'KeyValue', 'all'],
  timeUnixNano: [3, 'fixed64'],
  asDouble: [4, 'double'],
  asInt: [6, 'sfixed64'],
};

/** What histograms of both kinds say besides their buckets, at the numbers that each kind has. */
const histogramPoint = (attributes: number, min: number, max: number) => ({
  ...message(
    {
      attributes: [attributes, 'KeyValue', 'all'],
      timeUnixNano: [3, 'fixed64'],
      count: [4, 'fixed64'],
      sum: [5, 'double'],
      min: [min, 'double'],
      max: [max, 'double'],
    },
    undefined,
  ),
  oneofs: { _sum: { oneof: ['sum'] }, _min: { oneof: ['min'] }, _max: { oneof: ['max'] } },
});

const nested = {
  AnyValue: message(anyValue, Object.keys(anyValue)),
  ArrayValue: message({ values: [1, 'AnyValue', 'all'] }),
  KeyValueList: message({ values: [1, 'KeyValue', 'all'] }),
  KeyValue: message({ key: [1, 'string'], value: [2, 'AnyValue'] }),
  Scope: message({ name: [1, 'string'] }),
  Resource: message({ attributes: [1, 'KeyValue', 'all'] }),
  Status: message({ message: [2, 'string'], code: [3, 'int32'] }),
  Event: message({
    timeUnixNano: [1, 'fixed64'],
    name: [2, 'string'],
    attributes: [3, 'KeyValue', 'all'],
  }),
  Span: message({
    traceId: [1, 'bytes'],
    spanId: [2, 'bytes'],
    name: [5, 'string'],
    kind: [6, 'int32'],
    startTimeUnixNano: [7, 'fixed64'],
    endTimeUnixNano: [8, 'fixed64'],
    attributes: [9, 'KeyValue', 'all'],
    events: [11, 'Event', 'all'],
    status: [15, 'Status'],
  }),
  ScopeSpans: message({ scope: [1, 'Scope'], spans: [2, 'Span', 'all'] }),
  ResourceSpans: message({ resource: [1, 'Resource'], scopeSpans: [2, 'ScopeSpans', 'all'] }),
  LogRecord: message({
    timeUnixNano: [1, 'fixed64'],
    severityNumber: [2, 'int32'],
    severityText: [3, 'string'],
    body: [5, 'AnyValue'],
    attributes: [6, 'KeyValue', 'all'],
    traceId: [9, 'bytes'],
    spanId: [10, 'bytes'],
    observedTimeUnixNano: [11, 'fixed64'],
    eventName: [12, 'string'],
  }),
  ScopeLogs: message({ scope: [1, 'Scope'], logRecords: [2, 'LogRecord', 'all'] }),
  ResourceLogs: message({ resource: [1, 'Resource'], scopeLogs: [2, 'ScopeLogs', 'all'] }),
  NumberPoint: message(numberPoint, ['asDouble', 'asInt']),
  Numbers: message({ dataPoints: [1, 'NumberPoint', 'all'] }),
  HistogramPoint: histogramPoint(9, 11, 12),
  Histogram: message({ dataPoints: [1, 'HistogramPoint', 'all'] }),
  ExponentialPoint: histogramPoint(1, 12, 13),
  Exponential: message({ dataPoints: [1, 'ExponentialPoint', 'all'] }),
  Quantile: message({ quantile: [1, 'double'], value: [2, 'double'] }),
  SummaryPoint: message({
    attributes: [7, 'KeyValue', 'all'],
    timeUnixNano: [3, 'fixed64'],
    count: [4, 'fixed64'],
    sum: [5, 'double'],
    quantileValues: [6, 'Quantile', 'all'],
  }),
  Summary: message({ dataPoints: [1, 'SummaryPoint', 'all'] }),
  Metric: message({
    name: [1, 'string'],
    unit: [3, 'string'],
    gauge: [5, 'Numbers'],
    sum: [7, 'Numbers'],
    histogram: [9, 'Histogram'],
    exponentialHistogram: [10, 'Exponential'],
    summary: [11, 'Summary'],
  }),
  ScopeMetrics: message({ scope: [1, 'Scope'], metrics: [2, 'Metric', 'all'] }),
  ResourceMetrics: message({ resource: [1, 'Resource'], scopeMetrics: [2, 'ScopeMetrics', 'all'] }),
  TraceRequest: message({ resourceSpans: [1, 'ResourceSpans', 'all'] }),
  LogsRequest: message({ resourceLogs: [1, 'ResourceLogs', 'all'] }),
  MetricsRequest: message({ resourceMetrics: [1, 'ResourceMetrics', 'all'] }),
  Partial: message({ rejected: [1, 'int64'], errorMessage: [2, 'string'] }),
  Answer: message({ partialSuccess: [1, 'Partial'] }),
  Problem: message({ code: [1, 'int32'], message: [2, 'string'] }),
};

const root = protobuf.Root.fromJSON({ nested });

/**
 * Reads a body and counts the messages in it: two bytes are enough for one, which takes a hundred
 * times as much in memory. Throws batch_too_large, as JSON does with as many objects.
 */
class CountingReader extends protobuf.BufferReader {
  private left: number = limits.containersPerBodyMax;

  enter(): void {
    this.left -= 1;
    if (this.left >= 0) return;
    throw new HomepotError('batch_too_large', {
      message: `The body has more than ${limits.containersPerBodyMax} messages`,
    });
  }
}

/** Lets a type count each message of it that a {@link CountingReader} comes to. */
function count(type: MessageType): void {
  // The generated function, which calls those of the types within by this name.
  const { decode } = type.setup();
  type.decode = (reader, length, ...more) => {
    if (reader instanceof CountingReader) reader.enter();
    return decode.call(type, reader, length, ...more);
  };
}

for (const type of root.resolveAll().nestedArray) if (type instanceof protobuf.Type) count(type);

/** Reads a message, within the number of messages in it. Throws batch_too_large. */
export const readMessageOf = (type: MessageType, bytes: Buffer) =>
  type.decode(new CountingReader(bytes));

/** A message by its name in the table above. */
export function messageType(name: keyof typeof nested): MessageType {
  return root.lookupType(name);
}
