import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { createRedactor } from '../../../core/text/redact.ts';

/** A text with its secrets between ⟦ and ⟧, as it was written, and which secrets these are. */
function marked(text: string): { written: string; expected: string; secrets: string[] } {
  const secrets: string[] = [];
  const expected = text.replace(/⟦(.*?)⟧/gs, (_, secret: string) => {
    if (!secrets.includes(secret)) secrets.push(secret);
    return `[redacted-${secrets.indexOf(secret) + 1}]`;
  });
  return { written: text.replace(/[⟦⟧]/g, ''), expected, secrets };
}

const fernet = `gAAAAABl${'Zm9vYmFyYmF6cXV4'.repeat(9)}_-==`;
const secretTexts: Readonly<Record<string, string>> = {
  'a database URL': 'connection = mysql+pymysql://nova:⟦s3cr3t⟧@10.77.0.10:3306/nova?charset=utf8',
  'a URL whose password is encoded': 'mysql+pymysql://nova:⟦p%40ss%2Fw%C3%B6rd⟧@db/nova',
  'a URL whose password has an @': 'mysql+pymysql://nova:⟦p@ss⟧@db.example.org/nova',
  'a URL whose password has a slash': 'mysql+pymysql://nova:⟦a/b⟧@db/nova',
  'a transport URL of several hosts':
    'transport_url=rabbit://openstack:⟦one⟧@ctl1:5672,openstack:⟦two⟧@ctl2:5672,openstack:⟦one⟧@ctl3:5672//nova',
  'a transport URL with a comma in the password': 'rabbit://openstack:⟦a,b⟧@ctl1:5672,openstack:⟦c⟧@ctl2:5672/',
  'a transport URL with one user for all': 'rabbit://openstack:⟦pw⟧@ctl1:5672,ctl2:5672//',
  'a URL with an IPv6 address': 'amqp://guest:⟦guest⟧@[fd00::10]:5672/',
  'a URL in JSON with escaped slashes': String.raw`{"connection": "mysql+pymysql:\/\/nova:⟦pw⟧@db\/nova"}`,
  'a URL that is encoded as a whole': 'redirect=mysql%2Bpymysql%3A%2F%2Fnova%3A⟦pw1⟧%40db%2Fnova',
  'a URL that was cut off': 'cannot connect to mysql+pymysql://nova:⟦s3cre⟧',
  'a proxy in the environment': 'https_proxy=http://proxyuser:⟦proxypw⟧@proxy:3128',
  'a memcached URL': 'redis://:⟦pw⟧@10.0.0.5:6379?db=0',
  'an option of a configuration file': '[keystone_authtoken]\npassword = ⟦Tr0ub4dor⟧\nusername = nova',
  'an option that is dumped at the start': 'neutron.metadata_proxy_shared_secret = ⟦a1b2c3d4e5⟧ log_opt_values',
  'a group and option': 'oslo_messaging_rabbit.rabbit_password      = ⟦hunter2⟧ log_opt_values /usr/lib/x.py:2593',
  'the admin password of an instance': `'server': {'name': 'vm1', 'adminPass': '⟦Xq7!z9⟧', 'flavorRef': '1'}`,
  'Python data': `{u'username': u'nova', u'password': u'⟦nova pass word⟧', u'domain': {u'id': u'default'}}`,
  'Python data with double quotes': `{'password': "⟦it's me⟧", 'x': 1}`,
  'Python data with an escaped quote': String.raw`{'password': '⟦it\'s me⟧', 'x': 1}`,
  JSON: '{"auth": {"passwordCredentials": {"username": "nova", "password": "⟦pa ss⟧"}}}',
  'JSON in JSON': String.raw`{"msg": "{\"password\": \"⟦pa ss⟧\", \"x\": 1}"}`,
  'a RemoteError': String.raw`RemoteError: Remote error: X [u'Traceback:\n', u'  connect(password=\'⟦pw1⟧\', host=\'db\')\n']`,
  'a tuple of a header': `[('Accept', '*/*'), ('X-Auth-Token', '⟦0123456789abcdef0123456789abcdef⟧')]`,
  'a header of curl': `curl -g -i -X GET http://10.0.0.1:5000/v3 -H "Accept: application/json" -H "X-Auth-Token: ⟦${fernet}⟧"`,
  'a hashed header of curl': `-H "X-Auth-Token: ⟦{SHA1}da39a3ee5e6b4b0d3255bfef95601890afd80709⟧" -H "X-OpenStack"`,
  'a header with a SHA256':
    'X-Subject-Token: ⟦{SHA256}9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08⟧',
  'a Fernet token in a sentence': `Could not recognize Fernet token ⟦${fernet}⟧ of user 12`,
  'a token of the console': 'GET /vnc_auto.html?token=⟦7c9e6679-7425-40de-944b-e07fc1f90ae7⟧&path=x HTTP/1.1',
  'a token in a dictionary': `{'auth_token': '⟦5f4dcc3b5aa765d61d8327deb882cf99⟧', 'is_admin': True}`,
  'basic authorization': 'Authorization: Basic ⟦bm92YTpzZWNyZXQ=⟧',
  'bearer authorization': `"Authorization": "Bearer ⟦abcdef0123456789abcdef⟧", "Accept": "*/*"`,
  'a JSON web token':
    'id ⟦eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P⟧ was refused',
  'a cookie': 'Set-Cookie: ⟦SERVERID=ctl1-af08; path=/; HttpOnly⟧',
  'a private key': '-----BEGIN RSA PRIVATE KEY-----⟦\nMIIEpAIBAAKCAQEA\nabc=\n⟧-----END RSA PRIVATE KEY-----',
  'a private key on one line': String.raw`'private_key': u'-----BEGIN PRIVATE KEY-----⟦\nMIIEpAIB\n⟧-----END PRIVATE KEY-----\n'`,
  'a key of Ceph': 'client.cinder key = ⟦AQBSdFhcAAAAABAA1Cc7LTsGiVxwJG4SUTmE6w==⟧',
  'a hash of a password': `INSERT INTO password VALUES ('⟦$2b$12$abcdefghijklmnopqrstuuVbx8hKPuCnhFvxGZ1vD5O2R8yZ0nFWq⟧')`,
  'a command of MySQL': "docker exec mariadb mysql -uroot -p⟦S3cret⟧ -e 'show status'",
  'an option of a command': 'openstack --os-username admin --os-password ⟦S3cret⟧ token issue',
  'a statement of SQL': "CREATE USER 'nova'@'%' IDENTIFIED BY '⟦S3cret⟧'",
  Galera: 'wsrep_sst_auth=⟦root:rootpw12⟧',
  'data for an instance': `'user_data': '⟦I2Nsb3VkLWNvbmZpZwpwYXNzd29yZDogaHVudGVyMgo=⟧'`,
  'a value that was cut off': `{'username': 'nova', 'password': '⟦abcdefgh⟧`,
  'a value whose line ends before its quote': "{'password': '⟦abcdefgh⟧\nnext line",
  XML: `<graphics type='vnc' port='5900' passwd='⟦vncpw⟧'>`,
};

