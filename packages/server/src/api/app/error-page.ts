import type { ErrorFact } from '@homepot/catalogue';
import { errorFacts } from '@homepot/catalogue';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => escapes[character] ?? character);

/** Text in which backticks become code. */
const marked = (text: string): string =>
  escapeHtml(text).replaceAll(/`([^`]*)`/g, '<code>$1</code>');

const rowOf = ([code, fact]: [string, ErrorFact]): string =>
  `<tr id="${code}"><td><code>${code}</code></td><td>${fact.status}</td><td>${escapeHtml(fact.title)}</td>` +
  `<td>${marked(fact.action)}</td><td>${fact.retryable ? 'yes' : 'no'}</td></tr>`;

/** The page `/docs/errors`: every error code, what it means and what to do, from the error table. */
export function createErrorPage(): string {
  const rows = Object.entries(errorFacts).map(rowOf).join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Errors - HOMEPOT</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color-scheme:light dark}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #8884}
tr:target{outline:2px solid #c60}
</style></head><body>
<h1>Errors</h1>
<p>Errors are answered as <code>application/problem+json</code> (RFC 9457). <code>code</code> is stable; <code>path</code> names the field at fault.</p>
<table><thead><tr><th>code</th><th>status</th><th>meaning</th><th>what to do</th><th>send again</th></tr></thead><tbody>
${rows}
</tbody></table></body></html>
`;
}
