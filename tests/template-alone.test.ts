// The template stands alone: with local/ absent, it is synthesized, built and packaged by the template's own commands.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { startLocalCloud } from '../local/local-cloud.ts'
import { ownFiles, runProgram } from './support/command-line.ts'
import { root } from './support/repository.ts'

let parent: string
let folder: string
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'template-alone-'))
  folder = join(parent, 'template')
  mkdirSync(folder)
  ownFiles(folder, /^(local|bench|tests|docs)\//)
})
afterAll(() => rmSync(parent, { recursive: true, force: true }))

const PATH = [join(root, 'node_modules/.bin'), process.env.PATH].join(':')

const sh = async (command: string, env: NodeJS.ProcessEnv = {}): Promise<void> => {
  const { exitCode, output } = await runProgram('sh', ['-c', command], folder, {
    ...process.env,
    PATH,
    npm_config_prefer_offline: 'true',
    ...env,
  }).ended
  if (exitCode !== 0) throw new Error(`${command} exits with ${exitCode}:\n${output}`)
}

test('it synthesizes to the same template', async () => {
  const synthesized = async (from: string): Promise<string> => {
    const output = mkdtempSync(join(parent, 'cdk.out-'))
    await sh(`node '${join(from, 'pipeline/main.ts')}'`, { CDK_OUTDIR: output })
    const [file] = readdirSync(output).filter(name => name.endsWith('.template.json'))
    return readFileSync(join(output, file ?? ''), 'utf8')
  }
  expect(await synthesized(folder)).toBe(await synthesized(root))
})

interface Buildspec {
  readonly phases: Readonly<Record<string, { readonly commands: readonly string[] }>>
  readonly artifacts: { readonly files: readonly string[] }
}

test("its buildspec's own commands build and package it", async () => {
  expect(existsSync(join(folder, 'local'))).toBe(false)
  const { phases, artifacts } = parse(readFileSync(join(folder, 'buildspec.yml'), 'utf8')) as Buildspec
  const commands = Object.values(phases).flatMap(phase => phase.commands)
  await withStorage(async env => {
    for (const command of commands) await sh(command, env)
  })
  for (const file of artifacts.files) {
    const packaged = readFileSync(join(folder, file), 'utf8')
    expect(packaged).toMatch(/CodeUri: s3:\/\/artifacts\/packages\/[0-9a-f]{32}/)
  }
})

/** Where packages go: a bucket and a key of a local cloud, and an aws command; both from outside, as an account and the build's image would be. */
const withStorage = async (work: (env: NodeJS.ProcessEnv) => Promise<void>): Promise<void> => {
  const cloud = await startLocalCloud({ stateFolder: join(parent, 'state'), port: 0 })
  try {
    const call = (service: string, operation: string, input: Readonly<Record<string, unknown>>) =>
      cloud.runtime.call(cloud.administrator, service, operation, input)
    await call('s3', 'CreateBucket', { Bucket: 'artifacts' })
    const { KeyMetadata } = (await call('kms', 'CreateKey', {})) as { KeyMetadata: { Arn: string } }
    const image = join(parent, 'image')
    mkdirSync(image)
    const main = join(root, 'local/image/aws/main.ts')
    writeFileSync(join(image, 'aws'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, { mode: 0o755 })
    await work({
      PATH: `${image}:${PATH}`,
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_ACCESS_KEY_ID: cloud.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: cloud.credentials.secretAccessKey,
      AWS_REGION: cloud.runtime.place.region,
      ARTIFACT_BUCKET: 'artifacts',
      ARTIFACT_KEY_ID: KeyMetadata.Arn,
    })
  } finally {
    await cloud.stop()
  }
}
