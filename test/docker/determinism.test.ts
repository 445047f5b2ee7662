import { expect, it } from 'vitest';
import { cli } from './support/cli.ts';
import { topologyFile } from './support/labs.ts';

it('warns of a topology that depends on the order of arrival', async () => {
  const yaml =
    'bestpath: oldest\nsites: { fra: }\nrouters: { t: }\nclients: { anna: t }\nlinks: [fra -> t]\n';
  const file = topologyFile(yaml);
  for (const words of [
    ['validate', file],
    ['up', file, '--dry-run'],
  ]) {
    const { exitCode, stderr } = await cli(words);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('topology has bestpath: oldest');
  }
  expect((await cli(['validate', topologyFile(yaml.replace('oldest', 'router-id'))])).stderr).toBe('');
});
