import { randomUUID } from 'node:crypto';
import type { WebHouse } from './web-house.ts';

/** Devices that the test plays itself, so that it is certain what becomes of them. */
export interface Tills {
  stop(): void;
}

interface Till {
  readonly id: string;
  readonly credential: string;
  version: string;
  sequence: number;
}

interface Command {
  readonly command_id: string;
  readonly config_version?: string;
}

const backlogSeconds = 15;
const everyMilliseconds = 1_000;

/** A version with which they are slow. */
export const slowVersion = '2.6.6';

async function enter({ ask }: WebHouse, siteId: string, id: string): Promise<Till> {
  await ask('/api/v1/devices', { body: { device_id: id, site_id: siteId } });
  const made = await ask(`/api/v1/devices/${id}/credentials`, { body: {} });
  const { credential } = made.body as { credential: string };
  return { id, credential, version: '2.5.0', sequence: 0 };
}

async function report({ ask }: WebHouse, till: Till, measuredMs: number): Promise<void> {
  till.sequence += 1;
  const { version, sequence } = till;
  const slowness = version === slowVersion ? 6 : 1;
  const noise = sequence % 5;
  await ask(`/api/v1/devices/${till.id}/health`, {
    key: till.credential,
    body: {
      report_id: randomUUID(),
      sequence,
      measured_at: new Date(measuredMs).toISOString(),
      sent_at: new Date().toISOString(),
      interval_seconds: everyMilliseconds / 1_000,
      status: 'healthy',
      response_time_ms: (100 + noise) * slowness,
      metrics: { cpu_percent: 20 + noise, network_latency_ms: (20 + noise) * slowness },
      config_version: version,
    },
  });
}

/** Carries out whatever is waiting, at once. */
async function obey({ ask }: WebHouse, till: Till): Promise<void> {
  const { id, credential: key } = till;
  const { body } = await ask(`/api/v1/devices/${id}/commands`, { key });
  for (const { command_id, config_version } of (body as { commands: Command[] }).commands) {
    till.version = config_version ?? till.version;
    for (const step of ['received', 'applying', 'applied']) {
      const said = { command_id, step, at: new Date().toISOString() };
      await ask(`/api/v1/devices/${id}/commands/${command_id}/ack`, {
        key,
        body: step === 'applied' ? { ...said, config_version: till.version } : said,
      });
    }
  }
}

/** Enters devices at a site of their own, with a little past, and lets them report and obey each second. */
export async function playTills(
  web: WebHouse,
  siteId: string,
  ids: readonly string[],
): Promise<Tills> {
  await web.ask('/api/v1/sites', { body: { site_id: siteId, name: 'Journeys' } });
  const tills = await Promise.all(ids.map((id) => enter(web, siteId, id)));
  for (let ago = backlogSeconds; ago > 0; ago -= 1) {
    const measuredMs = Date.now() - ago * 1_000;
    await Promise.all(tills.map((till) => report(web, till, measuredMs)));
  }
  let isOver = false;
  const play = async (till: Till): Promise<void> => {
    while (!isOver) {
      await report(web, till, Date.now());
      await obey(web, till);
      await new Promise((resolve) => setTimeout(resolve, everyMilliseconds));
    }
  };
  // A server that is stopped meanwhile is no fault of theirs.
  for (const till of tills) play(till).catch(() => undefined);
  return {
    stop: () => {
      isOver = true;
    },
  };
}
