import { BuildspecError } from './buildspec.ts'
import { parseBuildspec } from './parse.ts'

const whole = `version: 0.2
env:
  shell: bash
  variables:
    A: 1.10
    B: "$PATH:x"
    C: yes
  exported-variables: [A]
phases:
  install:
    runtime-versions:
      nodejs: 24
  pre_build:
    on-failure: CONTINUE
    commands:
      - npm ci
    finally:
      - echo done
  build:
    commands:
      - |
        one
        two
      - true
reports:
  unit:
    files: ['**/*.xml']
    base-directory: reports
artifacts:
  files: ['**/*']
  base-directory: dist
  exclude-paths: '**/*.map'
  discard-paths: no
  secondary-artifacts:
    extra:
      files: [x]
cache:
  paths: [node_modules/**/*]
`

test('a buildspec is read with every value as it is written', async () => {
  const spec = await parseBuildspec(whole, 'buildspec.yml')
  expect(spec).toEqual({
    version: '0.2',
    shell: 'bash',
    variables: { A: '1.10', B: '$PATH:x', C: 'yes' },
    parameters: {},
    secrets: {},
    exportedVariables: ['A'],
    phases: {
      INSTALL: { commands: [], finally: [], onFailure: undefined, runtimeVersions: { nodejs: '24' } },
      PRE_BUILD: { commands: ['npm ci'], finally: ['echo done'], onFailure: 'CONTINUE', runtimeVersions: {} },
      BUILD: { commands: ['one\ntwo\n', 'true'], finally: [], onFailure: undefined, runtimeVersions: {} },
    },
    reports: [{ group: 'unit', files: ['**/*.xml'], baseDirectory: 'reports', format: 'JUNITXML' }],
    artifacts: {
      files: ['**/*'],
      excludePaths: ['**/*.map'],
      baseDirectory: 'dist',
      discardPaths: false,
      name: undefined,
      enableSymlinks: false,
      secondary: {
        extra: { files: ['x'], excludePaths: [], baseDirectory: '.', discardPaths: false, name: undefined },
      },
    },
    cachePaths: ['node_modules/**/*'],
    warnings: [],
  })
})

test('root, which AWS runs builds as by default, is no other user, but not carried out', async () => {
  const { warnings } = await parseBuildspec(`version: 0.2\nrun-as: root\n${build}`, 'b.yml')
  expect(warnings).toEqual(['run-as: root is not carried out by the local cloud: commands run as its own user'])
})

test.each([
  [
    'a type of artifacts',
    'version: 0.2\nphases: { build: { commands: [ls] } }\nartifacts: { type: zip, files: [a] }',
    "artifacts.type is not part of a buildspec: what an artifact becomes is the project's; remove it",
  ],
  [
    'a phase with nothing but finally',
    'version: 0.2\nphases: { build: { commands: [ls] }, post_build: { finally: [ls] } }',
    'phases.post_build has no commands: its finally is all that runs',
  ],
])('%s is taken with a warning', async (_, text, warning) => {
  expect((await parseBuildspec(text, 'b.yml')).warnings).toEqual([warning])
})

const build = 'phases: {build: {commands: [x]}}'
const wrong: readonly [string, string, string][] = [
  ['nothing at all', '', 'b.yml:1: a buildspec should be a mapping with version and phases, got an empty file'],
  ['broken YAML', 'version: 0.2\nphases: [', 'b.yml:2: not valid YAML: '],
  ['no version', build, "b.yml:1: version is missing; put 'version: 0.2' at the top"],
  ['another version', `version: 0.3\n${build}`, "b.yml:1: version should be 0.1 or 0.2, got '0.3'"],
  ['no phases', 'version: 0.2', 'b.yml:1: phases is missing; a buildspec needs at least one phase with commands'],
  [
    'one command that is no list',
    'version: 0.2\nphases:\n  build:\n    commands: npm test',
    "b.yml:4: phases.build.commands should be a list of strings, got a string; put '- ' before it",
  ],
  [
    'a command with a colon',
    'version: 0.2\nphases:\n  build:\n    commands:\n      - echo: x',
    'b.yml:5: phases.build.commands[0] should be a string, got a mapping; put the whole line in quotes if it holds a colon',
  ],
  [
    'a phase without commands',
    'version: 0.2\nphases:\n  build:\n    on-failure: ABORT',
    'b.yml:4: phases.build.commands is missing; the phase needs a list of commands',
  ],
  [
    'an empty phase',
    'version: 0.2\nphases:\n  build:',
    'b.yml:3: phases.build has no commands; add commands or remove the phase',
  ],
  [
    'a phase spelled in another way',
    'version: 0.2\nphases:\n  post-build:\n    commands: [x]',
    "b.yml:3: phases.post-build is not a phase; did you mean 'post_build'?",
  ],
  ['an unknown part', `version: 0.2\n${build}\nfoo: 1`, 'b.yml:3: foo is not part of a buildspec; there are version, '],
  [
    'a secret without a name',
    `version: 0.2\n${build}\nenv:\n  secrets-manager: {A-B: b}`,
    "b.yml:4: env.secrets-manager has 'A-B', which no shell takes as a name",
  ],
  ['another user', `version: 0.2\n${build}\nrun-as: me`, "b.yml:3: run-as cannot be 'me': "],
  [
    'a proxy',
    `version: 0.2\n${build}\nproxy: {logs: no}`,
    'b.yml:3: proxy is not carried out by the local cloud; remove it',
  ],
  [
    'a reserved variable',
    `version: 0.2\n${build}\nenv:\n  variables: {CODEBUILD_X: 1}`,
    'b.yml:4: env.variables has CODEBUILD_X',
  ],
  [
    'a shell of Windows',
    `version: 0.2\n${build}\nenv: {shell: powershell.exe}`,
    "b.yml:3: env.shell should be /bin/sh, bash or sh, got 'powershell.exe'",
  ],
  [
    'a retry',
    'version: 0.2\nphases: {build: {on-failure: RETRY-2, commands: [x]}}',
    'b.yml:2: phases.build.on-failure cannot be RETRY',
  ],
  [
    'another report',
    `version: 0.2\n${build}\nreports: {a: {files: [x], file-format: TapText}}`,
    'b.yml:3: reports.a.file-format should be CUCUMBERJSON, JUNITXML, NUNITXML, ',
  ],
  [
    'artifacts without files',
    `version: 0.2\n${build}\nartifacts:\n  base-directory: dist`,
    'b.yml:4: artifacts.files is missing; list the files',
  ],
]
test.each(wrong)('%s is refused with file, line and cure', async (_, text, message) => {
  await expect(parseBuildspec(text, 'b.yml')).rejects.toThrow(message)
})

test('all problems are reported at once', async () => {
  const error: unknown = await parseBuildspec('version: 9\nphases: {build: {commands: x}}', 'b.yml').catch(e => e)
  expect(error).toBeInstanceOf(BuildspecError)
  expect((error as BuildspecError).problems).toHaveLength(2)
})
