import { expect, test } from 'vitest';
import { templateOf } from './route-template.ts';

test.each([
  ['/', '/'],
  ['/orders/:id', '/orders/{id}'],
  ['/orders/:order_id/items/:itemId/', '/orders/{order_id}/items/{itemId}'],
  ['/:id(^\\d+(?:x)?)/a', '/{id}/a'],
  ['/:id{[0-9]{2,3}}/a', '/{id}/a'],
  ['/:id?', '/{id}'],
  ['/:file.:ext', '/{file}.{ext}'],
  ['/:from-:to', '/{from}-{to}'],
  ['/users{/:id}/show', '/users/{id}/show'],
  ['/:id{/:part}', '/{id}/{part}'],
  ['/files/*path', '/files/{path}'],
  ['/files/{*path}', '/files/{path}'],
  ['/files/*', '/files/*'],
  ['/name::verb', '/name:verb'],
  ['/:"with space"/a', '/{with space}/a'],
  [`/${'x'.repeat(400)}`, `/${'x'.repeat(254)}`],
])('%s is %s', (route, template) => {
  expect(templateOf(route)).toBe(template);
});
