import { setTimeout as pause } from 'node:timers/promises';
import { callerLimits } from '@homepot/catalogue';
import { startConnectionBalancer, startRequestBalancer } from './round-robin.ts';

/** What two houses on one database are asked of both. */
interface Pairable {
  readonly url: string;
  readonly mqtt: { localUrl(): string } | undefined;
  readonly failed: Promise<Error>;
  /** The second of a pair. */
  readonly twin?: Pairable;
  drained(): Promise<void>;
  agreed(): Promise<void>;
  stop(): Promise<void>;
  remove(): Promise<void>;
}

/** What a machine that is busy may add. */
const agreedLateMilliseconds = 500;

const portOf = (url: string): number => Number(new URL(url).port);

/**
 * Starts two houses on one database, behind a balancer that takes them in turn, and makes them look like
 * one: its address is the balancer's, it is drained, stopped and removed when both are. The rooms that
 * are seen through it are those of the first.
 *
 * `start` is given what both need to know of the balancer, and for the second the first.
 */
export async function pairHouses<House extends Pairable>(
  start: (settings: Readonly<Record<string, string>>, first?: House) => Promise<House>,
): Promise<House> {
  const houses: House[] = [];
  const http = await startRequestBalancer(() => houses.map(({ url }) => portOf(url)));
  const mqtt = await startConnectionBalancer(() =>
    houses.map((house) => portOf(house.mqtt?.localUrl() ?? '')),
  );
  const settings = { TRUST_PROXY: '1', MQTT_PUBLIC_URL: `mqtt://127.0.0.1:${mqtt.port}` };
  const first = await start(settings);
  houses.push(first);
  const second = await start(settings, first);
  houses.push(second);
  let closed: Promise<unknown> | undefined;
  const close = () => {
    closed ??= Promise.all([http.close(), mqtt.close()]);
    return closed;
  };
  const stop = async () => {
    await Promise.all([first.stop(), second.stop()]);
    await close();
  };
  return {
    ...first,
    url: `http://127.0.0.1:${http.port}`,
    twin: second,
    failed: Promise.race([first.failed, second.failed]),
    drained: async () => {
      await Promise.all([first.drained(), second.drained()]);
    },
    agreed: () => pause(callerLimits.credentialAgeMillisecondsMax + agreedLateMilliseconds),
    stop,
    remove: async () => {
      await stop();
      await second.remove();
      await first.remove();
    },
  };
}
