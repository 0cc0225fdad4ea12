import { describe, expect, it } from 'vitest';
import { connectionMask } from '../../../src/collectors/sinks/elasticsearch/client.ts';
import { createMask, headerSecrets, summarizeBody, urlSecrets } from '../../../src/collectors/sinks/safe-text.ts';

describe('createMask', () => {
  const connection = {
    node: ['https://u%40b:p%26ss@one:9200', 'https://two:9200'],
    apiKey: Buffer.from('id:k3y').toString('base64'),
    username: 'elastic',
    password: 'a&"b',
    headers: { 'x-tenant': 'contoso', 'x-token': 'ab', 'x-flag': '1', cookie: 'sid=42' },
  };

  it.each([
    ['its API key', connection.apiKey],
    ['the secret of its API key', 'k3y'],
    ['its password', 'a&"b'],
    ['its password in HTML', 'a&amp;&quot;b'],
    ['its password in JSON', JSON.stringify('a&"b').slice(1, -1)],
    ['its password in a URL', encodeURIComponent('a&"b')],
    ['user and password in Base64', btoa('elastic:a&"b')],
    ['the password of a URL', 'p&ss'],
    ['the password of a URL, still encoded', 'p%26ss'],
    ['user and password of a URL in Base64', btoa('u@b:p&ss')],
    ['the value of a header', 'contoso'],
    ['a short secret of a header', 'ab'],
    ['a cookie', 'sid=42'],
  ])('a secret is masked by its value if it is %s', (_, secret) => {
    expect(connectionMask(connection)(`got "${secret}" from you 1`)).toBe('got "…" from you 1');
  });

  it.each([
    ['Authorization: Basic dTpw', 'Authorization: Basic …'],
    ['authorization: basic QWxhZGRpbg', 'authorization: basic …'],
    ['bearer eyJ.a-b_c.d', 'bearer …'],
    ['ApiKey a2V5Og==, and more', 'ApiKey …, and more'],
    ['Bearer%20sesame', 'Bearer%20…'],
    ['https://user:pass@host/x', 'https://host/x'],
    ['Basic authentication is required', 'Basic authentication is required'],
    ['a Bearer token is missing', 'a Bearer token is missing'],
    ['WWW-Authenticate: Basic realm="x"', 'WWW-Authenticate: Basic realm="x"'],
  ])('a credential is masked by its scheme: %s', (text, masked) => {
    expect(createMask([])(text)).toBe(masked);
  });

  it('the value of a header is masked with and without its scheme', () => {
    const mask = createMask(headerSecrets([['authorization', `Basic ${btoa('user:sesame')}`]]));
    expect(mask(`${btoa('user:sesame')} user:sesame sesame`)).toBe('… … …');
  });

  it('a value of a query is masked', () => {
    expect(createMask(urlSecrets('https://host/v1/logs?api-key=s3same&v=1'))('no s3same, v 1')).toBe('no …, v 1');
  });

  it('a secret is masked before the text is cut', () => {
    const text = summarizeBody(`${'x'.repeat(295)} sesame-open`, createMask(['sesame-open']));
    expect(text).not.toContain('s');
  });
});

describe('summarizeBody', () => {
  const mask = (text: string): string => text;

  it.each([
    ['<html><title>\n413 Too\n Large</title><body>x</body></html>', '413 Too Large'],
    ['<p>No <b>healthy</b> upstream</p><script>let a</script>', 'No healthy upstream'],
    ['plain\ntext', 'plain text'],
    [{ message: 'Forbidden', other: 1 }, 'Forbidden'],
    [{ error: 'Unauthorized' }, 'Unauthorized'],
    ['could not read {"create":{}} {"content":"my prompt"}', 'could not read'],
    ['\u0000\u0001', ''],
    [undefined, ''],
    [[], ''],
  ])('the summary of %j is "%s"', (body, text) => {
    expect(summarizeBody(body, mask)).toBe(text);
  });
});
