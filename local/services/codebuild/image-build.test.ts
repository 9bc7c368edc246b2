// A build is the image's build: what passes here passes in the image that the project names, and the other way round.
import { type Builds, openBuilds } from '../../../tests/support/builds/builds.ts'
import { describeIsolated } from '../../../tests/support/isolated.ts'

const AMAZON = 'aws/codebuild/amazonlinux-x86_64-standard:6.0'
const UBUNTU = 'aws/codebuild/standard:8.0'

let amazon: Builds
let ubuntu: Builds
beforeAll(async () => {
  amazon = await openBuilds({ buildImage: AMAZON })
  ubuntu = await openBuilds({ buildImage: UBUNTU })
})
afterAll(async () => {
  for (const { cloud } of [amazon, ubuntu]) {
    await cloud.close()
    expect(cloud.bugs).toEqual([])
  }
})

const on = (image: string): Builds => (image === AMAZON ? amazon : ubuntu)
const build = (commands: readonly string[], more = {}) => ({ version: 0.2, phases: { build: { commands } }, ...more })

const BASHISM = `if [[ "chore(release): 1.2.3" == "chore(release)"* ]]; then echo publish; else echo skip; fi`

test.each<[string, string, object, string, string]>([
  ['sh of Amazon Linux is bash', AMAZON, build([BASHISM, 'source /dev/null']), 'SUCCEEDED', 'publish\n'],
  ['so is what a program calls sh', AMAZON, build([`sh -c '${BASHISM}'`]), 'SUCCEEDED', 'publish\n'],
  ['sh of Ubuntu is not', UBUNTU, build(['source /dev/null']), 'FAILED', 'source: not found\n'],
  ['unless bash is asked for', UBUNTU, build([BASHISM], { env: { shell: 'bash' } }), 'SUCCEEDED', 'publish\n'],
  [
    'arrays do not last, variables do',
    AMAZON,
    build(['LIST=(one two); TEXT=one', 'echo "$LIST,$TEXT"'], { env: { shell: 'bash' } }),
    'SUCCEEDED',
    ',one\n',
  ],
  ['of version 0.1 nothing lasts', AMAZON, { ...build(['A=1', 'echo "<$A>"']), version: 0.1 }, 'SUCCEEDED', '<>\n'],
])('%s', async (_, image, buildspec, status, output) => {
  const ended = await on(image).run(buildspec)
  expect([ended.buildStatus, ended.output]).toEqual([status, expect.stringContaining(output)])
})

describeIsolated('isolated', () => {
  test('what names /bin/sh gets the shell of the image', async () => {
    const script = `#!/bin/sh\n${BASHISM}\n`
    const { output } = await amazon.run(build(['chmod +x run', './run']), { run: script })
    expect(output).toBe('publish\n')
  })
})
