import { credentialsOf, isSignedBy } from './git-password.ts'

// Made by awscli 1.45 with its clock at 2026-01-01T00:00:00Z and the secret 'test-secret'.
const REQUEST = { path: '/v1/repos/TimeService', host: '127.0.0.1:4566', region: 'us-east-1' }
const PASSWORD = '20260101T000000Zcd5fa537f8f9a7854f4a18ea57f051140e62b8a5163ac00d6dab7aae40b8b74a'
const at = (time: string): Date => new Date(time)
const NOW = at('2026-01-01T00:00:00Z')

const flipped = `${PASSWORD.slice(0, -1)}${PASSWORD.endsWith('0') ? '1' : '0'}`

test.each([
  ['the password of the credential helper is good', 'test-secret', PASSWORD, { ...REQUEST, now: NOW }, true],
  ['after 15 minutes it still is', 'test-secret', PASSWORD, { ...REQUEST, now: at('2026-01-01T00:15:00Z') }, true],
  [
    'after 15 minutes and a second it is not',
    'test-secret',
    PASSWORD,
    { ...REQUEST, now: at('2026-01-01T00:15:01Z') },
    false,
  ],
  ['nor long before its time', 'test-secret', PASSWORD, { ...REQUEST, now: at('2025-12-31T23:44:59Z') }, false],
  ['nor with another secret', 'other-secret', PASSWORD, { ...REQUEST, now: NOW }, false],
  ['nor for another repository', 'test-secret', PASSWORD, { ...REQUEST, path: '/v1/repos/Other', now: NOW }, false],
  ['nor at another host', 'test-secret', PASSWORD, { ...REQUEST, host: 'localhost:4566', now: NOW }, false],
  ['nor in another Region', 'test-secret', PASSWORD, { ...REQUEST, region: 'eu-west-1', now: NOW }, false],
  ['nor with a changed signature', 'test-secret', flipped, { ...REQUEST, now: NOW }, false],
  ['nor is any other text', 'test-secret', 'letmein', { ...REQUEST, now: NOW }, false],
])('%s', (_, secret, password, request, expected) => {
  expect(isSignedBy(secret, password, request)).toBe(expected)
})

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

test.each([
  ['a user name and password', basic('AKIA:pass'), { accessKeyId: 'AKIA', password: 'pass' }],
  [
    'a session token behind a percent sign',
    basic('ASIA%to%ken:pass'),
    { accessKeyId: 'ASIA', sessionToken: 'to%ken', password: 'pass' },
  ],
  ['another scheme', 'Bearer abc', undefined],
  ['no password', basic('AKIA'), undefined],
  ['nothing', undefined, undefined],
])('reads %s', (_, authorization, expected) => {
  expect(credentialsOf(authorization)).toEqual(expected)
})
