import { beforeAll, describe, expect, it, vi } from 'vitest';
import { cli, cliJson, startCli } from './support/cli.ts';
import { execIn, labName } from './support/labs.ts';

describe('a node, looked into', () => {
  let lab: string;
  beforeAll(async () => {
    lab = labName('enter');
    await cliJson(['up', 'minimal', '--name', lab]);
  });

  it('says in one line that there is no such program, and ends as a shell would', async () => {
    expect(await execIn(lab, 'berlin', 'nosuch')).toEqual({
      exitCode: 127,
      stdout: '',
      stderr: 'anycast-lab: berlin has no program nosuch',
    });
    expect(await execIn(lab, 'berlin', '/nosuch/program')).toMatchObject({ exitCode: 127, stdout: '' });
    expect(await execIn(lab, 'berlin', '/etc/passwd')).toMatchObject({
      exitCode: 126,
      stdout: '',
      stderr: expect.stringMatching(/^anycast-lab: .*passwd.*$/),
    });
  });

  it('leaves a program its own words and exit code, whatever they are', async () => {
    const text = 'OCI runtime exec failed: permission denied';
    const said = await execIn(lab, 'berlin', 'sh', '-c', `echo "${text}"; exit 126`);
    expect(said).toEqual({ exitCode: 126, stdout: text, stderr: '' });
  });

  it('has no shell without a terminal', async () => {
    const refused = await cli(['shell', 'berlin', '--lab', lab]);
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('a shell needs a terminal'),
    });
  });

  it('says why a client logs nothing', async () => {
    const { exitCode, stdout, stderr } = await cli(['logs', 'berlin', '--lab', lab]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toContain('berlin is a client: it has no daemon of its own');
    expect((await cli(['logs', 'transit', '--lab', lab])).stderr).toBe('');
  });

  it('shows what is logged while it is followed, and ends with the node', async () => {
    const running = startCli(['logs', '-f', 'transit', '--tail', '0', '--lab', lab]);
    let heard = '';
    running.stdout?.on('data', (text) => {
      heard += text;
    });
    await vi.waitFor(
      async () => {
        await execIn(lab, 'transit', 'vtysh', '-c', 'clear bgp *');
        expect(heard).toMatch(/\S/);
      },
      { timeout: 20_000, interval: 500 },
    );
    expect((await cli(['down', lab])).exitCode).toBe(0);
    expect((await running).exitCode).toBe(0);
  });

  it('can be removed again and again', async () => {
    const again = await cli(['down', lab, '--json']);
    expect(again.exitCode).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ labs: [], containers: 0 });
    expect((await cli(['down', lab])).stdout).toBe(`There is no lab called ${lab}: nothing to remove.`);
  });
});
