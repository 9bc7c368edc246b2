import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Principal } from './core/principal.ts'
import { type Issuer, openIssuer } from './credentials.ts'

const session: Principal = {
  kind: 'session',
  arn: 'arn:aws:sts::000000000000:assumed-role/build/one',
  roleArn: 'arn:aws:iam::000000000000:role/build',
  roleId: 'AROATESTTESTTESTTESTT',
  sessionName: 'one',
}
const expiration = new Date('2026-01-01T01:00:00Z')

let folder: string
let issuer: Issuer
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'issuer-'))
  issuer = openIssuer(folder)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a session comes back out of its token, also after a restart', () => {
  const { AccessKeyId, SessionToken, SecretAccessKey } = issuer.issue(session, 'ASIAONE', expiration)
  const again = openIssuer(folder)
  expect(again.open(AccessKeyId, SessionToken)).toEqual({ principal: session, expiration })
  expect(again.secretOf(AccessKeyId)).toBe(SecretAccessKey)
})

test('a token opens with its own key only, and not when a byte of it was changed', () => {
  const { SessionToken } = issuer.issue(session, 'ASIAONE', expiration)
  expect(issuer.open('ASIATWO', SessionToken)).toBeUndefined()
  const bytes = Buffer.from(SessionToken, 'base64')
  bytes[40] = (bytes[40] ?? 0) ^ 1
  expect(issuer.open('ASIAONE', bytes.toString('base64'))).toBeUndefined()
  expect(issuer.open('ASIAONE', 'short')).toBeUndefined()
})

test('another state folder knows none of the keys', () => {
  const other = mkdtempSync(join(tmpdir(), 'issuer-'))
  try {
    const stranger = openIssuer(other)
    expect(stranger.secretOf('ASIAONE')).not.toBe(issuer.secretOf('ASIAONE'))
    expect(stranger.open('ASIAONE', issuer.issue(session, 'ASIAONE', expiration).SessionToken)).toBeUndefined()
  } finally {
    rmSync(other, { recursive: true, force: true })
  }
})

test('a secret that was cut short, or is gone while there is a history, is damage and is left as it is', () => {
  writeFileSync(join(folder, 'events.jsonl'), '')
  truncateSync(join(folder, 'secret'), 20)
  expect(() => openIssuer(folder)).toThrow('secret is damaged: it should hold a key of 32 bytes and holds 20 bytes')
  rmSync(join(folder, 'secret'))
  expect(() => openIssuer(folder)).toThrow(`${folder} is damaged: secret is missing; restore`)
  expect(readdirSync(folder)).toEqual(['events.jsonl'])
})

test('the secret is for its owner only', () => {
  expect(statSync(join(folder, 'secret')).mode & 0o077).toBe(0)
})
