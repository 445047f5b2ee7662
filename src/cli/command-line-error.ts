/** What commander says of an argument that a command does not take. */
const ARGUMENT = /^command-argument value '(.*)' is invalid for argument '(.*?)'\./;

/**
 * A mistake in the command line in the words of commander, told as all others are: in the program's name. Of what it
 * suggests only that stays which begins with the same letter; it takes any short word for another.
 */
export function commandLineError(text: string): string {
  const [first = '', ...rest] = text.trimEnd().split('\n');
  const typed = /'-*([^']*)'/.exec(first)?.[1]?.[0];
  const suggested = /\(Did you mean (?:one of )?(.+)\?\)/.exec(rest.join('\n'))?.[1]?.split(', ') ?? [];
  const near = suggested.filter((name) => name.replace(/^-+/, '')[0] === typed);
  const more = rest.filter((line) => !line.startsWith('(Did you mean'));
  return [
    `anycast-lab: ${first.replace(/^error: /, '').replace(ARGUMENT, "argument '$2' cannot be '$1'.")}`,
    ...more,
    ...(near.length === 0 ? [] : [`Did you mean ${near.join(' or ')}?`]),
    '',
  ].join('\n');
}
