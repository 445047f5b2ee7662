/** What `probe --dnssec` says of a lab with a signed zone. */
import { expect } from 'vitest';
import type { ProbeResult } from '../../../src/lab/probe.ts';
import { cli } from './cli.ts';

/** How many answers were validated, and the sites whose answers are bad, or clients whose own resolvers say so, each with the reason. */
export async function validated(lab: string) {
  const { exitCode, stdout, stderr } = await cli(['probe', lab, '--dnssec', '--json']);
  expect(stdout, stderr).not.toBe('');
  const { dnssec = [] } = JSON.parse(stdout) as ProbeResult;
  const bad = dnssec.filter(({ valid }) => !valid);
  return {
    exitCode,
    asked: dnssec.length,
    bad: [
      ...new Set(
        bad.map(({ asked, client, site, reason }) =>
          asked === 'service' ? `${site}: ${reason}` : `${client}: ${reason}`,
        ),
      ),
    ],
  };
}
