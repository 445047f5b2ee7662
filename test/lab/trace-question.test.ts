import { expect, it } from 'vitest';
import { impossibleQuestion } from '../../src/lab/trace-question.ts';

it.each([
  ['www.anycast.test', 'A'],
  ['WWW.anycast.test.', 'TXT'],
  ['_dns.anycast.test', 'SVCB'],
  ['1.2.0.192.in-addr.arpa', 'PTR'],
  ['.', 'NS'],
])('%s %s can be asked for', (name, type) => {
  expect(impossibleQuestion(name, type)).toBeUndefined();
});

it.each([
  ['a..b', 'A', '"a..b" is no domain name'],
  [`${'a'.repeat(64)}.test`, 'A', 'is no domain name'],
  ['-x', 'A', '"-x" is no domain name'],
  ['', 'A', '"" is no domain name'],
  ['www.anycast.test', 'FOO', '"FOO" is no type of records'],
  ['www.anycast.test', 'ANY', '"ANY" is no type of records'],
])('%s %s cannot: %s', (name, type, why) => {
  expect(impossibleQuestion(name, type)?.why).toContain(why);
});
