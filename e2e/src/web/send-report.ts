import { randomUUID } from 'node:crypto';
import type { WebHouse } from './web-house.ts';

interface Credential {
  readonly credential: string;
}

const deviceId = 'web-till-1';
let credential: string | undefined;

async function enter({ ask }: WebHouse): Promise<string> {
  await ask('/api/v1/sites', { body: { site_id: 'web-site', name: 'Web site' } });
  await ask('/api/v1/devices', { body: { device_id: deviceId, site_id: 'web-site' } });
  const made = await ask(`/api/v1/devices/${deviceId}/credentials`, { body: {} });
  return (made.body as Credential).credential;
}

/** Reports as a device of its own, which is entered with its first report; returns its id. */
export async function sendReport(web: WebHouse, status: 'healthy' | 'unhealthy'): Promise<string> {
  credential ??= await enter(web);
  const answer = await web.ask(`/api/v1/devices/${deviceId}/health`, {
    key: credential,
    body: {
      report_id: randomUUID(),
      sequence: Date.now(),
      measured_at: new Date().toISOString(),
      sent_at: new Date().toISOString(),
      interval_seconds: 3_600,
      status,
      services: { database: status === 'healthy' ? 'connected' : 'error' },
    },
  });
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
  return deviceId;
}
