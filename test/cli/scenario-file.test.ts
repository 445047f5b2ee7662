import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkTopology, loadTopology } from '../../src/cli/topology-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'anycast-lab-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

const LAB = write('lab.yaml', 'sites: { fra: }\nrouters: { t: }\nclients: { anna: t }\nlinks: [fra -> t]\n');

it('finds the topology beside the file of scenarios, and keeps both texts', () => {
  const file = write('s.yaml', 'topology: lab.yaml\nscenarios: { s: [{ fault: drain, target: fra }] }\n');
  expect(loadTopology(file)).toMatchObject({
    file: LAB,
    source: expect.stringContaining('sites:'),
    scenarioFile: { file, source: expect.stringContaining('topology: lab.yaml') },
    topology: { name: 'lab', scenarios: [{ name: 's' }] },
  });
  expect(checkTopology(file)).toMatchObject({ file, valid: true });
});

it('takes the name of a bundled one: the example for CI', () => {
  const { topology } = loadTopology('examples/ci/lose-frankfurt.yaml');
  expect(topology.name).toBe('three-sites');
  expect(topology.scenarios?.map(({ name }) => name)).toEqual(['withdraw-frankfurt', 'crash-frankfurt']);
});

it.each([
  [
    'topology: lub.yaml\n',
    /:1:11: there is no topology "lub.yaml"; write a path relative to this file, or one of /,
  ],
  ['topology:\n', /:1:\d+: there is no topology ""/],
  ['topology: s.yaml\n', /:1:11: "s.yaml" has scenarios for another topology/],
  ['topology: broken.yaml\n', /broken\.yaml:1:1: /],
  [
    'topology: lab.yaml\nscenarios: { s: [{ fault: drain, target: far }] }\n',
    /bad\.yaml:2:42: there is no site "far"; write "fra"/,
  ],
  [
    'topology: three-sites\nsites: { fra: }\nlinks: []\n',
    /bad\.yaml:1:1: a file with topology has scenarios .+, and one with sites \(2:1\), links \(3:1\) is a topology itself; /,
  ],
  [
    'expect: {}\nclients: { a: t }\ntopology: lab.yaml\n',
    /bad\.yaml:3:1: .+ one with clients \(2:1\) is a topology/,
  ],
  ['topology: both.yaml\n', /both\.yaml:2:1: a file with topology has scenarios .+ sites \(1:1\)/],
])('says what is wrong with %j, in the file that it is in', (source, message) => {
  write('broken.yaml', 'routers: { t: }\n');
  write('both.yaml', 'sites: { fra: }\ntopology: lab.yaml\n');
  const { valid, mistakes } = checkTopology(write('bad.yaml', source));
  expect(valid).toBe(false);
  expect(mistakes[0]?.text).toMatch(message);
});
