import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../src/topology/messages.ts';
import { fencedBlocks, parseExercise } from '../../src/topology/parse-exercise.ts';

const PAGE = `# A title

\`\`\`yaml
# other.yaml
sites: { fra: }
\`\`\`

\`\`\`yaml
topology: minimal
goals:
  - goal: berlin is answered by nyc
    catchment: { berlin: nyc }
  - goal: by a lever
    levers: [fra]
    faults: [{ fault: withdraw, target: fra }]
\`\`\`

\`\`\`console
$ anycast-lab probe
\`\`\`
`;

describe('the page of an exercise', () => {
  it('is read: number and name from the file, the rest from the page', () => {
    expect(parseExercise(PAGE, 'docs/exercises/07-some-name.md')).toEqual({
      exercise: {
        number: 7,
        name: 'some-name',
        title: 'A title',
        file: 'docs/exercises/07-some-name.md',
        topology: 'minimal',
        goals: [
          { goal: 'berlin is answered by nyc', catchment: { berlin: 'nyc' } },
          { goal: 'by a lever', levers: ['fra'], faults: [{ fault: 'withdraw', target: 'fra' }] },
        ],
      },
    });
  });

  it.each([
    ['levers: [fra]', 'lever: [fra]', 'x/01-a.md:14:5: unknown key "lever"; write "levers"'],
    [
      'fault: withdraw',
      'fault: withdrew',
      'x/01-a.md:15:23: goals.faults.fault is "withdrew"; write "withdraw"',
    ],
    ['topology: minimal', 'topology: [minimal]', /^x\/01-a\.md:9:11: topology is a list; write /],
    [
      '# A title',
      'A title',
      'x/01-a.md: "title" is missing; write a headline such as: # Policy comes before distance',
    ],
    ['goals:', 'aims:', 'x/01-a.md: "goals" is missing; write a block of YAML with topology and goals'],
    ['    catchment: {', '    catchment: [', /^x\/01-a\.md:1\d:\d+: YAML syntax/],
  ])('with %j as %j is told of by line and column', (right, wrong, message) => {
    const parsed = parseExercise(PAGE.replace(right, wrong), 'x/01-a.md');
    const told = 'diagnostics' in parsed ? parsed.diagnostics.map(formatDiagnostic) : [];
    expect(told[0]).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  it('has its blocks with their languages and lines', () => {
    expect(fencedBlocks(PAGE).map(({ language, line, lines }) => [language, line, lines.length])).toEqual([
      ['yaml', 4, 2],
      ['yaml', 9, 7],
      ['console', 19, 1],
    ]);
  });
});
