/** The other way round: samples out of the text format of Prometheus, as programs of ours write it. Pure. */
import type { Metric } from './prometheus.ts';

const SAMPLE = /^([a-zA-Z_:][\w:]*)\{(.*)\} (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Counters and gauges that have labels; what else there is in the text is left out. */
export function readPrometheus(text: string): readonly Metric[] {
  const found = new Map<string, { help: string; type: string; samples: Metric['samples'][number][] }>();
  const metric = (name: string) => {
    const known = found.get(name) ?? { help: '', type: '', samples: [] };
    found.set(name, known);
    return known;
  };
  for (const line of text.split('\n')) {
    const [, what, about = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (what === 'HELP') metric(about).help = unescaped(rest);
    if (what === 'TYPE') metric(about).type = rest;
    const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
    if (name === undefined) continue;
    const pairs = [...labels.matchAll(LABEL)].map(([, key = '', text = '']) => [key, unescaped(text)]);
    metric(name).samples.push({ labels: Object.fromEntries(pairs), value: Number(value) });
  }
  return [...found].flatMap(([name, { help, type, samples }]) =>
    type === 'counter' || type === 'gauge' ? [{ name, type, help, samples }] : [],
  );
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}
