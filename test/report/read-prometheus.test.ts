import { describe, expect, it } from 'vitest';
import { type Metric, prometheusText } from '../../src/report/prometheus.ts';
import { readPrometheus } from '../../src/report/read-prometheus.ts';

describe('the text format of Prometheus', () => {
  it('is read as it was written', () => {
    const metrics: readonly Metric[] = [
      {
        ...{ name: 'queries_total', type: 'counter', help: 'A back\\slash\nand a line.' },
        samples: [
          { labels: { server: 'ns1.fra', odd: 'a "b", c\\d\n}' }, value: 7 },
          { labels: { server: 'ns2.fra' }, value: 1795320723.677 },
        ],
      },
      { name: 'up', type: 'gauge', help: 'Whether.', samples: [{ labels: { a: '' }, value: 0 }] },
    ];
    expect(readPrometheus(prometheusText(metrics))).toEqual(metrics);
  });

  it('is left out where it is of another kind, or none at all', () => {
    const text = '# TYPE h histogram\nh_bucket{le="1"} 3\nh{a="b"} 1\nnonsense\n\n{} 1\n';
    expect(readPrometheus(text)).toEqual([]);
  });
});
