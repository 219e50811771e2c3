import assert from 'node:assert/strict';
import { isSameBroker, parseTransportUrl } from '../../../core/config/transport-url.ts';

describe('the reader of transport_url', () => {
  it('lists hosts and ports, with their places', () => {
    const text = 'rabbit://nova:p%40w@Mq1:5673,nova:pw@[fd00::1]/nova';
    const url = parseTransportUrl(text)!;
    assert.deepEqual(
      url.hosts.map(({ host, port, part }) => [host, port, text.slice(part.range.start, part.range.end)]),
      [
        ['mq1', 5673, 'Mq1:5673'],
        ['fd00::1', 5672, '[fd00::1]'],
      ],
    );
    assert.equal(url.virtualHost, 'nova');
  });

  it('reads addresses without users, hosts or virtual host', () => {
    assert.deepEqual(parseTransportUrl('rabbit://')?.hosts, []);
    assert.equal(parseTransportUrl('rabbit://mq')?.virtualHost, '');
    assert.equal(parseTransportUrl('rabbit://u:p@mq//')?.virtualHost, '/');
  });

  it('takes no part of a password for a host', () => {
    for (const text of [
      'rabbit://u:12,34@mq/',
      'rabbit://u:12/34@mq/',
      'rabbit://u:12?34@mq',
      'rabbit://u:p:w',
      'nonsense',
    ])
      assert.equal(parseTransportUrl(text), undefined, text);
  });

  it('compares brokers', () => {
    const isSame = (left: string, right: string) => isSameBroker(parseTransportUrl(left)!, parseTransportUrl(right)!);
    assert.ok(isSame('rabbit://a@mq1,a@mq2/nova', 'rabbit://b@MQ2:5672/nova'));
    assert.ok(isSame('rabbit://mq1//', 'rabbit://mq1/'));
    assert.ok(!isSame('rabbit://mq1/nova', 'rabbit://mq1/cell1'));
    assert.ok(!isSame('rabbit://mq1/', 'rabbit://mq1:5671/'));
  });
});
