import { describe, expect, it } from 'vitest';
import { catchmentOf, catchmentQueries, checkCatchment } from '../../src/measure/catchment.ts';
import type { DigReply } from '../../src/measure/dig.ts';
import { expectedAnswers } from '../../src/plan/expected-answers.ts';
import type { ExpectedCatchment } from '../../src/topology/expected-sites.ts';

const SITES = new Map([
  ['ns1.fra', 'fra'],
  ['ns2.fra', 'fra'],
  ['ns1.sin', 'sin'],
]);
const NONE: DigReply = { answered: false, reason: 'no servers could be reached' };

const reply = (server: string | null, text?: string, rcode = 'NOERROR'): DigReply => ({
  ...{ answered: true, rcode, server, rtt: 800 },
  texts: text === undefined ? [] : [text],
});
const probe = (...replies: DigReply[]) => ({ client: 'c1', service: 'dns', family: 4 as const, replies });
const entry = (...replies: DigReply[]) => catchmentOf([probe(...replies)], SITES)[0];

describe('catchmentQueries', () => {
  it('asks for a name and for the identity', () => {
    expect(
      catchmentQueries('192.0.2.53', 'www.anycast.test').map(({ name, class: cls }) => `${name} ${cls}`),
    ).toEqual(['www.anycast.test IN', 'id.server CH', 'hostname.bind CH']);
  });
});

describe('catchmentOf', () => {
  it('names site and server, confirmed by the CHAOS names', () => {
    expect(entry(reply('ns1.fra'), reply('ns1.fra', 'ns1.fra'), reply('ns1.fra', 'ns1.fra'))).toEqual({
      ...{
        client: 'c1',
        service: 'dns',
        family: 4,
        site: 'fra',
        server: 'ns1.fra',
        rtt: 800,
        rcode: 'NOERROR',
      },
      ...{ confirmed: true, problem: null },
    });
  });

  it('accepts another server of the same site, and servers that refuse CHAOS', () => {
    expect(entry(reply('ns1.fra'), reply('ns2.fra', 'ns2.fra'))).toMatchObject({
      confirmed: true,
      problem: null,
    });
    const refused = reply('ns1.fra', undefined, 'REFUSED');
    expect(entry(reply('ns1.fra'), refused, NONE)).toMatchObject({ confirmed: false, problem: null });
  });

  it('tells how many queries are lost where routers spread them, whatever became of the first', () => {
    const problem = { kind: 'partly-unanswered', answered: 2, asked: 4 };
    const spread = ['ns1.fra', null, null];
    expect(catchmentOf([{ ...probe(reply('ns1.fra')), spread }], SITES)[0]).toMatchObject({
      site: 'fra',
      problem,
    });
    const silent = {
      ...probe({ answered: false, reason: 'timed out' }),
      spread: ['ns1.fra', 'ns1.fra', null],
    };
    expect(catchmentOf([silent], SITES)[0]).toMatchObject({ site: null, problem });
    const none = { ...probe({ answered: false, reason: 'timed out' }), spread: [null] };
    expect(catchmentOf([none], SITES)[0]?.problem).toEqual({ kind: 'unanswered', reason: 'timed out' });
  });

  it('tells the shares of servers and sites among which routers spread queries', () => {
    const spread = ['ns1.sin', 'ns1.fra', 'ns1.sin', 'ns2.fra', 'ns1.sin', 'ns9.xxx'];
    const shared = { ...probe(reply('ns1.fra'), reply('ns1.sin', 'ns1.sin')), spread };
    expect(catchmentOf([shared], SITES)[0]).toMatchObject({
      ...{ site: 'fra + sin', server: 'ns1.fra', confirmed: true, problem: null },
      shares: [
        { site: 'sin', server: 'ns1.sin', answers: 3 },
        { site: 'fra', server: 'ns1.fra', answers: 2 },
        { site: 'fra', server: 'ns2.fra', answers: 1 },
      ],
    });
    const own = { ...probe(reply('ns1.fra')), spread: ['ns1.fra', 'ns2.fra'] };
    expect(catchmentOf([own], SITES)[0]).toMatchObject({
      site: 'fra',
      shares: [{ answers: 2 }, { answers: 1 }],
    });
    const alone = { ...probe(reply('ns1.fra')), spread: ['ns1.fra'] };
    expect(catchmentOf([alone], SITES)[0]).not.toHaveProperty('shares');
  });

  it.each([
    ['nothing answers', [NONE, NONE, NONE], { kind: 'unanswered', reason: 'no servers could be reached' }],
    ['nothing was asked', [], { kind: 'unanswered', reason: 'not asked' }],
    [
      'the answer is an error',
      [reply('ns1.fra', undefined, 'SERVFAIL')],
      { kind: 'rcode', rcode: 'SERVFAIL' },
    ],
    ['the server has no name', [reply(null)], { kind: 'anonymous' }],
    ['the server is not ours', [reply('ns9.xyz')], { kind: 'unknown-server', server: 'ns9.xyz' }],
    [
      'one answer bears two names',
      [reply('ns1.fra'), reply('ns1.fra', 'ns1.fra'), reply('ns1.fra', 'ns2.fra')],
      { kind: 'disagreement', nsid: 'ns1.fra', chaos: 'ns2.fra' },
    ],
    [
      'two answers come from two sites',
      [reply('ns1.fra'), reply(null, 'ns1.sin')],
      { kind: 'disagreement', nsid: 'ns1.fra', chaos: 'ns1.sin' },
    ],
    [
      'the CHAOS name is unknown',
      [reply('ns1.fra'), reply(null, 'localhost')],
      { kind: 'disagreement', nsid: 'ns1.fra', chaos: 'localhost' },
    ],
  ])('has a problem when %s', (_, replies, problem) => {
    expect(entry(...replies)?.problem).toEqual(problem);
  });

  it('is sorted by client, service and IP version', () => {
    const probes = [
      { ...probe(NONE), client: 'c2' },
      { ...probe(NONE), family: 6 as const },
      { ...probe(NONE), service: 'a' },
      probe(NONE),
    ];
    expect(catchmentOf(probes, SITES).map((each) => `${each.client} ${each.service} ${each.family}`)).toEqual(
      ['c1 a 4', 'c1 dns 4', 'c1 dns 6', 'c2 dns 4'],
    );
  });
});

