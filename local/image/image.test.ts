import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openImage } from './image.ts'
import { npmEnvironment } from './npm.ts'

let folder: string
let bin: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'image-'))
  bin = join(folder, 'user-bin')
  mkdirSync(join(folder, 'npm'), { recursive: true })
  mkdirSync(bin)
  for (const name of ['npm', 'npx']) {
    const cli = join(folder, 'npm', `${name}-cli.js`)
    writeFileSync(cli, '#!/usr/bin/env node\nconsole.log(process.version)\n')
    chmodSync(cli, 0o755)
    symlinkSync(cli, join(bin, name))
  }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const command = (name: string, script: string): void => {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(bin, name), 0o755)
}
const open = (more = {}) =>
  openImage({ folder: join(folder, 'image'), userEnv: { PATH: bin, HOME: folder, SECRET: 'mine' }, ...more })
const run = (env: Readonly<Record<string, string>>, line: string): string =>
  execFileSync('/bin/sh', ['-c', line], { env: { ...env }, encoding: 'utf8' })

test('node and npm of a build are the pinned Node.js, whatever the machine has', async () => {
  const env = (await open()).environment(folder)
  expect(run(env, 'node --version; npm')).toBe(`${process.version}\n${process.version}\n`)
})

test('nothing of the user is in the environment', async () => {
  expect(Object.keys((await open()).environment(folder)).filter(name => name === 'SECRET')).toEqual([])
})

test('the real AWS CLI is taken where there is one that runs by itself', async () => {
  command('aws', 'echo real')
  const image = await open()
  expect(image.aws).toBe(`aws: ${join(bin, 'aws')}`)
  expect(run(image.environment(folder), 'aws')).toBe('real\n')
})

test.each([
  ['there is none', undefined, {}],
  ['it does not run without the settings of the user', 'exit 1', {}],
  ['it is asked for', 'echo real', { aws: 'builtin' }],
])("the image's own aws is taken when %s", async (_, script, more) => {
  if (script) command('aws', script)
  const image = await open(more)
  expect(run(image.environment(folder), 'aws --version')).toContain('built into the local build image')
})

test('a machine without npm is told so', async () => {
  rmSync(join(bin, 'npm'))
  await expect(open()).rejects.toThrow('npm is not on the PATH')
})

test('of npm settings only the way to the registry is shared, and no credentials', async () => {
  writeFileSync(
    join(folder, '.npmrc'),
    'registry=https://registry.example/npm/\n//registry.example/:_authToken=secret\nhttps-proxy=http://me:secret@proxy\ncafile=/certs\nignore-scripts=true\n',
  )
  const env = await npmEnvironment(
    { HOME: folder, npm_config_cache: '/cache', npm_config_user_agent: 'x' },
    '/usr/lib/node_modules/npm/bin/npm-cli.js',
  )
  expect(env).toMatchObject({
    npm_config_cache: '/cache',
    npm_config_registry: 'https://registry.example/npm/',
    npm_config_cafile: '/certs',
  })
  expect(JSON.stringify(env)).not.toContain('secret')
  expect(env).not.toHaveProperty('npm_config_ignore_scripts')
})
