import { expect, it } from 'vitest';
import { normalData } from '../../src/topology/health-question.ts';

it.each([
  ['MX', '010 Mail.a.test.', '10 mail.a.test'],
  ['MX', '65535 mail', '65535 mail'],
  ['MX', '65536 mail', undefined],
  ['MX', '10', undefined],
  ['SOA', 'ns hostmaster 1 3600 600 86400 4294967295', 'ns hostmaster 1 3600 600 86400 4294967295'],
  ['SOA', 'ns hostmaster 1 3600 600 86400 4294967296', undefined],
  ['SOA', 'ns hostmaster 1 3600 600 86400 60 60', undefined],
] as const)('data of %s is written as a health check reads it: %s', (type, written, read) => {
  expect(normalData(type, written)).toBe(read);
});
