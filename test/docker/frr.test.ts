import { beforeAll, describe, expect, it } from 'vitest';
import type { LabPlan } from '../../src/plan/lab-plan.ts';
import { isRouter } from '../../src/plan/roles.ts';
import { cli, cliJson } from './support/cli.ts';
import { execIn, startLab, topologyFile, vtyshJson } from './support/labs.ts';

/** A router with a customer, a peer and a provider, and so with every policy; timers of each profile. */
const TOPOLOGY = `
timers: datacenter
sites: { fra: , nyc: }
routers: { tier1: , eu: , us: }
clients: { berlin: eu }
links:
  - { link: fra -> eu, timers: fast }
  - nyc -> us
  - eu -- us
  - { link: eu -> tier1, timers: { keepalive: 7, hold: 21, connect-retry: 2, advertisement-interval: 1 } }
  - us -> tier1
`;

interface FullPlan extends LabPlan {
  readonly files: readonly {
    readonly node: string;
    readonly files: readonly { readonly path: string; readonly content: string }[];
  }[];
}

/** Lines of a configuration, each after the sections that it stands in. */
function linesInContext(text: string): readonly string[] {
  const sections: { depth: number; line: string }[] = [];
  return text.split('\n').flatMap((raw) => {
    const line = raw.trim();
    if (line === '' || line === '!' || /^exit(-address-family)?$/.test(line)) return [];
    const depth = raw.length - raw.trimStart().length;
    while (sections.length > 0 && (sections.at(-1)?.depth ?? 0) >= depth) sections.pop();
    const context = [...sections.map((section) => section.line), line].join(' / ');
    sections.push({ depth, line });
    return [context];
  });
}

describe('a live router', () => {
  let lab: string;
  let plan: FullPlan;
  beforeAll(async () => {
    plan = await cliJson<FullPlan>(['plan', topologyFile(TOPOLOGY), '--files']);
    lab = await startLab('frr', TOPOLOGY);
  });

  it.each(['eu', 'fra'])('runs the configuration rendered for it, line for line (%s)', async (router) => {
    const { stdout } = await execIn(lab, router, 'vtysh', '-c', 'show running-config');
    const running = linesInContext(stdout.replace(/^[\s\S]*?Current configuration:/, ''));
    const files = plan.files.find(({ node }) => node === router)?.files;
    const rendered = linesInContext(files?.find(({ path }) => path.endsWith('/frr.conf'))?.content ?? '');
    // The last line takes the first of the two back, and FRR adds three of its own.
    const pair = ['bgp route-map delay-timer 0', 'no bgp route-map delay-timer'];
    const own = [/^frr version /, /^no service integrated-vtysh-config$/, /^end$/];
    expect(rendered).toEqual(expect.arrayContaining(pair));
    expect(running.filter((line) => !own.some((pattern) => pattern.test(line))).toSorted()).toEqual(
      rendered.filter((line) => !pair.includes(line)).toSorted(),
    );
  });

  it.each(['eu', 'tier1', 'nyc'])(
    'has the timers of the plan in every session, and no graceful restart (%s)',
    async (router) => {
      const neighbors = await vtyshJson<Record<string, unknown>>(lab, router, 'show bgp neighbors');
      const expected = plan.nodes.filter(isRouter).find(({ name }) => name === router)?.neighbors ?? [];
      expect(Object.keys(neighbors).toSorted()).toEqual(expected.map(({ address }) => address).toSorted());
      for (const { address, timers } of expected) {
        expect(neighbors[address], address).toMatchObject({
          bgpState: 'Established',
          bgpTimerKeepAliveIntervalMsecs: timers.keepalive * 1000,
          bgpTimerHoldTimeMsecs: timers.hold * 1000,
          connectRetryTimer: timers.connectRetry,
          minBtwnAdvertisementRunsTimerMsecs: timers.advertisementInterval * 1000,
          gracefulRestartInfo: { localGrMode: 'Disable*', remoteGrMode: 'NotApplicable' },
        });
      }
    },
  );

  it('has what it needs to run: its daemons log no want of capabilities', async () => {
    for (const router of ['eu', 'fra']) {
      const { exitCode, stdout } = await cli(['logs', '--lab', lab, router]);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/BGP: .* bgpd \S+ starting/);
      expect(stdout).not.toMatch(/capabilit|privilege|not permitted|denied/i);
    }
  });
});
