/** Who a device is to the house, and what proves it. */
export interface Credentials {
  readonly siteId: string;
  readonly deviceId: string;
  readonly keyId: string;
  readonly credential: string;
}

/**
 * The credentials of now. Asked at every connection, so that a credential that was replaced
 * meanwhile is used from the next one on.
 */
export type ReadCredentials = () => Credentials;
