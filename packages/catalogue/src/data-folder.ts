/** What the choice of the data folder depends on. */
export interface Machine {
  readonly isRoot: boolean;
  readonly homeFolder: string;
}

/** Where the data lies when DATA_DIR does not say: of the system for root, else below the home. */
export const dataFolders = {
  ofRoot: '/var/lib/homepot',
  belowHome: '.local/share/homepot',
} as const;

/**
 * The data folder of the server on a machine. An empty DATA_DIR is one that is not set; a relative
 * one is given back as it is, for the caller to resolve.
 */
export function chooseDataFolder(dataDir: string | undefined, machine: Machine): string {
  if (dataDir) return dataDir;
  return machine.isRoot ? dataFolders.ofRoot : `${machine.homeFolder}/${dataFolders.belowHome}`;
}

/** The files by which the commands of a data folder find its server, below that folder. */
export const dataFolderFiles = {
  /** A RunFile, while a server runs. */
  run: 'run/server.json',
  /** The credential of those who may read the folder. */
  localKey: 'run/local.key',
} as const;

/** What a running server says of itself. */
export interface RunFile {
  readonly pid: number;
  readonly url: string;
  readonly port: number;
  /** Where devices on this machine report over MQTT; absent where that is switched off. */
  readonly mqttUrl?: string;
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
}
