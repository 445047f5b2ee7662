import { afterEach, describe, expect, it, vi } from 'vitest';
import { answerTo, type Reply, type Responder, type SeenQuery, startResponder } from './responder.ts';
import { type ProberRun, startProber } from './run-prober.ts';

const V4 = '127.0.0.1';
const V6 = '::1';
let responder: Responder | undefined;

afterEach(async () => {
  await responder?.close();
  responder = undefined;
});

const answer = ({ message }: SeenQuery): readonly Reply[] => [{ message: answerTo(message, 'ns1.fra') }];

/** Waits until the responder has been asked so often. */
async function asked(times: number): Promise<void> {
  await vi.waitFor(() => expect(responder?.seen.length).toBeGreaterThanOrEqual(times), {
    ...{ timeout: 10_000, interval: 5 },
  });
}

async function probe(
  behave: (query: SeenQuery) => readonly Reply[],
  { targets = [V4], args = [] as readonly string[] } = {},
): Promise<ProberRun> {
  responder = await startResponder(behave);
  const prober = startProber([
    ...targets.flatMap((target) => ['--target', target]),
    ...['--name', 'www.anycast.test', '--port', String(responder.port), '--interval-ms', '10'],
    ...['--timeout-ms', '100', '--late-ms', '200', '--max-s', '0.3'],
    ...args,
  ]);
  return prober.done;
}

