import { SeverityNumber, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { OTLPLogExporter as JsonLogs } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufLogs } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as JsonMetrics } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufMetrics } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as JsonTraces } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufTraces } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { House } from '../house.ts';
import { startHouse } from '../house.ts';

let house: House;
let key: string;
beforeAll(async () => {
  house = await startHouse();
  key = await house.createKey('ingest');
});
afterAll(() => house.close());

type Rows = readonly Readonly<Record<string, unknown>>[];

/** The rows of a list, once there are as many as expected. */
async function readRows(path: string, count: number): Promise<Rows> {
  const read = async () =>
    ((await house.ask(`/api/v1/analytics/${path}`)).body as { data: Rows }).data;
  await expect.poll(async () => (await read()).length, { timeout: 10_000 }).toBe(count);
  return read();
}

const items = 40;

const exporters = {
  JSON: { traces: JsonTraces, logs: JsonLogs, metrics: JsonMetrics },
  protobuf: { traces: ProtobufTraces, logs: ProtobufLogs, metrics: ProtobufMetrics },
} as const;

const optionsOf = (signal: string) => ({
  url: `${house.url}/v1/${signal}`,
  headers: { authorization: `Bearer ${key}` },
});

/** What each test is given: an encoding, its exporters, and the name that rows are found by. */
interface Case {
  readonly name: keyof typeof exporters;
  readonly of: (typeof exporters)[keyof typeof exporters];
}
const cases: readonly Case[] = (['JSON', 'protobuf'] as const).map((name) => ({
  name,
  of: exporters[name],
}));
const serviceOf = (name: string): string => `shop ${name}`;
const resourceOf = (name: string) => resourceFromAttributes({ 'service.name': serviceOf(name) });

test.each(cases)(
  '$name: spans: requests, tool calls, exceptions and the rest are all found, with their values',
  async ({ name, of }) => {
    const resource = resourceOf(name);
    const query = encodeURIComponent(serviceOf(name));
    const exporter = new of.traces(optionsOf('traces'));
    const spanProcessors = [new BatchSpanProcessor({ exporter })];
    const provider = new TracerProvider({ resource, spanProcessors });
    const tracer = provider.getTracer('shop');
    for (let i = 0; i < items; i += 1) {
      const startTime = Date.now() - 5_000;
      const request = tracer.startSpan('GET /orders/:id', {
        kind: SpanKind.SERVER,
        startTime,
        attributes: {
          'http.request.method': 'GET',
          'http.route': '/orders/:id',
          'url.path': `/orders/${i}?token=hidden`,
          'http.response.status_code': i === 7 ? 500 : 200,
          'client.address': '203.0.113.9',
          'user_agent.original': 'till/1.0',
          'user.id': 'ada',
          'http.response.body.size': 1_000 + i,
        },
      });
      if (i === 7) {
        request.recordException({ name: `Missing${name}`, message: 'no such order' });
        request.setStatus({ code: SpanStatusCode.ERROR, message: 'no such order' });
      }
      request.end(startTime + 25);
      const call = tracer.startSpan('execute_tool stock', {
        startTime,
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'stock',
          'mcp.server.name': `warehouse ${name}`,
          'mcp.session.id': 'visit-1',
          ...(i === 3 ? { 'error.type': 'timeout' } : {}),
        },
      });
      call.end(startTime + 12);
      tracer.startSpan('SELECT orders', { kind: SpanKind.CLIENT, startTime }).end(startTime + 3);
    }
    await provider.shutdown();

    const requests = await readRows(`requests?service=${query}&limit=1000`, items);
    expect(requests.filter(({ status_code: status }) => status === 500)).toHaveLength(1);
    expect(new Set(requests.map(({ path }) => path)).size).toBe(items);
    expect(requests[0]).toMatchObject({
      endpoint: '/orders/{id}',
      path: expect.stringMatching(/^\/orders\/\d+$/),
      method: 'GET',
      response_time_ms: 25,
      user_id: 'ada',
      ip_address: '203.0.113.9',
      user_agent: 'till/1.0',
    });
    const exceptions = await readRows(`errors?error_code=Missing${name}`, 1);
    expect(exceptions[0]).toMatchObject({
      error_message: 'no such order',
      endpoint: '/orders/:id',
      user_id: 'ada',
    });
    const calls = await readRows(`tool-usage?bcp_name=warehouse%20${name}&limit=1000`, items);
    expect(calls[0]).toMatchObject({ tool_name: 'stock', duration_ms: 12, session_id: 'visit-1' });
    expect(calls.filter(({ outcome }) => outcome === 'timeout')).toHaveLength(1);
    expect(calls.filter(({ success }) => success)).toHaveLength(items - 1);
    const durations = `performance-metrics?metric_name=span.duration_ms&limit=1000`;
    const others = await readRows(`${durations}&labels=service:${query}`, items);
    expect(others[0]).toMatchObject({
      metric_value: 3,
      labels: { name: 'SELECT orders', kind: 'client', status: 'ok' },
    });
  },
);

