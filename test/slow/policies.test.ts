/** Which back end a balancer chooses by four of its policies; a service of its own for each. */
import { beforeAll, describe, expect, it } from 'vitest';
import { cliJson } from '../docker/support/cli.ts';
import { execIn, startLab } from '../docker/support/labs.ts';

/** Policy, and the third octet of its service's prefix. */
const POLICIES = { firstAvailable: 1, wrandom: 2, whashed: 3, chashed: 4 } as const;
type Policy = keyof typeof POLICIES;

const siteOf = (policy: Policy): string => policy.toLowerCase();
const policies = Object.entries(POLICIES) as readonly (readonly [Policy, number])[];

const TOPOLOGY = `
health: { interval: 0.5, fall: 2, rise: 1 }
services:
${policies.map(([policy, octet]) => `  ${siteOf(policy)}: { prefixes: [203.0.${octet}.0/24] }`).join('\n')}
sites:
${policies.map(([policy]) => `  ${siteOf(policy)}: { services: [${siteOf(policy)}], servers: 3, balancer: { policy: ${policy} } }`).join('\n')}
routers: { transit: }
clients: { alma: transit }
links: [${policies.map(([policy]) => `${siteOf(policy)} -> transit`).join(', ')}]
`;

/** In ms. */
const SOON = { timeout: 20_000, interval: 200 };

/** Names, each of which is asked so often. */
const NAMES = 24;
const TIMES = 4;

describe('policies of balancers', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('policies', TOPOLOGY);
  });

  /** The servers that answered each name, one after the other. */
  async function answeredBy(policy: Policy): Promise<readonly (readonly string[])[]> {
    const names = Array.from({ length: NAMES }, (_, index) => `n${index}.anycast.test`);
    const asked = names.flatMap((name) =>
      Array.from({ length: TIMES }, () => ['+nsid', `@203.0.${POLICIES[policy]}.53`, name]),
    );
    const { stdout } = await execIn(lab, 'alma', 'dig', '+noall', '+comments', ...asked.flat());
    const servers = [...stdout.matchAll(/NSID: .*\("(\S+)"\)/g)].map(([, server = '']) => server);
    expect(servers).toHaveLength(NAMES * TIMES);
    return names.map((_, index) => servers.slice(TIMES * index, TIMES * (index + 1)));
  }

  /** The one server that answers each name, every time. */
  async function onlyOne(policy: Policy): Promise<readonly string[]> {
    const answered = await answeredBy(policy);
    expect(answered.filter((servers) => new Set(servers).size > 1)).toEqual([]);
    return answered.map(([server = '']) => server);
  }

  const serversOf = (policy: Policy): readonly string[] =>
    [1, 2, 3].map((number) => `ns${number}.${siteOf(policy)}`);
  const kill = async (server: string): Promise<void> => {
    await cliJson(['fault', 'server-kill', server, '--lab', lab]);
  };

  it('firstAvailable: the first, and the next one when that is dead', async () => {
    const [first = '', second = ''] = serversOf('firstAvailable');
    expect(new Set(await onlyOne('firstAvailable'))).toEqual(new Set([first]));
    await kill(first);
    await expect.poll(async () => new Set(await onlyOne('firstAvailable')), SOON).toEqual(new Set([second]));
  });

  it('wrandom: any of them, whatever is asked for', async () => {
    const answered = await answeredBy('wrandom');
    expect([...new Set(answered.flat())].toSorted()).toEqual(serversOf('wrandom'));
    expect(answered.some((servers) => new Set(servers).size > 1)).toBe(true);
  });

  it.each(['whashed', 'chashed'] as const)(
    '%s: one for each name, and all of them for all names together',
    async (policy) => {
      expect([...new Set(await onlyOne(policy))].toSorted()).toEqual(serversOf(policy));
    },
  );

  it('chashed: where one dies, the names of the others stay with them', async () => {
    const before = await onlyOne('chashed');
    const [gone = ''] = serversOf('chashed');
    const isLeft = (server: string | undefined): boolean => server !== gone;
    await kill(gone);
    await expect.poll(async () => (await onlyOne('chashed')).every(isLeft), SOON).toBe(true);
    const meanwhile = await onlyOne('chashed');
    expect(meanwhile.filter((_, index) => isLeft(before[index]))).toEqual(before.filter(isLeft));
    await cliJson(['restore', '--lab', lab, '--json']);
    await expect.poll(() => onlyOne('chashed'), SOON).toEqual(before);
  });
});
