import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runningEndpoint, takeStateFolder } from './state-folder.ts'

let parent: string
let path: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'state-folder-'))
  path = join(parent, 'state')
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

const lockedBy = (pid: number, endpoint?: string) => {
  takeStateFolder(path)
  writeFileSync(join(path, 'lock.json'), JSON.stringify({ pid, endpoint }))
}

test('the folder is made for its owner only, and released without a trace', () => {
  const folder = takeStateFolder(path)
  expect(statSync(path).mode & 0o077).toBe(0)
  folder.release()
  expect(existsSync(path)).toBe(false)
})

test('a folder that was there, or holds something by now, stays', () => {
  const first = takeStateFolder(path)
  writeFileSync(join(path, 'secret'), 'x')
  first.release()
  expect(readdirSync(path)).toEqual(['secret'])
  rmSync(join(path, 'secret'))
  takeStateFolder(path).release()
  expect(readdirSync(path)).toEqual([])
})

test('a folder that a living process holds is refused, with its process and its endpoint', () => {
  lockedBy(process.ppid, 'http://127.0.0.1:4566')
  expect(() => takeStateFolder(path)).toThrow(
    `${path} is in use by process ${process.ppid}, a local cloud at http://127.0.0.1:4566; stop that one (Ctrl-C), or choose another folder with --state`,
  )
  expect(runningEndpoint(path)).toBe('http://127.0.0.1:4566')
})

test('a living process keeps its folder from being emptied', () => {
  lockedBy(process.ppid)
  writeFileSync(join(path, 'kept'), 'x')
  expect(() => takeStateFolder(path).empty()).toThrow('is in use')
  expect(existsSync(join(path, 'kept'))).toBe(true)
})

test.each([
  ['a process that has ended', JSON.stringify({ pid: 2 ** 22 + 1, endpoint: 'http://127.0.0.1:1' })],
  ['a process that died while it wrote', '{"pid":'],
])('the lock of %s is taken over', (_, lock) => {
  takeStateFolder(path)
  writeFileSync(join(path, 'lock.json'), lock)
  expect(runningEndpoint(path)).toBeUndefined()
  expect(takeStateFolder(path).path).toBe(path)
})

test('to empty the folder leaves its lock', () => {
  const folder = takeStateFolder(path)
  writeFileSync(join(path, 'old'), 'x')
  folder.empty()
  expect(readdirSync(path)).toEqual(['lock.json'])
})

test('a folder of something else is left alone', () => {
  mkdirSync(path)
  writeFileSync(join(path, 'thesis.tex'), 'x')
  expect(() => takeStateFolder(path)).toThrow(
    `${path} holds other things (thesis.tex) and no state of a local cloud; give --state an empty folder, or one that does not exist yet`,
  )
  expect(readdirSync(path)).toEqual(['thesis.tex'])
})

test('a file is no state folder', () => {
  writeFileSync(path, 'x')
  expect(() => takeStateFolder(path)).toThrow(`${path} should be a folder that can be read (ENOTDIR)`)
})
