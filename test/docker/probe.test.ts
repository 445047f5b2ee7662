import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ProbeResult } from '../../src/lab/probe.ts';
import { cli } from './support/cli.ts';
import { killNode, putFile } from './support/engine.ts';
import { execIn, startLab } from './support/labs.ts';

/** A site for each kind of server, and a client near each. Without health checks a site announces whatever its server does. */
const THREE_KINDS = `
health: none
sites:
  ams: { servers: { kind: nsd, tls: true } }
  lhr: { servers: { kind: bind, tls: true } }
  vie: { servers: { kind: knot, tls: true } }
routers: { ams-net, lhr-net, vie-net, core }
clients: { anna: ams-net, lisa: lhr-net, vera: vie-net }
links:
  - ams -> ams-net
  - lhr -> lhr-net
  - vie -> vie-net
  - ams-net -> core
  - lhr-net -> core
  - vie-net -> core
expect: { catchment: { anna: ams, lisa: lhr, vera: vie } }
`;

async function probe(lab: string): Promise<{ readonly exitCode: number; readonly result: ProbeResult }> {
  const { exitCode, stdout } = await cli(['probe', lab, '--json']);
  return { exitCode, result: JSON.parse(stdout) as ProbeResult };
}

/** The problems that a probe found: client, family and what. */
const problemsOf = ({ entries }: ProbeResult) =>
  entries.flatMap(({ client, family, problem }) => (problem === null ? [] : [{ client, family, problem }]));

describe('probe', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('probe', THREE_KINDS);
  });

  it('names the site and server of every client over both families, confirmed by CHAOS', async () => {
    const { exitCode, result } = await probe(lab);
    const expected = Object.entries({ anna: 'ams', lisa: 'lhr', vera: 'vie' }).flatMap(([client, site]) =>
      [4, 6].map((family) => ({ client, family, site, server: `ns1.${site}`, rcode: 'NOERROR' })),
    );
    expect(result.entries).toMatchObject(
      expected.map((entry) => ({ ...entry, confirmed: true, problem: null })),
    );
    for (const { rtt } of result.entries) {
      expect(rtt).toBeGreaterThan(0);
      expect(rtt).toBeLessThan(1_000_000);
    }
    expect(result).toMatchObject({ lab, mismatches: [], good: true });
    expect(exitCode).toBe(0);
  });

  it('is answered over TLS by each kind of server, with a certificate of its own', async () => {
    // That is over TCP, and may be called so.
    const { exitCode, stdout, stderr } = await cli(['probe', lab, '--tcp', '--tls', '--json']);
    const { entries, transport } = JSON.parse(stdout) as ProbeResult;
    expect(transport).toBe('tls');
    expect(entries.map(({ server, problem }) => ({ server, problem }))).toEqual(
      ['ns1.ams', 'ns1.ams', 'ns1.lhr', 'ns1.lhr', 'ns1.vie', 'ns1.vie'].map((server) => ({
        server,
        problem: null,
      })),
    );
    expect(exitCode, stderr).toBe(0);
  });

  it('says so when NSID and CHAOS name two servers', async () => {
    const path = '/etc/anycast-lab/knot.conf';
    const { stdout } = await execIn(lab, 'ns1.vie', 'cat', path);
    const changed = stdout.replace(/^(\s+identity:).*$/m, '$1 "somebody.else"');
    expect(changed).not.toBe(stdout);
    await putFile(lab, 'ns1.vie', path, changed);
    // knotd reads its configuration again.
    const reload = 'kill -HUP $(cd /proc && grep -lx knotd [0-9]*/comm | cut -d/ -f1)';
    expect((await execIn(lab, 'ns1.vie', 'sh', '-c', reload)).exitCode).toBe(0);

    const found = await vi.waitFor(
      async () => {
        const probed = await probe(lab);
        expect(probed.exitCode).toBe(1);
        return probed.result;
      },
      { timeout: 20_000 },
    );
    const problem = { kind: 'disagreement', nsid: 'ns1.vie', chaos: 'somebody.else' };
    expect(problemsOf(found)).toEqual([4, 6].map((family) => ({ client: 'vera', family, problem })));
    expect((await cli(['probe', lab])).stdout).toContain('NSID says ns1.vie, CHAOS says somebody.else');
  });

  it('ends with 1 where a client gets no answer: the server is dead, and its site still announces', async () => {
    await killNode(lab, 'ns1.ams');
    const { exitCode, result } = await probe(lab);
    expect(exitCode).toBe(1);
    expect(problemsOf(result).filter(({ client }) => client !== 'vera')).toMatchObject(
      [4, 6].map((family) => ({ client: 'anna', family, problem: { kind: 'unanswered' } })),
    );
    expect(result.mismatches).toMatchObject(
      [4, 6].map((family) => ({ client: 'anna', family, expected: 'ams', seen: null })),
    );
  });
});
