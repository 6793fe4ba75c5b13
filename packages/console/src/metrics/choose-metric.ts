import type { Route } from '@homepot/catalogue';
import { metricRoutes } from '@homepot/catalogue';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { suggest } from '../suggest.ts';

/** A metric of the contract. */
export interface Metric {
  /** The part of its path behind `metrics/`. */
  readonly name: string;
  readonly route: Route;
  readonly isOfDevice: boolean;
  /** What may be asked of it: the names of the parameters, and what each means. */
  readonly parameters: ReadonlyMap<string, string>;
}

interface ObjectSchema {
  readonly properties: Readonly<Record<string, { readonly description?: string }>>;
}

function readMetric(route: Route): Metric {
  const [, path = ''] = route.path.split('/metrics/');
  const [name = ''] = path.split('/');
  const { properties } = route.query as unknown as ObjectSchema;
  const parameters = Object.entries(properties).map(
    ([parameter, { description = '' }]) => [parameter, description] as const,
  );
  return { name, route, isOfDevice: path.includes('{'), parameters: new Map(parameters) };
}

/** Every metric. */
export const metrics: readonly Metric[] = metricRoutes.map(readMetric);

/** The metric of that name. Throws a CommandError where there is none, or its device is missing. */
export function chooseMetric(name: string, device: string | undefined): Metric {
  const names = metrics.map((metric) => metric.name);
  const metric = metrics.find((each) => each.name === name);
  if (metric === undefined) {
    const near = suggest(name, names);
    const hint = near === undefined ? '' : ` Did you mean ${near}?`;
    const advice = `The metrics are ${names.join(', ')}.`;
    throw new CommandError(exitCodes.usage, `There is no metric "${name}".${hint}`, advice);
  }
  if (metric.isOfDevice === (device !== undefined)) return metric;
  throw metric.isOfDevice
    ? new CommandError(
        exitCodes.usage,
        `${name} is about one device`,
        `homepot metrics ${name} DEVICE`,
      )
    : new CommandError(
        exitCodes.usage,
        `${name} is not about one device`,
        `homepot metrics ${name}`,
      );
}
