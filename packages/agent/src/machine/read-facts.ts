import { readFileSync } from 'node:fs';
import { machine, totalmem, type } from 'node:os';

function readText(path: string, charactersMax: number): string | undefined {
  try {
    // Texts of the device tree end with NUL.
    const text = readFileSync(path, 'utf8').replaceAll('\0', '').trim();
    return text === '' ? undefined : text.slice(0, charactersMax).toWellFormed();
  } catch {
    return undefined;
  }
}

/** What a machine is; it does not change while it is on. */
export interface MachineFacts {
  readonly model?: string;
  readonly firmware?: string;
  readonly os: string;
  readonly memory_mb: number;
}

/** Reads what the machine says of itself; what is given is believed instead. */
export function readFacts(given: {
  readonly model?: string;
  readonly firmware?: string;
}): MachineFacts {
  const model =
    given.model ??
    readText('/sys/firmware/devicetree/base/model', 100) ??
    readText('/sys/class/dmi/id/product_name', 100);
  const firmware = given.firmware ?? readText('/sys/class/dmi/id/bios_version', 50);
  return {
    ...(model === undefined ? {} : { model }),
    ...(firmware === undefined ? {} : { firmware }),
    os: `${type()} ${machine()}`.slice(0, 100),
    memory_mb: Math.round(totalmem() / 1_048_576),
  };
}