test.each(cases)('$name: log records of errors are all found, once each', async ({ name, of }) => {
  const resource = resourceOf(name);
  const exporter = new of.logs(optionsOf('logs'));
  const processors = [new BatchLogRecordProcessor({ exporter })];
  const provider = new LoggerProvider({ resource, processors });
  const logger = provider.getLogger('shop');
  for (let i = 0; i < items; i += 1) {
    logger.emit({
      severityNumber: i === 5 ? SeverityNumber.FATAL : SeverityNumber.ERROR,
      body: `order ${i} of ${name} failed`,
      attributes: {
        'exception.type': `Failure${name}`,
        'exception.stacktrace': 'at shop.ts:1',
        attempt: i,
      },
    });
    logger.emit({ severityNumber: SeverityNumber.INFO, body: `order ${i} of ${name} begins` });
  }
  await provider.shutdown();
  const errors = await readRows(`errors?error_code=Failure${name}&limit=1000`, items);
  expect(new Set(errors.map(({ error_message: message }) => message)).size).toBe(items);
  expect(errors.filter(({ severity }) => severity === 'critical')).toHaveLength(1);
  const seventh = errors.find(({ error_message: told }) => told === `order 7 of ${name} failed`);
  expect(seventh).toMatchObject({
    category: 'api',
    stack_trace: 'at shop.ts:1',
    context: { service: serviceOf(name), scope: 'shop', attributes: { attempt: 7 } },
  });
});

test.each(cases)('$name: points of every kind of metric are all found', async ({ name, of }) => {
  const resource = resourceOf(name);
  const exporter = new of.metrics(optionsOf('metrics'));
  const readers = [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 })];
  const provider = new MeterProvider({ resource, readers });
  const meter = provider.getMeter('shop');
  const suffix = name.toLowerCase();
  for (let i = 0; i < items; i += 1) {
    meter.createCounter(`sold.${suffix}`, { unit: 'things' }).add(i + 0.5, { shelf: String(i) });
    meter.createUpDownCounter(`waiting.${suffix}`).add(-i, { shelf: String(i) });
    meter.createHistogram(`took.${suffix}`).record(i, { shelf: 'all' });
    meter.createGauge(`warm.${suffix}`).record(20.25, { shelf: String(i) });
  }
  await provider.shutdown();
  const find = (metric: string, count: number) =>
    readRows(`performance-metrics?metric_name=${metric}&limit=1000`, count);
  const sold = await find(`sold.${suffix}`, items);
  expect(sold.find(({ labels }) => (labels as { shelf: string }).shelf === '7')).toMatchObject({
    metric_value: 7.5,
    labels: { shelf: '7', service: serviceOf(name), unit: 'things' },
    aggregation_period: 'raw',
  });
  const waiting = await find(`waiting.${suffix}`, items);
  expect(waiting.map(({ metric_value: value }) => Number(value)).toSorted((a, b) => a - b)[0]).toBe(
    -39,
  );
  expect(await find(`warm.${suffix}`, items)).toHaveLength(items);
  for (const [kind, value] of Object.entries({ count: 40, sum: 780, min: 0, max: 39 })) {
    expect(await find(`took.${suffix}.${kind}`, 1)).toMatchObject([{ metric_value: value }]);
  }
});
