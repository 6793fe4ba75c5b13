import type { createEnrolmentToken, createKey, createSite } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { call } from '../../resources/call.ts';
import { CallError } from '../../resources/call-error.ts';
import type { Action } from '../../resources/use-action.ts';
import { useAction } from '../../resources/use-action.ts';
import type { KindFacts } from './kinds.ts';

/** What a kind of thing proves itself with. */
export interface Secret {
  /** It, once it was made; `''` where none is needed, undefined before. */
  readonly value: string | undefined;
  /** Makes it; `about` is the site of a device, or the origin of a web page. */
  readonly make: Action<readonly [about: string]>;
}

/** Enters the site of a first device, unless it is there. */
async function enterSite(site_id: string): Promise<void> {
  const body = {
    site_id,
    name: site_id,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
  try {
    await call<typeof createSite>('POST', '/api/v1/sites', { body });
  } catch (error) {
    if (!(error instanceof CallError) || error.code !== 'conflict') throw error;
  }
}

async function makeToken(site_id: string): Promise<string> {
  await enterSite(site_id);
  const made = await call<typeof createEnrolmentToken>('POST', '/api/v1/enrolment-tokens', {
    body: { site_id },
  });
  return made.token;
}

async function makeKey({ title, scope = 'ingest' }: KindFacts, origin: string): Promise<string> {
  const made = await call<typeof createKey>('POST', '/api/v1/keys', {
    body: {
      name: `${title}, from the first steps`,
      scope,
      ...(scope === 'browser' ? { allowed_origins: [origin] } : {}),
    },
  });
  return made.key;
}

/** Makes the secret of a kind when it is asked to. It is nowhere but in this page. */
export function useSecret(facts: KindFacts): Secret {
  const isNeeded = facts.kind !== 'demo';
  const [value, setValue] = useState(isNeeded ? undefined : '');
  const make = useAction(async (about: string) => {
    setValue(await (facts.kind === 'devices' ? makeToken(about) : makeKey(facts, about)));
  });
  return { value, make };
}
