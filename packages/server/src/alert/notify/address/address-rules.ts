import ipaddr from 'ipaddr.js';

/** Which addresses a webhook may be sent to. */
export interface AddressRules {
  /** `address` is one of IPv4 or IPv6, in the form that the system prints. */
  isAllowed(address: string): boolean;
}

/** What belongs to the world as a whole; IPv6 outside of it holds other addresses within itself. */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

/** Addresses that look public and lead to the inside of a cloud. */
const insideClouds = [ipaddr.parseCIDR('168.63.129.16/32')];

type Network = ReturnType<typeof ipaddr.parseCIDR>;
type Address = ReturnType<typeof ipaddr.parse>;

const isIn = (address: Address, [network, bits]: Network): boolean =>
  address.kind() === network.kind() && address.match(network, bits);

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  if (address.kind() === 'ipv6') return isIn(address, globalUnicast);
  return !insideClouds.some((network) => isIn(address, network));
}

/**
 * Allows public addresses, and those in the given networks (CIDR). Private, loopback, link-local,
 * carrier-grade NAT, multicast, reserved and documentation addresses are not public, nor is IPv6 that
 * embeds IPv4 (6to4, Teredo, NAT64, IPv4-compatible): what it embeds may be any of these. An
 * IPv4-mapped address is judged as the IPv4 address that it is.
 */
export function createAddressRules(networks: readonly string[]): AddressRules {
  const allowed = networks.map((network) => ipaddr.parseCIDR(network));
  return {
    isAllowed(text) {
      if (!ipaddr.isValid(text) || text.includes('%')) return false;
      const address = ipaddr.process(text);
      return isPublic(address) || allowed.some((network) => isIn(address, network));
    },
  };
}
