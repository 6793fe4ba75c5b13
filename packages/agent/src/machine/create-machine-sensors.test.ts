import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { deviceReport } from '@homepot/catalogue';
import { expect, test } from 'vitest';
import { createMachineSensors } from './create-machine-sensors.ts';
import { judgeHealth } from './judge-health.ts';

const nowhere = { host: '127.0.0.1', port: 1 };

test('the machine is measured, in names and ranges of the catalogue', async () => {
  const sensors = createMachineSensors({
    diskPath: '/',
    house: nowhere,
    services: {},
    thresholds: {},
    model: 'POS-Terminal-X1',
  });
  const { metrics = {}, device_info: info = {}, status } = await sensors.measure();
  expect(status).toBe('healthy');
  expect(metrics.memory_percent).toBeGreaterThan(0);
  for (const percent of [metrics.cpu_percent, metrics.memory_percent, metrics.disk_percent]) {
    expect(percent ?? 0).toBeGreaterThanOrEqual(0);
    expect(percent ?? 0).toBeLessThanOrEqual(100);
  }
  expect(info).toMatchObject({ model: 'POS-Terminal-X1' });
  expect(info.uptime_seconds).toBeGreaterThan(0);
  const { metrics: declared, device_info: declaredInfo } = deviceReport.properties;
  expect(Object.keys(declared.properties)).toEqual(expect.arrayContaining(Object.keys(metrics)));
  expect(Object.keys(declaredInfo.properties)).toEqual(expect.arrayContaining(Object.keys(info)));
});

test('what cannot be measured is left out', async () => {
  const sensors = createMachineSensors({
    diskPath: '/no/such/path',
    house: nowhere,
    services: {},
    thresholds: {},
  });
  const { metrics = {}, device_info: info = {} } = await sensors.measure();
  expect(metrics).not.toHaveProperty('network_latency_ms');
  expect(metrics).not.toHaveProperty('disk_percent');
  expect(info).not.toHaveProperty('storage_gb');
});

test('services are seen by port and by process', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const house = { host: '127.0.0.1', port };
  const services = {
    database: { tcp: house },
    payment_gateway: { tcp: nowhere },
    pos_app: { process: readFileSync('/proc/self/comm', 'utf8').trim() },
    printer: { process: 'no-such-program' },
  };
  const sensors = createMachineSensors({ diskPath: '/', house, services, thresholds: {} });
  const measured = await sensors.measure();
  server.close();
  expect(measured.services).toMatchObject({
    database: 'connected',
    payment_gateway: 'disconnected',
    pos_app: 'running',
    printer: 'offline',
  });
  expect(measured.metrics?.network_latency_ms).toBeGreaterThan(0);
  expect(measured).toMatchObject({ status: 'unhealthy', error: { code: 'service_down' } });
  expect(measured.error?.message).toContain('payment_gateway is disconnected; printer is offline');
});

test('a threshold that is passed makes the device unhealthy, in words', () => {
  const metrics = { disk_percent: 93.4, cpu_percent: 90 };
  expect(judgeHealth({ metrics }, { disk_percent: 90, cpu_percent: 90 })).toEqual({
    status: 'unhealthy',
    error: { code: 'threshold_passed', message: 'Disk use 93 % is above 90 %' },
  });
});
