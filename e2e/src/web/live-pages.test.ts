import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendReport } from './send-report.ts';
import type { WebHouse } from './web-house.ts';
import { startWebHouse } from './web-house.ts';

/** Longer than the fleet page waits between two readings. */
const answerMilliseconds = 3_000;

let web: WebHouse;
beforeAll(async () => {
  web = await startWebHouse();
}, 90_000);
afterAll(() => web?.close());

test('where answers take longer than news take to come, the page shows them all the same', async () => {
  const page = await web.open('/');
  const matrix = page.getByRole('region', { name: 'Sites, worst first' });
  await matrix.locator('a.status-cells-cell').first().waitFor();
  await page.route('**/api/v1/fleet/overview*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, answerMilliseconds));
    await route.continue().catch(() => undefined);
  });
  const news = setInterval(() => {
    const device_id = `news-${performance.now().toFixed()}`;
    void web.ask('/api/v1/devices', { body: { device_id, site_id: 'web-site' } });
  }, 500);
  try {
    const failing = await sendReport(web, 'unhealthy');
    await matrix.getByTitle(`${failing}: error`).waitFor({ timeout: 20_000 });
  } finally {
    clearInterval(news);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  }
  expect(await matrix.locator('a.status-cells-cell').count()).toBeGreaterThan(1);
  web.expectNoFaults();
});

test('a list shows what was made elsewhere, and what becomes of it', async () => {
  const page = await web.open('/jobs');
  await page.getByRole('button', { name: /^Live/ }).waitFor();
  await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
  const device_ids = [await sendReport(web, 'healthy')];
  const { body } = await web.ask('/api/v1/jobs', {
    body: { action: 'Restart for the list', device_ids },
  });
  const { job_id } = body as { job_id: string };
  const row = page.getByRole('row').filter({ hasText: 'Restart for the list' });
  await row.waitFor({ timeout: 15_000 });
  await web.ask(`/api/v1/jobs/${job_id}/cancel`, { body: {} });
  await row.getByText(/cancelled/i).waitFor({ timeout: 15_000 });
  web.expectNoFaults();
});
