import process from 'node:process';
import { parseArgs } from 'node:util';
import { createReport, openReportClients } from './broker/report-clients.ts';
import { startBareBroker } from './broker/start-bare-broker.ts';
import { createProcessorMeter } from './fleet-load/processor-meter.ts';

// What the embedded broker can do by itself: the same connections and reports as in `fleet-load`, but
// acknowledged as soon as they are read. Nothing is checked, kept or stored.
const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '10000' },
    intervals: { type: 'string', default: '5,2.5,1.25' },
    seconds: { type: 'string', default: '30' },
  },
});
const devices = Number(values.devices);
const broker = await startBareBroker();
const clients = await openReportClients(broker.url, devices);
const results: object[] = [];
for (const interval of values.intervals.split(',').map(Number)) {
  const meter = createProcessorMeter({ server: broker.pid, simulator: process.pid });
  await meter.look();
  const told = await clients.report(interval, Number(values.seconds), () => meter.look());
  const { serverDoor, serverElse, simulator, machineUsed } = meter.shares();
  results.push({
    reportsPerSecond: devices / interval,
    ...told,
    processors: { broker: serverDoor, brokerElse: serverElse, clients: simulator, machineUsed },
  });
}
await clients.stop();
await broker.stop();
const reportBytes = JSON.stringify(createReport(1)).length;
process.stdout.write(`${JSON.stringify({ devices, reportBytes, results }, null, 2)}\n`);
process.exit(0);
