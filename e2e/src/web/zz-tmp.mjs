import { execFileSync } from 'node:child_process';
import { AxeBuilder } from '@axe-core/playwright';
import { startBrowser } from '../browser.ts';
const url='http://127.0.0.1:8331';
const link = execFileSync('/work/main/node_modules/.bin/homepot', ['users', 'login-link', 'admin'], { env: { ...process.env, DATA_DIR: '/tmp/jrn/data' }, encoding: 'utf8' }).trim().replace(/^https?:\/\/[^/]+/, url);
const browser = await startBrowser({isStrict:true});
const context = await browser.newContext();
const page = await context.newPage();
await page.goto(link);
for (const p of ['/', '/devices', '/changes', '/alerts']) {
  let t=performance.now(); const lap=(n)=>{const x=performance.now();console.log(p,n,Math.round(x-t));t=x;};
  await page.goto(url+p); await page.waitForTimeout(2500); lap('goto');
  const tags=['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa'];
  await new AxeBuilder({page}).withTags(tags).analyze(); lap('axe');
  await new AxeBuilder({page}).setLegacyMode(true).withTags(tags).analyze(); lap('legacy');
  await new AxeBuilder({page}).setLegacyMode(true).withRules(['color-contrast','target-size']).analyze(); lap('legacy 2 rules');
}
await browser.close();
