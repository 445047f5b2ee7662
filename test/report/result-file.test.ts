import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seriesOf } from '../../src/measure/outage.ts';
import { measureRun } from '../../src/measure/run-figures.ts';
import type { QuerySample } from '../../src/measure/samples.ts';
import { withoutPasswords } from '../../src/plan/hide-passwords.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { decodeResult, encodeResult, ResultFileError } from '../../src/report/result-file.ts';
import { resultSchemaJson } from '../../src/report/result-schema.ts';
import { fromColumns, toColumns } from '../../src/report/sample-columns.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { SOURCE } from '../measure/recorded-run.ts';
import { bigResult, FORENSICS, matrixResult, mixedResult, randomNumbers } from './results.ts';

/** Any samples that a prober could report: lost, late, dropped, refused, with gaps in the numbers, in any order. */
function randomSamples(seed: number): readonly QuerySample[] {
  const random = randomNumbers(seed);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const base = Math.floor(random() * 2 ** 50);
  const series = [...Array(1 + Math.floor(random() * 4)).keys()].flatMap((index) =>
    [...Array(Math.floor(random() * 60)).keys()]
      .filter(() => seed % 2 === 0 || random() < 0.8)
      .map((seq): QuerySample => {
        const sentAt = base + seq * 10_000 + Math.floor(random() * 5_000);
        const server = one([null, 'ns1.fra', 'ns 1', '"\u2028']);
        return {
          ...{
            client: `c${index}`,
            service: one(['dns', 'web']),
            family: one([4, 6] as const),
            seq,
            sentAt,
            server,
          },
          ...{
            receivedAt: one([null, sentAt, sentAt + Math.floor(random() * 3_000_000)]),
            late: random() < 0.2,
          },
          ...{ site: one([null, 'fra']), rcode: one([null, 'NOERROR', 'SERVFAIL']), dropped: random() < 0.1 },
          ...(random() < 0.1 ? { error: one(['ECONNREFUSED', 'ENOBUFS']) } : {}),
        };
      }),
  );
  return series.toSorted(() => random() - 0.5);
}

const sorted = (samples: readonly QuerySample[]) =>
  samples.map((sample) => JSON.stringify(Object.entries(sample).sort())).sort();

describe('sample columns', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))('give back every sample (%i)', (seed) => {
    const samples = randomSamples(seed);
    expect(
      sorted(
        fromColumns(JSON.parse(JSON.stringify(toColumns(seriesOf(samples))))).flatMap((one) => one.samples),
      ),
    ).toEqual(sorted(samples));
  });
});

describe('a result file', () => {
  it.each([
    ['mixed', mixedResult()],
    ['matrix', matrixResult()],
  ])('gives back all of a result (%s)', (_, result) => {
    expect(decodeResult([...encodeResult(result)].join(''))).toEqual(result);
  });

  it('comes in pieces, of one series at most: no string could hold a long run', () => {
    const result = mixedResult();
    const series = result.labs.flatMap(({ scenarios }) =>
      scenarios.flatMap(({ run }) => run?.record.series.map(({ samples }) => samples.length) ?? []),
    );
    const pieces = [...encodeResult(result)].map((piece) => piece.split('"sentAt":').length - 1);
    expect(Math.max(...pieces)).toBe(1);
    expect(pieces.filter((count) => count === 1)).toHaveLength(series.length);
  });

  it('keeps what became of lost queries, and what only a later version knows', () => {
    const result = mixedResult();
    const [lab] = result.labs;
    const [scenario] = lab?.scenarios ?? [];
    const extended = {
      labs: [{ ...lab, scenarios: [{ ...scenario, forensics: FORENSICS, later: 1 }] }],
    } as unknown as typeof result;
    expect(decodeResult([...encodeResult(extended)].join(''))).toEqual(extended);
  });

  it('of 24 clients with 60 s of queries is small, quickly read, and gives the same figures', () => {
    const result = bigResult();
    const started = process.cpuUsage();
    const text = [...encodeResult(result)].join('');
    const decoded = decodeResult(text);
    const { user, system } = process.cpuUsage(started);
    // 0.7 s of processor time where nothing else runs; the clock would tell what else does.
    expect((user + system) / 1e6).toBeLessThan(4);
    expect(text.length).toBeLessThan(10_000_000);
    const figures = ({ labs: [lab] }: typeof result) => {
      const run = lab?.scenarios[0]?.run;
      return lab && run && measureRun(lab.plan, run);
    };
    const before = figures(result);
    expect(before?.[0]?.outcomes.some(({ lost }) => lost > 0)).toBe(true);
    expect(figures(decoded)).toEqual(before);
  }, 30_000);

  it('has no password of a session, neither in the plan nor in the topology, which is one all the same', () => {
    const source = SOURCE.replace('[fra -> t', '[{ link: fra -> t, password: s3cret }');
    const parsed = parseTopology(source, 'lab.yaml');
    if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
    const [lab] = mixedResult().labs;
    if (lab === undefined) throw new Error('no lab');
    const plan = planLab(parsed.topology);
    const text = [...encodeResult({ labs: [{ ...lab, plan, topology: { ...lab.topology, source } }] })].join(
      '',
    );
    expect(text).not.toContain('s3cret');
    const [kept] = decodeResult(text).labs;
    expect(kept?.plan).toEqual(withoutPasswords(plan));
    expect(parseTopology(kept?.topology.source ?? '', 'lab.yaml')).toHaveProperty('topology');
  });

  const text = [...encodeResult(mixedResult())].join('');
  const changed = (change: (file: Record<string, unknown>) => void) => {
    const file = JSON.parse(text);
    change(file);
    return JSON.stringify(file);
  };
  it.each([
    ['cut short', text.slice(0, text.length / 2), 'is not JSON: it was cut short, or is something else'],
    ['empty', '', 'is not JSON: it was cut short, or is something else'],
    ['something else', '{"name": "x"}', 'is not a result of anycast-lab'],
    ['null', 'null', 'is not a result of anycast-lab'],
    [
      'of another version',
      changed((file) => Object.assign(file, { version: 2 })),
      'is a result of version 2, and this anycast-lab reads version 1',
    ],
    [
      'without its labs',
      changed((file) => delete file['labs']),
      'is damaged: labs: Invalid input: expected array, received undefined',
    ],
    [
      'with columns of different lengths',
      text.replace('"sentAt":[0,', '"sentAt":['),
      'is damaged: labs[0].scenarios[0].run.samples.series[0]: the columns of a series differ in length',
    ],
    [
      'with a fate that is not there',
      text.replace('"fate":[0,', '"fate":[99,'),
      'is damaged: labs[0].scenarios[0].run.samples: a sample has a fate that is not there',
    ],
  ])('that is %s is one clear error', (_, broken, message) => {
    expect(() => decodeResult(broken)).toThrow(new ResultFileError(message));
  });

  it('has its schema in result.schema.json, as `npm run generate` writes it', () => {
    expect(readFileSync(new URL('../../result.schema.json', import.meta.url), 'utf8')).toBe(
      resultSchemaJson(),
    );
  });
});
