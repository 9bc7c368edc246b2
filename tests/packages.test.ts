// packages.mts by itself: what it zips, under which key, and what it takes for an answer. A command called `aws` on the PATH stands in for S3.

import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readZipEntry, unzipTo, zipEntryNames } from '../local/host/unzip.ts'

const root = join(import.meta.dirname, '..')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packages-'))
  for (const path of ['app/lib', 'bin']) mkdirSync(join(folder, path), { recursive: true })
  writeFileSync(join(folder, 'app/index.cjs'), 'exports.handler = () => 1\n'.repeat(100))
  writeFileSync(join(folder, 'app/lib/é.txt'), '')
  template('CodeUri: app/package.zip # made here')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const template = (properties: string) =>
  writeFileSync(join(folder, 'template.yaml'), `Resources:\n  Function:\n    Properties:\n      ${properties}\n`)

/** Runs it over a template whose function is made of `app`, with an `aws` that notes what it is asked, says `complaint` and exits with `code`. */
const run = (
  code = 0,
  complaint = '',
  env: NodeJS.ProcessEnv = { ARTIFACT_BUCKET: 'store', ARTIFACT_KEY_ID: 'key' },
) => {
  const aws = join(folder, 'bin/aws')
  writeFileSync(aws, `#!/bin/sh\necho "$*" > '${folder}/asked'\necho '${complaint}' >&2\nexit ${code}\n`)
  chmodSync(aws, 0o755)
  const PATH = `${join(folder, 'bin')}:${process.env.PATH}`
  return spawnSync(process.execPath, [join(root, 'packages.mts'), 'template.yaml'], {
    cwd: folder,
    env: { PATH, ...env },
    encoding: 'utf8',
  })
}

test('the zip holds the files of the folder', async () => {
  expect(run().status).toBe(0)
  const zip = join(folder, 'app/package.zip')
  expect(await zipEntryNames(zip)).toEqual(['index.cjs', 'lib/é.txt'])
  expect(Buffer.from((await readZipEntry(zip, 'index.cjs')) ?? []).toString()).toBe(
    readFileSync(join(folder, 'app/index.cjs'), 'utf8'),
  )
})

test('it is uploaded under a key that depends on the content alone, and only where nothing is yet', () => {
  const first = run().stdout
  expect(first).toMatch(/^app: packages\/[0-9a-f]{32} uploaded\n$/)
  const key = first.split(' ')[1]
  expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe(
    `s3api put-object --bucket store --key ${key} --body app/package.zip --if-none-match * --server-side-encryption aws:kms --ssekms-key-id key\n`,
  )
  utimesSync(join(folder, 'app/index.cjs'), new Date(0), new Date(0))
  expect(run().stdout).toBe(first)
  writeFileSync(join(folder, 'app/index.cjs'), 'exports.handler = () => 2\n')
  expect(run().stdout).not.toBe(first)
})

test('what can be run stays so: the bootstrap of a custom runtime', async () => {
  writeFileSync(join(folder, 'app/bootstrap'), '#!/bin/sh\n', { mode: 0o755 })
  run()
  await unzipTo(join(folder, 'app/package.zip'), join(folder, 'out'))
  expect(statSync(join(folder, 'out/bootstrap')).mode & 0o111).toBe(0o111)
  expect(statSync(join(folder, 'out/index.cjs')).mode & 0o111).toBe(0)
})

test('functions may share a folder, and what is not packaged is left alone', () => {
  template(`CodeUri: app/package.zip
  Second: { Properties: { CodeUri: "app/package.zip" } }
  # CodeUri: old/src
  Fourth: { Properties: { CodeUri: s3://elsewhere/key } }
  Third:
    Properties:
      CodeUri:
        Bucket: elsewhere`)
  expect(run().stdout).toMatch(/^app: packages\/\w+ uploaded\n$/)
})

test('a key that is there already is left as it is', () => {
  const { status, stdout } = run(254, 'An error occurred (PreconditionFailed) when calling the PutObject operation: x')
  expect(stdout).toMatch(/^app: packages\/\w+ is there already\n$/)
  expect(status).toBe(0)
})

test.each<[string, () => ReturnType<typeof run>, RegExp]>([
  [
    'a refusal',
    () => run(254, 'An error occurred (AccessDenied) when calling the PutObject operation: no'),
    /AccessDenied/,
  ],
  [
    'a folder that is not packaged here',
    () => {
      template('CodeUri: app')
      return run()
    },
    /^template\.yaml: CodeUri should be <folder>\/package\.zip, .* got 'app'; write 'app\/package\.zip'$/m,
  ],
  ['no bucket', () => run(0, '', {}), /ARTIFACT_BUCKET is not set; the pipeline's build project sets it/],
])('%s fails the build', (_, attempt, message) => {
  const { status, stderr } = attempt()
  expect(status).toBe(1)
  expect(stderr).toMatch(message)
})
