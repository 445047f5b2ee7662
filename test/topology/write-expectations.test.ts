import { describe, expect, it } from 'vitest';
import { writeExpectations } from '../../src/topology/write-expectations.ts';

const HEAD = '# a lab\nsites: { fra: , nyc: } # two\nlinks:\n  - a -> b   # odd   spaces\n';
const NEW = { berlin: 'nyc', paris: 'fra' };

describe('writeExpectations', () => {
  it.each([
    ['appends it', HEAD, `${HEAD}\nexpect:\n  catchment:\n    berlin: nyc\n    paris: fra\n`],
    [
      'appends it after a last line without an end',
      'a: 1',
      'a: 1\n\nexpect:\n  catchment:\n    berlin: nyc\n    paris: fra\n',
    ],
    [
      'fills an empty one in',
      `expect: # soon\n${HEAD}`,
      `expect:\n  catchment:\n    berlin: nyc\n    paris: fra # soon\n${HEAD}`,
    ],
    [
      'fills empty catchments in',
      `expect:\n    catchment:\n${HEAD}`,
      `expect:\n    catchment:\n      berlin: nyc\n      paris: fra\n${HEAD}`,
    ],
    [
      'changes a block line by line',
      `expect:\n  # why\n  catchment:\n    berlin: fra # home\n    rome: nyc\n    "paris":   'nyc' # odd\n${HEAD}`,
      `expect:\n  # why\n  catchment:\n    berlin: nyc # home\n    "paris":   fra # odd\n${HEAD}`,
    ],
    [
      'adds to a block',
      `${HEAD}expect:\n  catchment:\n    paris: fra # stays`,
      `${HEAD}expect:\n  catchment:\n    paris: fra # stays\n    berlin: nyc`,
    ],
    [
      'adds to a block in the middle',
      `expect:\n  catchment:\n    paris: fra # stays\n${HEAD}`,
      `expect:\n  catchment:\n    paris: fra # stays\n    berlin: nyc\n${HEAD}`,
    ],
    [
      'replaces a flow mapping',
      `expect: { catchment: { rome: fra } } # flow\n${HEAD}`,
      `expect: { catchment: { berlin: nyc, paris: fra } } # flow\n${HEAD}`,
    ],
    [
      'replaces a flow mapping in a block',
      `expect:\n  catchment: { rome: fra } # flow\n${HEAD}`,
      `expect:\n  catchment: { berlin: nyc, paris: fra } # flow\n${HEAD}`,
    ],
    [
      'fills an empty flow mapping',
      `expect: {}\n${HEAD}`,
      `expect: { catchment: { berlin: nyc, paris: fra } }\n${HEAD}`,
    ],
  ])('%s', (_what, source, expected) => {
    expect(writeExpectations(source, NEW)).toBe(expected);
  });

  it('writes what differs by IP version or service on one line, and changes that again', () => {
    const split = {
      berlin: [
        { family: 4, site: 'nyc' },
        { family: 6, site: 'fra' },
      ],
      paris: [
        { service: 'eu', family: 4, site: 'fra' },
        { service: 'eu', family: 6, site: 'nyc' },
        { service: 'all', site: 'nyc' },
      ],
    } as const;
    const berlin = '{ v4: nyc, v6: fra }';
    const paris = '{ eu: { v4: fra, v6: nyc }, all: nyc }';
    const block = (b: string, p: string) =>
      `expect:\n  catchment:\n    berlin: ${b} # one\n    paris: ${p} # two\n`;
    expect(writeExpectations(block('nyc', 'fra'), split)).toBe(block(berlin, paris));
    expect(writeExpectations(block(berlin, paris), NEW)).toBe(block('nyc', 'fra'));
    expect(writeExpectations(block(berlin, paris), split)).toBe(block(berlin, paris));
    expect(writeExpectations(`expect: {}\n`, split)).toBe(
      `expect: { catchment: { berlin: ${berlin}, paris: ${paris} } }\n`,
    );
  });

  it('changes nothing where nothing is to be changed', () => {
    const source = `expect:\n  catchment:\n    paris:   fra # stays\n    berlin: "nyc"\n${HEAD}`;
    expect(writeExpectations(source, NEW)).toBe(source);
  });

  it.each([
    ['an alias', `x: &home fra\nexpect:\n  catchment:\n    berlin: *home\n`],
    ['an alias for all', `x: &all { rome: fra }\nexpect:\n  catchment: *all\n`],
    ['a comment that would be lost', `expect: { catchment: { # why\n  rome: fra } }\n`],
    ['what is no mapping', `expect: [berlin]\n`],
    ['broken YAML', 'expect: {'],
  ])('does not touch %s', (_what, source) => {
    expect(writeExpectations(source, NEW)).toBeUndefined();
  });
});
