import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

interface PacketWriter {
  readonly writeToStream: { cacheNumbers: boolean };
}

/**
 * The MQTT library, when it is first needed. Not by `import`, which has Node look through its source
 * for names to export, at a cost. The library keeps every number up to 65,535 ready as bytes, which
 * pays for a broker; here it would cost eight megabytes.
 */
export function loadMqtt() {
  const mqtt = require('mqtt') as typeof import('mqtt');
  const itsOwn = createRequire(require.resolve('mqtt'));
  (itsOwn('mqtt-packet') as PacketWriter).writeToStream.cacheNumbers = false;
  return mqtt;
}
