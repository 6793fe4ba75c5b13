import type { DeviceReport } from '@homepot/catalogue';

/** What one look at the device says; what it cannot measure is left out. */
export type Measurement = Pick<
  DeviceReport,
  'status' | 'response_time_ms' | 'device_info' | 'services' | 'metrics' | 'error'
>;

/** Measures the device. It may take a while, but is never asked twice at a time. */
export interface Sensors {
  measure(): Measurement | Promise<Measurement>;
}
