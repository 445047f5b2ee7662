import { normalData } from './health-question.ts';
import { type BfdForm, type HealthForm, readMaxStale } from './schema-detection.ts';
import type { Bfd, HealthCheck } from './topology.ts';

/** A dead server is out of its site's route after two to two and a half seconds, and one lost packet takes nothing out. */
export const DEFAULT_HEALTH: HealthCheck = { interval: 1, fall: 2, rise: 2 };

/** FRR's own defaults. */
const DEFAULT_BFD: Bfd = { interval: 300, multiplier: 3 };

/** What a file says of health checks; null: there are none. */
export function readHealth(form: HealthForm): HealthCheck | null {
  if (form === 'none') return null;
  const maxStale = form['max-stale'] === undefined ? undefined : readMaxStale(form['max-stale']);
  return {
    interval: form.interval ?? DEFAULT_HEALTH.interval,
    fall: form.fall ?? DEFAULT_HEALTH.fall,
    rise: form.rise ?? DEFAULT_HEALTH.rise,
    ...(maxStale === undefined ? {} : { maxStale }),
    ...(form.timeout === undefined ? {} : { timeout: form.timeout }),
    ...readQuestion(form),
    ...(form['when-all-fail'] === 'last-site-stays' ? { lastSiteStays: true } : {}),
  };
}

function readQuestion({
  query,
  expect,
}: Exclude<HealthForm, string>): Pick<HealthCheck, 'question' | 'expect'> {
  const type = query?.type ?? 'SOA';
  const { rcode, answer } = expect ?? {};
  const data = answer === undefined ? undefined : normalData(type, answer);
  return {
    ...(query === undefined
      ? {}
      : { question: { type, ...(query.name === undefined ? {} : { name: query.name }) } }),
    ...(expect === undefined
      ? {}
      : {
          expect: {
            ...(rcode === undefined ? {} : { rcode }),
            ...(data === undefined ? {} : { answer: data }),
          },
        }),
  };
}

/** What a file says of BFD; null: it is off. */
export function readBfd(form: BfdForm): Bfd | null {
  if (form === false) return null;
  if (form === true) return DEFAULT_BFD;
  return {
    interval: form.interval ?? DEFAULT_BFD.interval,
    multiplier: form.multiplier ?? DEFAULT_BFD.multiplier,
  };
}
