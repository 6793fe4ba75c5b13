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

test('news that comes while an answer is under way is not forgotten when the job ends by it', async () => {
  const device_ids = [await sendReport(web, 'healthy')];
  const make = (action: string) => web.ask('/api/v1/jobs', { body: { action, device_ids } });
  const { job_id } = (await make('Restart for the page')).body as { job_id: string };
  const page = await web.open(`/jobs/${job_id}`);
  const targets = page.getByRole('region', { name: 'Device by device' }).locator('tbody');
  const cell = targets.getByText(/queued|sent/i).first();
  await cell.waitFor();
  let asked = 0;
  await page.route(`**/jobs/${job_id}/targets*`, async (route) => {
    asked += 1;
    const response = await route.fetch();
    await new Promise((resolve) => setTimeout(resolve, answerMilliseconds));
    await route.fulfill({ response }).catch(() => undefined);
  });
  await make('Something else');
  await expect.poll(() => asked).toBeGreaterThan(0);
  await web.ask(`/api/v1/jobs/${job_id}/cancel`, { body: {} });
  await page
    .getByText(/cancelled/i)
    .first()
    .waitFor();
  await targets
    .getByText(/cancelled/i)
    .first()
    .waitFor({ timeout: 15_000 });
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  web.expectNoFaults();
});
