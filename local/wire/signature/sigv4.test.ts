import { wireRequest } from '../../../tests/support/wire/request.ts'
import { canonicalRequest, sha256, signature, signingKey, stringToSign } from './sigv4.ts'

/** Requests and signatures that AWS publishes: the SigV4 test suite, and the examples of the S3 API reference. */
const published = [
  ['get-vanilla', 'service', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [
    'get-relative',
    'service',
    { url: '/example/..' },
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  ],
  [
    'get-slash-dot-slash',
    'service',
    { url: '/./' },
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  ],
  [
    'get-vanilla-query-order-key-case',
    'service',
    { url: '/?Param2=value2&Param1=value1' },
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'get-header-value-trim',
    'service',
    { headers: { 'my-header1': ' value1', 'my-header2': ' "a   b   c"' } },
    'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  ],
  ['post-vanilla', 'service', { method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
] as const

test.each(published)('%s has the signature that AWS publishes', (_name, service, given, expected) => {
  const scope = { date: '20150830', region: 'us-east-1', service }
  const request = wireRequest({
    ...given,
    headers: {
      host: 'example.amazonaws.com',
      'x-amz-date': '20150830T123600Z',
      ...('headers' in given ? given.headers : {}),
    },
  })
  const canonical = canonicalRequest(request, [...request.headers.keys()].sort(), sha256(''), 'normalized')
  const key = signingKey('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', scope)
  expect(signature(key, stringToSign('20150830T123600Z', scope, canonical))).toBe(expected)
})

test('the S3 examples: a header-signed GET of a range, and a presigned GET', () => {
  const scope = { date: '20130524', region: 'us-east-1', service: 's3' }
  const key = signingKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', scope)
  const headers = {
    host: 'examplebucket.s3.amazonaws.com',
    range: 'bytes=0-9',
    'x-amz-content-sha256': sha256(''),
    'x-amz-date': '20130524T000000Z',
  }
  const ranged = canonicalRequest(
    wireRequest({ url: '/test.txt', headers }),
    Object.keys(headers),
    sha256(''),
    'as sent',
  )
  expect(signature(key, stringToSign('20130524T000000Z', scope, ranged))).toBe(
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  )
  const url =
    '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=x'
  const presigned = canonicalRequest(
    wireRequest({ url, headers: { host: headers.host } }),
    ['host'],
    'UNSIGNED-PAYLOAD',
    'as sent',
  )
  expect(signature(key, stringToSign('20130524T000000Z', scope, presigned))).toBe(
    'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  )
})

test.each([
  ['as sent', '/a//b/../c%2Fd/./e%20f', '/a//b/../c%2Fd/./e%20f'],
  ['as sent', "/(x)!*'+", '/%28x%29%21%2A%27%2B'],
  ['normalized', '/functions/arn%3Aaws%3Alambda', '/functions/arn%253Aaws%253Alambda'],
  ['normalized', '/a//b/../c/', '/a/c/'],
] as const)('the canonical path, %s, of %s is %s', (paths, url, expected) => {
  expect(canonicalRequest(wireRequest({ url }), [], '', paths).split('\n')[1]).toBe(expected)
})
