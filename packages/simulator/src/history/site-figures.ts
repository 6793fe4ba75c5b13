import { createKey, uniformAt } from '../random/keyed-random.ts';
import type { SitePlan } from '../site/site-plan.ts';
import { createSiteRhythm } from '../site/site-rhythm.ts';
import { hourMs } from '../units.ts';
import type { UsageRow } from './usage-history.ts';

const everyMs = hourMs / 4;

/** Named numbers of a site every quarter of an hour, by how busy it is. */
export function* siteFigures(
  site: SitePlan,
  seed: number,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Generator<UsageRow> {
  const rhythm = createSiteRhythm(site, seed);
  const key = createKey(seed, 'site', site.siteId, 'figures');
  for (let part = Math.ceil(fromMs / everyMs); part * everyMs < toMs; part += 1) {
    const atMs = part * everyMs;
    const activity = rhythm.activity(atMs);
    const noise = (of: number) => 0.85 + 0.3 * uniformAt(key, part * 4 + of);
    const figures = {
      checkout_seconds: (38 + 45 * activity) * noise(0),
      queue_length: 6 * activity ** 2 * noise(1),
      basket_items: activity > 0 ? 9 * noise(2) : 0,
      staffed_tills: Math.ceil(site.deviceCount * activity),
    };
    for (const [metric_name, value] of Object.entries(figures)) {
      const row = {
        timestamp: new Date(atMs).toISOString(),
        metric_name,
        metric_value: Math.round(value * 100) / 100,
        labels: { site: site.siteId },
        aggregation_period: 'raw',
      };
      yield { table: 'performance_metrics', atMs, row };
    }
  }
}