const plainTexts: readonly string[] = [
  "Access denied for user 'nova'@'10.77.0.11' (using password: YES)",
  'req-3f0c5c4c-9c5b-4c1e-8e1e-0123456789ab 5e0b9c1d2a3f4b5c8d7e6f5a4b3c2d1e 0a1b2c3d4e5f40718293a4b5c6d7e8f9 - default default',
  '[instance: 7c9e6679-7425-40de-944b-e07fc1f90ae7] Took 5.43 seconds to spawn the instance on the hypervisor.',
  'GET http://10.77.0.10:9696/v2.0/ports?tenant_id=5e0b9c1d2a3f4b5c8d7e6f5a4b3c2d1e => 200',
  '(Background on this error at: https://sqlalche.me/e/14/e3q8)',
  'AMQP server on ctl1:5672 is unreachable: [Errno 111] ECONNREFUSED. Trying again in 1 seconds.',
  'keystonemiddleware.auth_token [-] Identity response: 401 Unauthorized',
  'Authorization failed for token: keystonemiddleware.auth_token._exceptions.InvalidToken: Token authorization failed',
  'Unable to validate token: Identity server responded with 503',
  'Deprecated: Option "admin_token" from group "DEFAULT" is deprecated. Use option "token".',
  'password = ***, auth_token = <SANITIZED>, X-Auth-Token: ***',
  "{'password': None, 'adminPass': '', 'admin_token': null, \"passwd\": \"***\"}",
  'rabbit://openstack:***@ctl1:5672//',
  'connection to tcp://10.0.0.1:6640 and ssl:10.0.0.1:6641 and file:///var/lib/nova/instances failed',
  'rbd_secret_uuid = 457eb676-33da-42ec-9a8c-9293d545c337',
  'fernet.key_repository = /etc/keystone/fernet-keys/ and ssh key path: /var/lib/nova/.ssh/id_rsa',
  'Compass: north; bypass = 1; passive mode; passthrough_whitelist = []',
  'tokenize: 25 tokens; token.expiration = 3600; max_token_size = 16384',
  'qemu+tls://cmp1/system, vhost "/", user: \'nova\'',
  '/usr/lib/python3/dist-packages/keystoneauth1/session.py:963 request https://keystone:5000/v3/auth/tokens',
  "closing AMQP connection <0.1868.0> (10.77.0.12:51234 -> 10.77.0.11:5672 - nova-conductor:7:2f9a, vhost: '/', user: 'openstack')",
];