describe('the prober', () => {
  it('asks both IP versions at its interval and names the server that answered', async () => {
    const { records, queries, totals } = await probe(answer, { targets: [V4, V6] });
    const start = records[0];
    expect(start).toMatchObject({
      event: 'start',
      version: 1,
      interval: 10_000,
      timeout: 100_000,
      targets: [V4, V6],
    });
    for (const target of [V4, V6]) {
      const mine = queries.filter((query) => query['target'] === target);
      expect(mine.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, index) => index));
      for (const query of mine) {
        expect(query).toMatchObject({ server: 'ns1.fra', rcode: 'NOERROR' });
        expect(Number(query['received'])).toBeGreaterThan(Number(query['sent']));
        // Never before its deadline: lateness does not add up.
        expect(Number(query['sent'])).toBeGreaterThanOrEqual(
          Number(start?.['start']) + Number(query['seq']) * 10_000,
        );
      }
      expect(totals.get(target)).toMatchObject({ sent: 30, answered: 30, late: 0, lost: 0, duplicates: 0 });
    }
  });

  it('asks for the NSID with a source port of its own for each query', async () => {
    await probe(answer);
    const seen = responder?.seen ?? [];
    expect(new Set(seen.map(({ port }) => port)).size).toBe(30);
    expect(new Set(seen.map(({ message }) => message.readUInt16BE(0))).size).toBeGreaterThan(28);
    const query = seen[0]?.message.subarray(2).toString('hex');
    const question = `03777777${'07616e7963617374'}0474657374${'00'}00010001`;
    expect(query).toBe(`01000001000000000001${question}00002904d000000000${'0004'}00030000`);
  });

  it('asks a target for the name that stands beside it', async () => {
    await probe(answer, { targets: [`${V4}=a.example`] });
    expect(responder?.seen[0]?.message.subarray(12, 23).toString('latin1')).toBe('\x01a\x07example\0');
  });

  it('asks a resolver for names, one of them new each time, and calls targets by these', async () => {
    const names = ['www.a.example', '*.a.example'];
    const { queries, totals } = await probe(answer, { targets: names, args: ['--through', V4] });
    expect([...totals.keys()]).toEqual(names);
    const asked = (responder?.seen ?? []).map(({ message }) => message.subarray(12, -19).toString('latin1'));
    expect(asked.filter((name) => name === '\x03www\x01a\x07example\0')).toHaveLength(30);
    // A label of 13 characters, a new one each time.
    const fresh = asked.filter((name) => name.startsWith('\ru') && name.slice(14) === '\x01a\x07example\0');
    expect(new Set(fresh).size).toBe(30);
    expect(queries.every(({ rcode }) => rcode === 'NOERROR')).toBe(true);
  });

  it('reports what is never answered as lost, and goes on sending meanwhile', async () => {
    const { queries, totals } = await probe((query) =>
      query.index >= 10 && query.index < 20 ? [] : answer(query),
    );
    const lost = queries.filter(({ received }) => received === null);
    expect(lost.map(({ seq }) => seq)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(lost[0]).toMatchObject({ server: null, rcode: null });
    // By these a capture tells where it went.
    const asSent = (responder?.seen ?? []).map(({ port, message }) => ({
      port,
      id: message.readUInt16BE(0),
    }));
    expect(lost.map(({ port, id }) => ({ port, id }))).toEqual(asSent.slice(10, 20));
    expect(queries.filter((query) => 'port' in query)).toEqual(lost);
    expect(totals.get(V4)).toMatchObject({ sent: 30, answered: 20, lost: 10 });
  });

  it('takes receive times from the arrival, not from when it looks', async () => {
    const { queries } = await probe(({ message }) => [{ message: answerTo(message, 'ns1.fra'), delay: 25 }]);
    const trips = queries
      .map(({ sent, received }) => (Number(received) - Number(sent)) / 1000)
      .sort((a, b) => a - b);
    // It looks every 50 ms: the median would be near 50.
    expect(trips[15]).toBeGreaterThan(24);
    expect(trips[15]).toBeLessThan(35);
  });

  it('tells an answer after the timeout from one in time, and from none', async () => {
    const { queries, totals } = await probe(({ message, index }) => [
      { message: answerTo(message, 'ns1.fra'), delay: index === 3 ? 150 : index === 4 ? 400 : 0 },
    ]);
    expect(queries.find(({ seq }) => seq === 3)).toMatchObject({
      ...{ late: true, server: 'ns1.fra', port: responder?.seen[3]?.port },
    });
    expect(queries.find(({ seq }) => seq === 4)).toMatchObject({ received: null });
    expect(totals.get(V4)).toMatchObject({ sent: 30, answered: 28, late: 1, lost: 1 });
  });

  it('counts duplicates', async () => {
    const { records, totals } = await probe((query) =>
      query.index === 5
        ? [...answer(query), { message: answerTo(query.message, 'ns2.fra'), delay: 60 }]
        : answer(query),
    );
    expect(records.filter(({ event }) => event === 'duplicate')).toMatchObject([
      { target: V4, seq: 5, server: 'ns2.fra' },
    ]);
    expect(totals.get(V4)).toMatchObject({ answered: 30, duplicates: 1 });
  });

  it('takes no answer with a wrong id, another question or no header', async () => {
    const { totals } = await probe((query) => {
      const message = answerTo(query.message, 'ns1.fra');
      if (query.index === 1) message.writeUInt16BE(message.readUInt16BE(0) ^ 1, 0);
      if (query.index === 2) message.write('x', 13);
      if (query.index === 3) return [{ message: message.subarray(0, 7) }];
      if (query.index === 4) return [{ message: query.message }];
      if (query.index === 5) return [{ message: message.subarray(0, message.length - 3) }];
      return [{ message }];
    });
    expect(totals.get(V4)).toMatchObject({ sent: 30, answered: 25, lost: 5, mismatched: 5 });
  });

  it('reports answers without NSID and answers with an error', async () => {
    const { queries } = await probe(({ message, index }) => [
      { message: index === 0 ? answerTo(message, null) : answerTo(message, 'ns1.fra', 5) },
    ]);
    expect(queries[0]).toMatchObject({ server: null, rcode: 'NOERROR' });
    expect(queries[1]).toMatchObject({ server: 'ns1.fra', rcode: 'REFUSED' });
  });

  it('notes that the network refused a query', async () => {
    const { queries, totals } = await probe(answer, { targets: ['127.0.0.2'] });
    expect(queries[0]).toMatchObject({ received: null, error: 'ECONNREFUSED' });
    expect(totals.get('127.0.0.2')).toMatchObject({ sent: 30, lost: 30, dropped: 0 });
  });

  it('counts a query that cannot be sent as lost, at once, with its reason', async () => {
    // A broadcast address: connect() refuses it.
    const { queries, totals } = await probe(answer, {
      targets: ['255.255.255.255'],
      args: ['--max-s', '0.05'],
    });
    expect(queries).toHaveLength(5);
    expect(queries[0]?.['error']).toMatch(/^E/);
    expect(totals.get('255.255.255.255')).toMatchObject({ sent: 5, lost: 5, dropped: 0 });
  });

  it.each([
    ['its stdin ends', (child: ReturnType<typeof startProber>['child']) => child.stdin?.end()],
    ['it gets SIGTERM', (child: ReturnType<typeof startProber>['child']) => child.kill('SIGTERM')],
    ['it gets SIGINT', (child: ReturnType<typeof startProber>['child']) => child.kill('SIGINT')],
  ])('ends when %s, and waits for what is under way', async (_, stop) => {
    responder = await startResponder(({ message }) => [{ message: answerTo(message, 'ns1.fra'), delay: 80 }]);
    const prober = startProber(['--target', V4, '--port', String(responder.port), '--max-s', '30']);
    await asked(20);
    stop(prober.child);
    const { totals } = await prober.done;
    const { sent, answered } = totals.get(V4) ?? {};
    expect(answered).toBe(sent);
    expect(Number(sent)).toBeGreaterThan(10);
    expect(Number(sent)).toBeLessThan(100);
  });

  it('says that it fell behind when it was kept from running', async () => {
    responder = await startResponder(answer);
    const prober = startProber(['--target', V4, '--port', String(responder.port), '--max-s', '0.5']);
    await asked(1);
    prober.child.kill('SIGSTOP');
    const stopped = performance.now();
    await vi.waitFor(() => expect(performance.now() - stopped).toBeGreaterThan(200), { interval: 5 });
    prober.child.kill('SIGCONT');
    const totals = (await prober.done).totals.get(V4);
    expect(Number(totals?.['behind'])).toBeGreaterThan(10);
    expect(Number(totals?.['maxLateness'])).toBeGreaterThan(150_000);
    expect(totals?.['answered']).toBe(totals?.['sent']);
  });

  it('keeps every line when its reader stalls', async () => {
    responder = await startResponder(answer);
    const args = ['--target', V4, '--target', V6, '--port', String(responder.port), '--interval-ms', '1'];
    const prober = startProber([...args, '--max-s', '1.5']);
    prober.child.stdout?.pause();
    // Their lines are more than a pipe holds.
    await asked(1500);
    prober.child.stdout?.resume();
    const { queries, totals } = await prober.done;
    const sent = Number(totals.get(V4)?.['sent']) + Number(totals.get(V6)?.['sent']);
    expect(sent).toBeGreaterThan(2000);
    expect(queries).toHaveLength(sent);
  });

  it.each([
    [['--target', 'not-an-address'], /--target not-an-address/],
    [['--target', V4, '--interval-ms', '0'], /--interval-ms must be/],
    [['--target', V4, '--max-s', 'nan'], /--max-s must be/],
    [['--target', `${V4}=${'a'.repeat(64)}.test`], /longer than DNS allows/],
  ])('refuses %j', async (args, message) => {
    await expect(startProber(args).done).rejects.toThrow(message);
  });
});
