import type { MqttFigures } from './mqtt-door.ts';

/** The counting part of the figures. */
export type MqttCounts = {
  -readonly [Name in Exclude<keyof MqttFigures, 'connections' | 'state'>]: number;
};

/** Creates counts of nothing. */
export function createMqttCounts(): MqttCounts {
  return {
    connectionsRefused: 0,
    reports: 0,
    acknowledgements: 0,
    presences: 0,
    refused: 0,
    putOff: 0,
    waiting: 0,
    published: 0,
  };
}
