import { isIP } from 'node:net';

const networksMax = 100;

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || address.includes('%')) return false;
  // Without a prefix it is one address. A prefix of no bits would be the whole world.
  if (prefix === undefined) return true;
  return /^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128);
}

/** Reads networks in CIDR notation, separated by commas; of an address alone it makes its network. */
export function readNetworks(text: string): readonly string[] {
  const networks = text
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');
  if (networks.length > networksMax || !networks.every(isNetwork)) {
    throw new Error(
      `must be at most ${networksMax} networks in CIDR notation, such as 10.1.0.0/16,fd00::/8`,
    );
  }
  return networks.map((network) => {
    if (network.includes('/')) return network;
    return `${network}/${isIP(network) === 4 ? 32 : 128}`;
  });
}
