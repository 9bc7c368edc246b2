import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openKey, seal, unseal } from './sealing.ts'

const folder = mkdtempSync(join(tmpdir(), 'sealing-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const key = openKey(join(folder, 'key'))

test('a key is made once, for its owner only', () => {
  expect(openKey(join(folder, 'key'))).toEqual(key)
  expect(key).toHaveLength(32)
  expect(statSync(join(folder, 'key')).mode & 0o777).toBe(0o600)
})

test('what was sealed shows nothing, and comes back with its key', () => {
  const secret = seal(key, Buffer.from('a secret'))
  expect(secret.includes('a secret')).toBe(false)
  expect(unseal(key, secret)?.toString()).toBe('a secret')
})

const sealed = seal(key, Buffer.from('x'))
const changed = Buffer.from(sealed.map((byte, index) => (index === 20 ? byte ^ 1 : byte)))

test.each([
  ['another key', () => unseal(openKey(join(folder, 'other')), sealed)],
  ['a changed byte', () => unseal(key, changed)],
  ['a part of it', () => unseal(key, sealed.subarray(0, 20))],
])('it does not open with %s', (_, open) => {
  expect(open()).toBeUndefined()
})