describe('redaction', () => {
  for (const [name, text] of Object.entries(secretTexts)) {
    it(`takes the secrets out of ${name}`, () => {
      const { written, expected, secrets } = marked(text);
      assert.ok(secrets.length > 0);
      assert.equal(createRedactor().redact(written), expected);
    });
  }

  for (const text of plainTexts) {
    it(`leaves alone: ${text.slice(0, 70)}`, () => {
      assert.equal(createRedactor().redact(text), text);
    });
  }

  it('changes nothing in what it has redacted', () => {
    for (const text of Object.values(secretTexts)) {
      const redactor = createRedactor();
      const once = redactor.redact(marked(text).written);
      assert.equal(redactor.redact(once), once);
    }
  });

  it('gives the same secret the same number in all texts of a report, and another one another', () => {
    const redactor = createRedactor();
    assert.equal(redactor.redact('password=abc12 passwd=xyz34'), 'password=[redacted-1] passwd=[redacted-2]');
    assert.equal(redactor.redact('mysql://nova:xyz34@db/nova'), 'mysql://nova:[redacted-2]@db/nova');
    assert.equal(createRedactor().redact('mysql://nova:xyz34@db/nova'), 'mysql://nova:[redacted-1]@db/nova');
  });

  it('leaves the sample incident as it is', () => {
    const log = readFileSync(new URL('../../../examples/incident/ctl1/nova-conductor.log', import.meta.url), 'utf8');
    const redactor = createRedactor();
    assert.deepEqual(
      log.split('\n').filter(line => redactor.redact(line) !== line),
      [],
    );
  });

  it('property: a password in a URL, in quotes or behind a name never stays', () => {
    // Letters of both cases and a digit that occur nowhere else, and everything that passwords have.
    const password = fc
      .string({ unit: fc.constantFrom(...'QZqz7!#%&*+.:;=?^_~-'), minLength: 6, maxLength: 20 })
      .filter(text => /Q.*7|7.*Q/.test(text) && !/^[*x.]+$/i.test(text));
    fc.assert(
      fc.property(password, fc.constantFrom(0, 1, 2, 3), (secret, kind) => {
        const text = [
          `mysql+pymysql://nova:${secret}@db:3306/nova`,
          `{'user': 'nova', 'password': '${secret}', 'host': 'db'}`,
          String.raw`{\"password\": \"${secret}\", \"host\": \"db\"}`,
          `rabbit://a:${secret}@h1:5672,a:${secret}@h2:5672//`,
        ][kind]!;
        const result = createRedactor().redact(text);
        assert.ok(!result.includes(secret), result);
        assert.ok(/db|h2/.test(result), result);
      }),
      { numRuns: 500 },
    );
  });

  it('property: never throws, and is quick on long hostile texts', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '://',
            'password=',
            "'token': '",
            '\\',
            "'",
            '"',
            ':',
            '@',
            ',',
            'gAAAA',
            'a',
            '/',
            ' ',
            'key=',
            '-p',
          ),
          { maxLength: 200 },
        ),
        parts => {
          createRedactor().redact(parts.join(''));
        },
      ),
    );
    for (const part of [
      '://a:',
      'password=',
      "'password': '",
      'mysql ',
      '\\',
      'a.',
      'token',
      '%3a%2f%2f',
      'Cookie: a=',
      'curl -u ',
      'ipmitool ',
      "identified by '",
      'name="password" ',
      '_credentials=',
      'add_user a ',
      'rabbit:/',
      'stats auth ',
      'AbZg/',
    ]) {
      createRedactor().redact(part.repeat(20_000));
      createRedactor().redact(`${part.repeat(20_000)} pass token secret mysql -p :// user_data`);
    }
  });
});
