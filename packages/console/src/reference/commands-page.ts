import type { Argument, Command, Option } from 'commander';
import { createProgram } from '../create-program.ts';
import { readEnvironment } from '../environment.ts';
import { createOutput } from '../output.ts';

const escapeCell = (text: string): string => text.replaceAll('|', '\\|');

const otherwiseOf = ({ defaultValue }: Argument | Option): string =>
  defaultValue === undefined || defaultValue === false ? '' : `\`${String(defaultValue)}\``;

const nameOf = (argument: Argument): string => {
  const dots = argument.variadic ? '...' : '';
  return argument.required ? `<${argument.name()}${dots}>` : `[${argument.name()}${dots}]`;
};

function renderWords(command: Command): string {
  const given = command.registeredArguments.map(
    (argument) => [nameOf(argument), argument] as const,
  );
  const options = command.options
    .filter(({ hidden }) => !hidden)
    .map((option) => [option.flags, option] as const);
  const rows = [...given, ...options].map(([word, about]) => {
    const choice = about.argChoices === undefined ? '' : `: ${about.argChoices.join(', ')}`;
    const required = 'mandatory' in about && about.mandatory ? ' (required)' : '';
    const cells = [`\`${word}\``, `${about.description}${choice}${required}`, otherwiseOf(about)];
    return `| ${cells.map(escapeCell).join(' | ')} |`;
  });
  return rows.length === 0
    ? ''
    : ['', '| word | meaning | unless given |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

function renderCommand(command: Command, before: string): string {
  const name = `${before} ${command.name()}`;
  if (command.commands.length > 0) {
    return command.commands.map((each) => renderCommand(each, name)).join('\n');
  }
  const given = command.registeredArguments.map(nameOf);
  return `## ${[name, ...given].join(' ')}\n\n${command.description()}\n${renderWords(command)}`;
}

const lead = `The words of \`homepot\`, from the program itself; \`homepot --help\` says the same. Data goes to stdout, messages to
stderr. \`homepot query TABLE --help\` lists the filters of a table.`;

/** The reference of the command line, in Markdown. */
export async function renderCommandsPage(): Promise<string> {
  const context = {
    environment: readEnvironment({}),
    output: createOutput(),
    exitWith: () => undefined,
  };
  const program = await createProgram([], context, () => true);
  return [
    '# Commands\n\n<!-- Written by `npm run docs`. Change the program, not this page. -->\n',
    `${lead}\n`,
    ...program.commands.map((command) => renderCommand(command, program.name())),
  ].join('\n');
}
