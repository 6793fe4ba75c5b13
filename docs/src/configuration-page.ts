import type { Setting, SettingType } from '@homepot/catalogue';
import { settings } from '@homepot/catalogue';
import type { ReferencePage } from './reference-page.ts';
import { renderHead, renderTable } from './reference-page.ts';

function typeOf(type: SettingType): string {
  switch (type.kind) {
    case 'integer':
      return `whole number, ${type.minimum} to ${type.maximum}`;
    case 'choice':
      return type.values.join(', ');
    case 'url':
      return `URL, ${type.protocols.join(' or ')}`;
    case 'flag':
      return 'true or false';
    case 'proxies':
      return 'true, false, a number of proxies, or their addresses (`10.0.0.0/8,loopback`)';
    case 'networks':
      return 'networks in CIDR notation, separated by commas';
    case 'text':
      return 'text';
  }
}

/** Every environment variable of the server. */
export const configurationPage: ReferencePage = {
  file: 'configuration.md',
  render: () => {
    const rows = Object.entries(settings).map(([name, setting]: [string, Setting]) => [
      `\`${name}\``,
      typeOf(setting.type),
      setting.default ?? '',
      setting.description,
    ]);
    const lead =
      'The server reads these environment variables once, at its start. A wrong value ends the start with one message that lists all faults.';
    return `${renderHead('Configuration', lead)}\n${renderTable(['variable', 'type', 'default', 'meaning'], rows)}\n`;
  },
};
