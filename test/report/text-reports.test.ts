import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { renderJunit } from '../../src/report/junit.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import type { Result } from '../../src/report/result.ts';
import { bigResult, matrixResult, mixedResult } from './results.ts';

interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Element[];
}

/** Parses with expat, which refuses what is not well-formed. */
async function parseXml(xml: string): Promise<Element> {
  const program = `
import json, sys, xml.etree.ElementTree as tree
def element(e): return dict(tag=e.tag, attributes=e.attrib, text=e.text or '', children=[element(c) for c in e])
print(json.dumps(element(tree.fromstring(sys.stdin.buffer.read()))))`;
  return JSON.parse((await execa('python3', ['-c', program], { input: xml })).stdout);
}

const named = ({ children }: Element, tag: string) => children.filter((child) => child.tag === tag);

/** A name that tries to end every kind of text it could stand in. */
const HOSTILE = '</failure>]]>"\'`|<script>&\u0000\ud800\n# x';

function hostileResult(): Result {
  const [lab] = mixedResult().labs;
  if (lab === undefined) throw new Error('there is no lab');
  const checks = lab.catchment.checks.map((check) => ({ ...check, seen: HOSTILE, evidence: [HOSTILE] }));
  const scenarios = lab.scenarios.map((scenario) => ({ ...scenario, name: HOSTILE, problem: HOSTILE }));
  return {
    labs: [{ ...lab, problem: HOSTILE, notes: [HOSTILE], catchment: { entries: [], checks }, scenarios }],
  };
}

describe('renderJunit', () => {
  it('is as it was', async () => {
    await expect(renderJunit(mixedResult())).toMatchFileSnapshot('../golden/report/mixed.junit.xml');
  });

  it.each([
    ['mixed', mixedResult()],
    ['hostile', hostileResult()],
    ['matrix', matrixResult()],
    ['empty', { labs: [] }],
  ])('is well-formed, and what readers of JUnit need is there (%s)', async (_, result) => {
    const root = await parseXml(renderJunit(result));
    expect(root.tag).toBe('testsuites');
    const suites = named(root, 'testsuite');
    expect(suites).toHaveLength(root.children.length);
    const cases = suites.flatMap((suite) => named(suite, 'testcase'));
    for (const each of [root, ...suites]) {
      const own = each === root ? cases : named(each, 'testcase');
      const having = (tag: string) => own.filter((one) => named(one, tag).length > 0).length;
      expect(each.attributes).toMatchObject({
        ...{ tests: `${own.length}`, failures: `${having('failure')}`, errors: `${having('error')}` },
        time: expect.stringMatching(/^\d+\.\d{3}$/),
      });
    }
    for (const { attributes, children } of cases) {
      expect(attributes).toMatchObject({
        name: expect.stringMatching(/./),
        classname: expect.stringMatching(/./),
        time: expect.stringMatching(/^\d+\.\d{3}$/),
      });
      for (const child of children) {
        expect(['failure', 'error']).toContain(child.tag);
        expect(child.attributes['message']).toMatch(/./);
        // In an attribute XML turns the end of a line into a space.
        expect(child.text.replaceAll('\n', ' ')).toContain(child.attributes['message']);
      }
    }
  });

  it('says what was expected and what was seen, and tells a failure from a broken run', async () => {
    const suites = named(await parseXml(renderJunit(mixedResult())), 'testsuite');
    const troubles = suites.flatMap((suite) =>
      named(suite, 'testcase').flatMap(({ attributes, children }) =>
        children.map(({ tag, attributes: { message } }) => [attributes['name'], tag, message]),
      ),
    );
    expect(troubles).toContainEqual([
      'step 1: c1 IPv4 outage < 20ms',
      'failure',
      'expected < 20ms, seen 30 ms',
    ]);
    expect(troubles).toContainEqual([
      ...['the scenario is carried out', 'error'],
      'c1 sent 9 of 40 queries to dns over IPv4 late, by up to 31 ms: the machine was too busy for this rate, and a longer --interval may do',
    ]);
  });

  it('gives every case of a suite a name of its own', async () => {
    for (const suite of named(await parseXml(renderJunit(mixedResult())), 'testsuite')) {
      const names = named(suite, 'testcase').map(({ attributes }) => attributes['name']);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});

describe('renderMarkdown', () => {
  it('is as it was', async () => {
    await expect(renderMarkdown(mixedResult())).toMatchFileSnapshot('../golden/report/mixed.md');
  });

  it('tells the spread where a scenario was repeated', async () => {
    await expect(renderMarkdown(matrixResult())).toMatchFileSnapshot('../golden/report/matrix.md');
  });

  it('shows hostile text as text, every table row in one line', () => {
    const markdown = renderMarkdown(hostileResult());
    expect(markdown).not.toMatch(/<script|<\/failure/);
    const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
    const cells = lines.map((line) => line.split('|').length);
    expect(new Set(cells.slice(0, 4))).toEqual(new Set([6]));
    expect(markdown).not.toMatch(/^# x/m);
  });

  it('stays within what a job summary may have, and says what it leaves out', () => {
    const [lab] = bigResult().labs;
    if (lab === undefined) throw new Error('there is no lab');
    const [scenario] = lab.scenarios;
    if (scenario?.run == null) throw new Error('there is no run');
    const few = scenario.run.record.series.map((one) => ({
      ...one,
      samples: one.samples.filter(({ seq }) => seq % 500 === 0),
    }));
    const run = { ...scenario.run, record: { ...scenario.run.record, series: few } };
    const scenarios = [...Array(200).keys()].map((index) => ({ ...scenario, name: `s${index}`, run }));
    const markdown = renderMarkdown({ labs: [{ ...lab, scenarios }] });
    expect(Buffer.byteLength(markdown)).toBeLessThan(1024 * 1024);
    expect(markdown).toContain('More details would not fit');
    expect(markdown.match(/<details>/g)?.length).toBe(markdown.match(/<\/details>/g)?.length);
  }, 60_000);
});
