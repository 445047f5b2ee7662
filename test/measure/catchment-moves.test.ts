import { describe, expect, it } from 'vitest';
import { type Answered, compareCatchments, sharesOf } from '../../src/measure/catchment-moves.ts';

const answered = (client: string, family: 4 | 6, site: string | null, service = 'dns'): Answered => ({
  client,
  service,
  family,
  site,
});

describe('two catchments', () => {
  it('differ by client, service and IP version', () => {
    const before = [answered('anna', 4, 'fra'), answered('anna', 6, 'fra'), answered('bo', 4, null)];
    const after = [answered('bo', 4, 'nyc'), answered('anna', 6, null), answered('anna', 4, 'fra')];
    expect(compareCatchments(before, after)).toEqual({
      moves: [
        { client: 'bo', service: 'dns', family: 4, from: null, to: 'nyc' },
        { client: 'anna', service: 'dns', family: 6, from: 'fra', to: null },
      ],
      onlyBefore: [],
      onlyAfter: [],
    });
  });

  it('may tell of different clients and services', () => {
    const before = [answered('anna', 4, 'fra'), answered('anna', 4, 'fra', 'web')];
    const after = [answered('anna', 4, 'fra'), answered('cleo', 4, 'fra')];
    expect(compareCatchments(before, after)).toEqual({
      moves: [],
      onlyBefore: [answered('anna', 4, 'fra', 'web')],
      onlyAfter: [answered('cleo', 4, 'fra')],
    });
  });
});

describe('the load of sites', () => {
  it('is counted over one IP version, with those whom nobody answers', () => {
    const entries = [
      answered('a', 4, 'fra'),
      answered('b', 4, null),
      answered('c', 4, 'fra'),
      answered('a', 6, 'nyc'),
    ];
    expect(sharesOf(entries, 4, ['fra', 'nyc'])).toEqual([
      { site: 'fra', answers: 2, of: 3 },
      { site: 'nyc', answers: 0, of: 3 },
      { site: null, answers: 1, of: 3 },
    ]);
    expect(sharesOf(entries, 6, ['fra', 'nyc']).map(({ answers }) => answers)).toEqual([0, 1]);
  });

  it('has the parts of a client that several share, as they were counted or evenly', () => {
    const shares = [
      { site: 'fra', server: 'ns1.fra', answers: 16 },
      { site: 'nyc', server: 'ns1.nyc', answers: 8 },
      { site: 'fra', server: 'ns2.fra', answers: 8 },
    ];
    const [counted, saved] = [{ ...answered('a', 4, 'fra + nyc'), shares }, answered('a', 4, 'fra + nyc')];
    const load = (entry: Answered) => sharesOf([entry], 4, ['fra', 'nyc']).map(({ answers }) => answers);
    expect(load(counted)).toEqual([0.8, 0.3]);
    expect(load(saved)).toEqual([0.5, 0.5]);
  });
});
