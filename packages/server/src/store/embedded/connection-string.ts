import { clusterUser } from './cluster-create.ts';

/** How to reach a database of the cluster whose socket lies in this folder. */
export function connectionStringOf(sockets: string, database: string): string {
  const host = encodeURIComponent(sockets);
  return `postgresql://${clusterUser}@/${database}?host=${host}&port=5432`;
}
