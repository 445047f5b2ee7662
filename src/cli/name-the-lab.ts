import type { Command } from 'commander';
import { quoted } from './quoted.ts';

/**
 * What to type instead where several labs are up and none was named: the same command line with a place for its name, and not with one
 * of them, which may be somebody else's. A `--lab` that stood among the words of `exec`'s command, which gets it then, moves to where it is ours,
 * and so does a lab's name that stood for something that may be left out, as in `restore LAB`.
 * @param words the command line without the program
 */
export function nameTheLab(
  program: Command,
  words: readonly string[],
  labs: readonly string[],
): string | undefined {
  const outer = program.commands.find((each) => each.name() === words[0]);
  const nested = outer?.commands.find((each) => each.name() === words[1]);
  const command = nested ?? outer;
  if (command === undefined) return undefined;
  const names = words.slice(0, nested === undefined ? 1 : 2);
  const rest = words.slice(names.length);
  if (command.registeredArguments.some((argument) => argument.name() === 'lab')) {
    return `Say which one: ${line([...names, ...rest, 'LAB'])}`;
  }
  if (!command.options.some((option) => option.long === '--lab')) return undefined;
  const [first = '', ...more] = rest;
  if (labs.includes(first) && !command.registeredArguments[0]?.required) {
    return `Say which one: ${line([...names, '--lab', first, ...more])}`;
  }
  const at = rest.indexOf('--lab');
  const meant = at < 0 ? undefined : rest[at + 1];
  if (meant === undefined || !labs.includes(meant)) {
    return `Say which one: ${line([...names, '--lab', 'LAB', ...rest])}`;
  }
  const others = rest.filter((_, index) => index !== at && index !== at + 1);
  return `Options come before the node: ${line([...names, '--lab', meant, ...others])}`;
}

function line(words: readonly string[]): string {
  return ['anycast-lab', ...words.map(quoted)].join(' ');
}
