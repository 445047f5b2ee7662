/** Samples in the text format of Prometheus, version 0.0.4. Pure. */

export interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  /** A sentence; one line. */
  readonly help: string;
  readonly samples: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
}

/** All metrics that have samples, a line each, with HELP and TYPE before the first of each. */
export function prometheusText(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, type, help, samples }) =>
      [
        `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
        `# TYPE ${name} ${type}`,
        ...samples.map(({ labels, value }) => `${name}{${labelText(labels)}} ${value}`),
      ]
        .map((line) => `${line}\n`)
        .join(''),
    )
    .join('');
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const escaped = (text: string): string =>
    text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',');
}
