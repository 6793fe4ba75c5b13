import type { NotificationBody } from '@homepot/catalogue';
import { cutText } from '../../../kernel/index.ts';
import { describeBody } from '../describe-body.ts';

/** A message as mail programs show it. */
export interface ComposedEmail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const subjectCharactersMax = 200;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');

/** One line: what would begin another header is a space. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

const isWebAddress = (url: string): boolean => /^https?:\/\//i.test(url);

/** Writes a message as an e-mail: plain text, and the same as simple HTML. */
export function composeEmail(body: NotificationBody): ComposedEmail {
  const { line, facts: told, url } = describeBody(body);
  const facts = told.map(([name, value]) => [oneLine(name), oneLine(value)] as const);
  const title = oneLine(line);
  const link = url !== undefined && isWebAddress(url) ? oneLine(url) : undefined;
  const lines = facts.map(([name, value]) => `${name}: ${value}`);
  const rows = facts.map(
    ([name, value]) =>
      `<tr><th align="left">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return {
    subject: cutText(title, subjectCharactersMax),
    text: [title, '', ...lines, ...(link === undefined ? [] : ['', link]), ''].join('\n'),
    html: [
      '<!doctype html><html><body>',
      `<p><strong>${escapeHtml(title)}</strong></p>`,
      `<table cellpadding="4">${rows.join('')}</table>`,
      ...(link === undefined
        ? []
        : [`<p><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>`]),
      '</body></html>',
    ].join('\n'),
  };
}
