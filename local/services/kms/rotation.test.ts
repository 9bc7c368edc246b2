// When a key's material would be rotated.

import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { kms } from './index.ts'

let cloud: TestRuntime
let KeyId: string
beforeEach(async () => {
  cloud = testRuntime([kms])
  const { KeyMetadata } = (await cloud.call('CreateKey')) as { readonly KeyMetadata: { readonly KeyId: string } }
  KeyId = KeyMetadata.KeyId
})
afterEach(() => cloud.close())

const day = (days: number) => new Date(cloud.clock.now().getTime() + days * 86_400_000)
const status = () => cloud.call('GetKeyRotationStatus', { KeyId })

test('a key is not rotated until somebody asks for it, and no more when nobody does', async () => {
  expect(await status()).toEqual({ KeyId, KeyRotationEnabled: false })
  await cloud.call('EnableKeyRotation', { KeyId })
  expect(await status()).toEqual({
    KeyId,
    KeyRotationEnabled: true,
    RotationPeriodInDays: 365,
    NextRotationDate: day(365),
  })
  await cloud.call('DisableKeyRotation', { KeyId })
  expect(await status()).toEqual({ KeyId, KeyRotationEnabled: false })
})

test('the period is the one that was asked for, and begins anew when it is over', async () => {
  await cloud.call('EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 })
  const next = day(180)
  cloud.clock.advance(100 * 86_400_000)
  await cloud.call('EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 })
  expect(await status()).toMatchObject({ RotationPeriodInDays: 90, NextRotationDate: next })
})

test.each([89, 2561])('a period of %p days is refused', async RotationPeriodInDays => {
  await expect(cloud.call('EnableKeyRotation', { KeyId, RotationPeriodInDays })).rejects.toMatchObject({
    code: 'ValidationException',
  })
})
