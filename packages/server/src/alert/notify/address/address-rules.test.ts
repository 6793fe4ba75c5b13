import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAddressRules } from './address-rules.ts';

const none = createAddressRules([]);

test.each([
  ['this host', '0.0.0.0'],
  ['this network', '0.1.2.3'],
  ['loopback', '127.0.0.1'],
  ['the end of loopback', '127.255.255.255'],
  ['private 10', '10.0.0.1'],
  ['private 172', '172.16.0.1'],
  ['the end of private 172', '172.31.255.255'],
  ['private 192', '192.168.1.1'],
  ['link-local', '169.254.0.1'],
  ['metadata of AWS, GCP and Azure', '169.254.169.254'],
  ['metadata of ECS', '169.254.170.2'],
  ['metadata of Alibaba, carrier-grade NAT', '100.100.100.200'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['metadata of Oracle', '192.0.0.192'],
  ['the host agent of Azure', '168.63.129.16'],
  ['multicast', '224.0.0.1'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['benchmarks', '198.18.0.1'],
  ['documentation', '203.0.113.1'],
  ['6to4 relays', '192.88.99.1'],
  ['IPv6 unspecified', '::'],
  ['IPv6 loopback', '::1'],
  ['IPv6 link-local', 'fe80::1'],
  ['IPv6 site-local', 'fec0::1'],
  ['IPv6 unique local', 'fd00:ec2::254'],
  ['IPv6 multicast', 'ff02::1'],
  ['IPv6 documentation', '2001:db8::1'],
  ['IPv6 documentation, new', '3fff::1'],
  ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
  ['IPv4-mapped loopback in hex', '::ffff:7f00:1'],
  ['IPv4-mapped metadata', '::ffff:169.254.169.254'],
  ['IPv4-translated loopback', '::ffff:0:127.0.0.1'],
  ['IPv4-compatible loopback', '::127.0.0.1'],
  ['6to4 of loopback', '2002:7f00:1::'],
  ['NAT64 of metadata', '64:ff9b::169.254.169.254'],
  ['local NAT64', '64:ff9b:1::a00:1'],
  ['Teredo', '2001:0:7f00:1::'],
  ['discard', '100::1'],
  ['segment routing', '5f00::1'],
  ['an address with a zone', 'fe80::1%eth0'],
  ['no address', 'localhost'],
  ['a decimal number', '2130706433'],
  ['nothing', ''],
])('%s is refused: %s', (_, address) => {
  expect(none.isAllowed(address)).toBe(false);
});

test.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '168.63.129.17', '2606:4700::1111'])(
  'a public address is allowed: %s',
  (address) => {
    expect(none.isAllowed(address)).toBe(true);
  },
);

test('an IPv4-mapped public address is the public address', () => {
  expect(none.isAllowed('::ffff:1.1.1.1')).toBe(true);
});

test('a network of the house is allowed, in both ways of writing it, and nothing beside it', () => {
  const rules = createAddressRules(['10.1.0.0/16', 'fd00::/8']);
  expect(rules.isAllowed('10.1.2.3')).toBe(true);
  expect(rules.isAllowed('::ffff:10.1.2.3')).toBe(true);
  expect(rules.isAllowed('fd12::1')).toBe(true);
  expect(rules.isAllowed('10.2.0.1')).toBe(false);
  expect(rules.isAllowed('127.0.0.1')).toBe(false);
  expect(rules.isAllowed('64:ff9b::10.1.2.3')).toBe(false);
});

test('whatever IPv4 says, its mapped form says', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(none.isAllowed(`::ffff:${address}`)).toBe(none.isAllowed(address));
    }),
  );
});
