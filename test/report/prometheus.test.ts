import { expect, it } from 'vitest';
import { prometheusText } from '../../src/report/prometheus.ts';

it('writes each metric with its help and type, escapes labels, and leaves out what has no samples', () => {
  const text = prometheusText([
    { name: 'nothing', type: 'gauge', help: 'None.', samples: [] },
    {
      ...{ name: 'queries_total', type: 'counter', help: 'What came.' },
      samples: [
        { labels: { site: 'fra', server: 'ns1.fra' }, value: 12 },
        { labels: { site: 'a"b\\c' }, value: 0 },
      ],
    },
  ]);
  expect(text).toBe(
    [
      '# HELP queries_total What came.',
      '# TYPE queries_total counter',
      'queries_total{site="fra",server="ns1.fra"} 12',
      'queries_total{site="a\\"b\\\\c"} 0',
      '',
    ].join('\n'),
  );
});
