export { playTraffic } from './play-traffic.ts';
export type { TrafficOptions, TrafficSummary } from './traffic-options.ts';
