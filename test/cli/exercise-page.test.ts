/** How the pages of exercises are compared with what happens, and that the pages are whole. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundledTopologies } from '../../src/cli/bundled.ts';
import { bundledExercises, findExercise } from '../../src/cli/exercises.ts';
import { commandsOf, comparable, filesOf, isShown } from '../docker/support/exercise-page.ts';

describe('what may differ', () => {
  it.each([
    ['berlin  v4  fra  ns1.fra  0.3 ms', 'berlin  v4  fra  ns1.fra   14 ms'],
    ['The lab is up in 4.41 s: 3 sites', 'The lab is up in 812 ms: 3 sites'],
    ['berlin  v4  fra  sin  0 of 122', 'berlin  v4  fra  sin    0 of 1130'],
    ['since 2026-11-21T20:38:06.123Z', 'since 2027-01-01T00:00:00Z'],
    ['fra 32.3 %, nyc 34.2 %', 'fra 30 %, nyc 33.0 %'],
  ])('%s', (shown, printed) => {
    expect(isShown([shown], [printed])).toBe(true);
  });

  it.each([
    ['berlin  v4  fra', 'berlin  v4  nyc'],
    ['fra 4 of 12', 'fra 3 of 12'],
    ['lost 0 of 122', 'lost 1 of 122'],
    ['OUTAGE  0', 'OUTAGE  12 ms'],
    ['us-transit AS64500', 'us-transit AS64501'],
    ['local preference 200', 'local preference 150'],
    ['3 servers', '4 servers'],
  ])('%s is not %s', (shown, printed) => {
    expect(comparable(shown)).not.toBe(comparable(printed));
    expect(isShown([shown], [printed])).toBe(false);
  });

  it('is any number of lines for ...', () => {
    expect(isShown(['a', '...', 'c'], ['a', 'b', 'b', 'c'])).toBe(true);
    expect(isShown(['a', '...', 'c'], ['a', 'c'])).toBe(true);
    expect(isShown(['...', 'b', '...'], ['a', 'b', 'c'])).toBe(true);
    expect(isShown(['...'], [])).toBe(true);
    expect(isShown(['a', '...', 'a'], ['a'])).toBe(false);
    expect(isShown(['a', '...', 'c'], ['a', 'c', 'd'])).toBe(false);
    expect(isShown(['...', 'b', '...', 'a'], ['a', 'b'])).toBe(false);
    expect(isShown(['a'], ['a', 'b'])).toBe(false);
    expect(isShown(['a', 'b'], ['a'])).toBe(false);
  });
});

it('commands have their lines and what they show, files their names', () => {
  const page = '# x\n```console\n$ one\nout\n\n$ two\n```\n\n```yaml\n# a-b.yaml\nk: v\n```\n';
  expect(commandsOf(page)).toEqual([
    { line: 3, command: 'one', shown: ['out'] },
    { line: 6, command: 'two', shown: [] },
  ]);
  expect([...filesOf(page)]).toEqual([['a-b.yaml', '# a-b.yaml\nk: v\n']]);
});

describe('the exercises', () => {
  const exercises = bundledExercises();

  it('are numbered from 1 on, and the index names each', () => {
    expect(exercises.map(({ number }) => number)).toEqual(exercises.map((_, index) => index + 1));
    const index = readFileSync(new URL('../../docs/exercises/README.md', import.meta.url), 'utf8');
    for (const { file, title } of exercises) expect(index).toContain(`[${title}](${file.split('/').at(-1)})`);
  });

  it.each(exercises)('$name is about a bundled topology, and is no longer than a class reads', (exercise) => {
    expect(bundledTopologies()).toContain(exercise.topology);
    expect(bundledTopologies()).not.toContain(exercise.name);
    const lines = readFileSync(exercise.file, 'utf8').split('\n').length;
    expect(lines).toBeLessThanOrEqual(150);
  });

  it('are found by name or number, and by what is near', () => {
    const [first] = exercises;
    expect(findExercise('1')).toEqual(first);
    expect(findExercise('01')).toEqual(first);
    expect(findExercise('one-address')).toEqual(first);
    expect(() => findExercise('one-adress')).toThrow(
      expect.objectContaining({ hint: 'Did you mean one-address?' }),
    );
    expect(() => findExercise('nonsense')).toThrow(
      expect.objectContaining({ hint: 'See which there are: anycast-lab exercise list' }),
    );
  });
});
