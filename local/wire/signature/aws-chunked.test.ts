import { Readable } from 'node:stream'
import type { Authorization } from './authorization.ts'
import { ChunkDecoder } from './aws-chunked.ts'
import { signingKey } from './sigv4.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html, "Example: PUT Object" */
const scope = { date: '20130524', region: 'us-east-1', service: 's3' }
const authorization: Authorization = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  scope,
  signedHeaders: ['host'],
  signature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  dateTime: '20130524T000000Z',
}
const signed = { authorization, key: signingKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', scope) }
const published = [
  ['10000', 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648', 65_536],
  ['400', '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497', 1024],
  ['0', 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9', 0],
] as const
const body = published
  .map(([size, signature, length]) => `${size};chunk-signature=${signature}\r\n${'a'.repeat(length)}\r\n`)
  .join('')

const decode = async (text: string, decoder: ChunkDecoder, pieces = 7): Promise<string> => {
  const step = Math.ceil(text.length / pieces)
  const parts = Array.from({ length: pieces }, (_, index) => Buffer.from(text.slice(index * step, (index + 1) * step)))
  return Buffer.concat(await Readable.from(parts).pipe(decoder).toArray()).toString()
}
/** Errors of `pipe` reach the reader of the decoder. */
const refused = (text: string, decoder: ChunkDecoder) =>
  decode(text, decoder).then(
    () => 'accepted',
    error => error.code,
  )

test.each([1, 7, 1000])('the published example is decoded, in %i pieces', async pieces => {
  expect(await decode(body, new ChunkDecoder('66560', signed), pieces)).toBe('a'.repeat(66_560))
})

test.each([
  ['a changed byte', body.replace('aaa', 'aba'), '66560', 'SignatureDoesNotMatch'],
  [
    'a missing chunk',
    body.slice(0, body.indexOf('400;')) + body.slice(body.indexOf('0;chunk-signature=b6')),
    '65536',
    'SignatureDoesNotMatch',
  ],
  ['a missing end', body.slice(0, body.lastIndexOf('0;')), '66560', 'IncompleteBody'],
  ['another length', body, '66561', 'IncompleteBody'],
  ['a chunk without its signature', body.replace(/;chunk-signature=ad\w+/, ''), '66560', 'SignatureDoesNotMatch'],
  ['no framing', 'a'.repeat(66_560), '66560', 'IncompleteBody'],
])('refused: %s', async (_name, text, length, code) => {
  expect(await refused(text, new ChunkDecoder(length, signed))).toBe(code)
})

test('unsigned chunks bring trailers', async () => {
  const decoder = new ChunkDecoder('5')
  expect(await decode('3\r\nhel\r\n2\r\nlo\r\n0\r\nX-Amz-Checksum-Crc32: NhCmhg==\r\n\r\n', decoder)).toBe('hello')
  expect(decoder.trailers).toEqual({ 'x-amz-checksum-crc32': 'NhCmhg==' })
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html */
test('a signed trailer is verified', async () => {
  const trailing = {
    ...signed,
    authorization: { ...authorization, signature: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e' },
  }
  const text = [
    `10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n${'a'.repeat(65_536)}\r\n`,
    `400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n${'a'.repeat(1024)}\r\n`,
    '0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n',
    'x-amz-checksum-crc32c:sOO8/Q==\r\n',
    'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n',
  ].join('')
  const decoder = new ChunkDecoder('66560', trailing)
  expect(await decode(text, decoder)).toHaveLength(66_560)
  expect(decoder.trailers).toEqual({ 'x-amz-checksum-crc32c': 'sOO8/Q==' })
  expect(await refused(text.replace('sOO8', 'sOO9'), new ChunkDecoder('66560', trailing))).toBe('SignatureDoesNotMatch')
})
