import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hostileZip } from '../../tests/support/hostile-zip.ts'
import { readZipEntry, unzipTo, zipEntryNames, zipFolder, zipOf } from './zip.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zip-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the same files make the same bytes, in whatever order they are given', async () => {
  const one = await zipOf({ 'a.txt': 'A', 'b/c.txt': new Uint8Array([1, 2]) })
  const two = await zipOf({ 'b/c.txt': new Uint8Array([1, 2]), 'a.txt': 'A' })
  expect(Buffer.compare(one, two)).toBe(0)
})

test('an entry is read by name, and a missing one is undefined', async () => {
  const zip = await zipOf({ 'a.txt': 'A', 'b/c.txt': 'C' })
  expect(Buffer.from((await readZipEntry(zip, 'b/c.txt')) ?? []).toString()).toBe('C')
  expect(await readZipEntry(zip, 'c.txt')).toBeUndefined()
  expect(await zipEntryNames(zip)).toEqual(['a.txt', 'b/c.txt'])
})

describe('a folder that is packed and unpacked', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 'in', 'bin'), { recursive: true })
    writeFileSync(join(folder, 'in', 'bin', 'run'), '#!/bin/sh\n')
    chmodSync(join(folder, 'in', 'bin', 'run'), 0o755)
    writeFileSync(join(folder, 'in', 'big'), Buffer.alloc(3 << 20, 'x'))
    symlinkSync('bin/run', join(folder, 'in', 'link'))
  })
  const selection = ['bin/run', 'big', 'link'].map(path => ({ path, name: path }))

  test('keeps executable bits, large files and links', async () => {
    await zipFolder(join(folder, 'in'), selection, join(folder, 'x.zip'), { links: true })
    await unzipTo(join(folder, 'x.zip'), join(folder, 'out'))
    expect(statSync(join(folder, 'out', 'bin', 'run')).mode & 0o777).toBe(0o755)
    expect(statSync(join(folder, 'out', 'big')).size).toBe(3 << 20)
    expect(lstatSync(join(folder, 'out', 'link')).isSymbolicLink()).toBe(true)
  })

  test('has what links point to, unless links are wanted', async () => {
    await zipFolder(join(folder, 'in'), selection, join(folder, 'x.zip'))
    await unzipTo(join(folder, 'x.zip'), join(folder, 'out'))
    expect(lstatSync(join(folder, 'out', 'link')).isFile()).toBe(true)
    expect(readFileSync(join(folder, 'out', 'link'), 'utf8')).toBe('#!/bin/sh\n')
  })

  test('is refused when a selected file is not there', async () => {
    const missing = zipFolder(join(folder, 'in'), [{ path: 'no', name: 'no' }], join(folder, 'x.zip'))
    await expect(missing).rejects.toThrow('ENOENT')
    expect(() => statSync(join(folder, 'x.zip'))).toThrow('ENOENT')
  })
})

test.each(['../evil', 'a/../../evil', '/evil', 'a\\..\\evil', '..'])('an entry called %s is refused', async name => {
  await expect(unzipTo(await hostileZip(name), join(folder, 'out'))).rejects.toThrow(/zip/)
  expect(() => statSync(join(folder, 'evil'))).toThrow('ENOENT')
})

test.each(['/etc/passwd', '../../etc/passwd', '..', 'here/here/../..', 'here/..', './../x'])(
  'a link to %s is refused',
  async target => {
    await expect(unzipTo(await hostileZip('link', target, 0o120777), join(folder, 'out'))).rejects.toThrow(
      `the symbolic link 'link' of the zip points to '${target}', outside of the folder it is in`,
    )
  },
)

test.each(['file', './file', 'a/b', 'a..b/..c'])('a link to %s is made', async target => {
  await unzipTo(await hostileZip('link', target, 0o120777), join(folder, 'out'))
  expect(readlinkSync(join(folder, 'out', 'link'))).toBe(target)
})

test.each([1, 399, 401])('an entry of 400 bytes that claims to have %d is refused', async claimed => {
  const zip = Buffer.from(await zipOf({ file: 'x'.repeat(400) }))
  zip.writeUInt32LE(claimed, zip.indexOf('PK\x01\x02') + 24) // the size in the central directory
  await expect(unzipTo(zip, join(folder, 'out'))).rejects.toThrow(
    `the zip entry 'file' does not hold the ${claimed} bytes that the zip says`,
  )
})

test('something that is no zip is refused as such', async () => {
  await expect(unzipTo(Buffer.from('no zip'), folder)).rejects.toThrow('not a zip that can be unpacked')
})
