import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sizeLine, stateSize } from './state-size.ts'

test('the kinds are named, the largest first, small ones only in the sum', () => {
  const parts = [
    { name: 's3', bytes: 12_000_000 },
    { name: 'snapshot', bytes: 400_000 },
    { name: 'events.jsonl', bytes: 1_100_000 },
    { name: 'kms', bytes: 100 },
  ]
  expect(sizeLine(parts)).toBe('The state takes 13.5 MB (objects in S3 12.0 MB, history 1.5 MB); --fresh empties it')
  expect(sizeLine([])).toBe('The state takes 0.0 MB; --fresh empties it')
})

test('files of all depths count', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'state-size-'))
  mkdirSync(join(folder, 's3/blobs/aa'), { recursive: true })
  writeFileSync(join(folder, 's3/blobs/aa/one'), Buffer.alloc(300_000))
  writeFileSync(join(folder, 's3/two'), Buffer.alloc(200_000))
  writeFileSync(join(folder, 'snapshot'), Buffer.alloc(100_000))
  expect(await stateSize(folder)).toBe(
    'The state takes 0.6 MB (objects in S3 0.5 MB, history 0.1 MB); --fresh empties it',
  )
  rmSync(folder, { recursive: true })
})