describe('checkCatchment', () => {
  const prefixes = [
    { family: 4 as const, prefix: '192.0.2.0/24', address: '192.0.2.53' },
    { family: 6 as const, prefix: '2001:db8:53::/48', address: '2001:db8:53::53' },
  ];
  const services = [
    { name: 'dns', sites: ['fra', 'sin'], prefixes },
    { name: 'other', sites: ['fra'], prefixes },
  ];
  const entries = catchmentOf(
    [probe(reply('ns1.fra')), { ...probe(reply('ns1.sin')), family: 6 }, { ...probe(NONE), client: 'c2' }],
    SITES,
  );

  const check = (expected: ExpectedCatchment, of: Parameters<typeof expectedAnswers>[1] = services) =>
    checkCatchment(entries, expectedAnswers(expected, of));

  it('says nothing of clients that are where they should be, or of whom nothing is expected', () => {
    expect(check({})).toEqual([]);
    const v4 = [{ name: 'dns', sites: ['fra', 'sin'], prefixes: prefixes.slice(0, 1) }];
    expect(check({ c1: 'fra' }, v4)).toEqual([]);
  });

  it('reports every other site, no answer and no entry, for the services of the expected site only', () => {
    const dns = { service: 'dns', expected: 'sin' };
    expect(check({ c1: 'sin', c2: 'sin' })).toEqual([
      { ...dns, client: 'c1', family: 4, seen: 'fra' },
      { ...dns, client: 'c2', family: 4, seen: null },
      { ...dns, client: 'c2', family: 6, seen: null },
    ]);
    expect(check({ c1: 'fra' }).map((each) => `${each.service} ${each.family}`)).toEqual([
      'dns 6',
      'other 4',
      'other 6',
    ]);
  });

  it('looks at each IP version and each service by itself where the topology does', () => {
    const seen = (expected: ExpectedCatchment) =>
      check(expected).map((each) => `${each.service} ${each.family}: ${each.expected} / ${each.seen}`);
    const both = (four: string, six: string) => [
      { service: 'dns', family: 4, site: four } as const,
      { service: 'dns', family: 6, site: six } as const,
    ];
    expect(seen({ c1: both('fra', 'sin') })).toEqual([]);
    expect(seen({ c1: both('sin', 'fra') })).toEqual(['dns 4: sin / fra', 'dns 6: fra / sin']);
    expect(seen({ c1: [{ family: 6, site: 'sin' }] })).toEqual([]);
    expect(seen({ c1: [...both('fra', 'sin'), { service: 'other', site: 'none' }] })).toEqual([]);
    expect(seen({ c1: [{ service: 'other', site: 'fra' }] })).toEqual([
      'other 4: fra / null',
      'other 6: fra / null',
    ]);
  });

  it('holds a client whose queries are shared to be at all of the sites, in whatever order they are written', () => {
    const spread = ['ns1.sin'];
    const shared = catchmentOf([{ ...probe(reply('ns1.fra')), spread }], SITES);
    const v4 = [{ name: 'dns', sites: ['fra', 'sin'], prefixes: prefixes.slice(0, 1) }];
    expect(checkCatchment(shared, expectedAnswers({ c1: 'fra + sin' }, v4))).toEqual([]);
    expect(checkCatchment(shared, expectedAnswers({ c1: 'fra' }, v4))).toMatchObject([
      { expected: 'fra', seen: 'fra + sin' },
    ]);
  });
});
