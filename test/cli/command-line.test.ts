import { describe, expect, it } from 'vitest';
import { commandLineError } from '../../src/cli/command-line-error.ts';
import type { Context } from '../../src/cli/context.ts';
import { nameTheLab } from '../../src/cli/name-the-lab.ts';
import { createProgram } from '../../src/cli/program.ts';

const program = (...words: readonly string[]) => createProgram({} as Context, words);

describe('what to type where several labs are up', () => {
  const LABS = ['euro', 'asia'];
  it.each([
    ['probe', 'Say which one: anycast-lab probe LAB'],
    ['down', 'Say which one: anycast-lab down LAB'],
    ['status --json', 'Say which one: anycast-lab status --json LAB'],
    ['failover fra', 'Say which one: anycast-lab failover --lab LAB fra'],
    ['logs oslo --tail 5', 'Say which one: anycast-lab logs --lab LAB oslo --tail 5'],
    ['exec oslo -- dig x', 'Say which one: anycast-lab exec --lab LAB oslo -- dig x'],
    ['zone status', 'Say which one: anycast-lab zone status LAB'],
    ['zone update x.test y', 'Say which one: anycast-lab zone update --lab LAB x.test y'],
    ['restore asia', 'Say which one: anycast-lab restore --lab asia'],
    ['restore fra', 'Say which one: anycast-lab restore --lab LAB fra'],
    ['exec oslo dig x --lab asia', 'Options come before the node: anycast-lab exec --lab asia oslo dig x'],
  ])('%s', async (text, hint) => {
    const words = text.split(' ');
    expect(nameTheLab(await program(...words), words, LABS)).toBe(hint);
  });

  it('quotes words, and shows nothing that moves a cursor', async () => {
    expect(nameTheLab(await program(), ['exec', 'oslo', '--', 'sh', '-c', "echo '$x'\u001b[2J"], LABS)).toBe(
      "Say which one: anycast-lab exec --lab LAB oslo -- sh -c 'echo '\\''$x'\\''?[2J'",
    );
  });
});

describe('the program', () => {
  it('has the command that is asked for, and all where none is', async () => {
    expect((await program('probe', 'lab')).commands.map((command) => command.name())).toEqual(['probe']);
    for (const words of [[], ['--help'], ['prboe'], ['toString']]) {
      const names = (await program(...words)).commands.map((command) => command.name());
      expect(names.length).toBeGreaterThan(25);
      for (const name of names) expect((await program(name)).commands[0]?.name()).toBe(name);
    }
  });
});

describe('a mistake in the command line', () => {
  async function told(...words: string[]): Promise<string> {
    const all = await program(...words);
    let text = '';
    for (const command of [all, ...all.commands.flatMap((each) => [each, ...each.commands])]) {
      const { outputError = () => undefined } = command.configureOutput();
      command.configureOutput({
        writeErr: (more) => {
          text += more;
        },
        outputError,
      });
    }
    await all.parseAsync(['node', 'x', ...words]).catch(() => undefined);
    return text;
  }

  it("is told in the program's name, with names that are near", async () => {
    expect(await told('bogus')).toBe("anycast-lab: unknown command 'bogus'\nSee anycast-lab --help\n");
    expect(await told('prboe')).toBe(
      "anycast-lab: unknown command 'prboe'\nDid you mean probe?\nSee anycast-lab --help\n",
    );
    expect(await told('up', '--tiemout', '3')).toBe(
      "anycast-lab: unknown option '--tiemout'\nDid you mean --timeout?\nSee anycast-lab up --help\n",
    );
    expect(await told('zone', 'update')).toBe(
      "anycast-lab: missing required argument 'zone'\nSee anycast-lab zone update --help\n",
    );
  });

  it('offers the kind of fault that was probably meant, or all there are', async () => {
    expect(await told('fault', 'server-kil', 'fra')).toMatch(
      /^anycast-lab: argument 'kind' cannot be 'server-kil'\. Did you mean server-kill\?\n/,
    );
    expect(await told('failover', 'fra', '--fault', 'blakchole')).toMatch(/Did you mean blackhole\?/);
    expect(await told('faults', '--measure', '--kinds', 'drain,withdrew')).toMatch(/Did you mean withdraw\?/);
    expect(await told('fault', 'explode', 'fra')).toMatch(/Kinds: withdraw, drain, /);
  });

  it('keeps what else commander says', () => {
    expect(commandLineError("error: missing required argument 'site'\nmore\n")).toBe(
      "anycast-lab: missing required argument 'site'\nmore\n",
    );
  });
});
