import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Repository, smallService } from '../../tests/support/repository.ts'
import { checkCommit } from './preflight.ts'

let folder: string
let repository: Repository
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-'))
  repository = smallService(join(folder, 'service'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What is wrong with a commit that changes the file; undefined when nothing is. */
const problems = async (file: string, change: (text: string) => string): Promise<string | undefined> => {
  const healthy = repository.read(file)
  const commit = repository.commit('change', { [file]: change(healthy) })
  repository.commit('and back', { [file]: healthy })
  return checkCommit(repository.folder, commit).then(
    () => undefined,
    (error: Error) => error.message,
  )
}

test('a healthy commit passes', async () => {
  expect(await problems('app-sam.yaml', text => `${text}# a comment\n`)).toBeUndefined()
})

const resources =
  (text: string): ((template: string) => string) =>
  template =>
    template.replace(/^Resources:\n/m, `Resources:\n${text}\n`)
const fn = (more: string): string =>
  `  Added: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs24.x, Handler: a.b, CodeUri: ., ${more} } }`

test.each<[string, string, string]>([
  [
    'a table',
    '  Added: { Type: AWS::Serverless::SimpleTable }',
    'Added: Resource type AWS::DynamoDB::Table is not carried out by the local cloud',
  ],
  [
    'an address of a function',
    fn('FunctionUrlConfig: { AuthType: NONE }'),
    'AddedUrl: Resource type AWS::Lambda::Url is not carried out by the local cloud',
  ],
  [
    'a policy template',
    fn('Policies: [{ ComprehendBasicAccessPolicy: {} }]'),
    "'ComprehendBasicAccessPolicy' is not carried out by the local cloud",
  ],
  [
    'a runtime',
    fn('').replace('nodejs24.x', 'python3.12'),
    'The runtime parameter of python3.12 is not carried out by the local cloud',
  ],
  [
    'a queue',
    '  Added: { Type: AWS::SQS::Queue }',
    'Added: Resource type AWS::SQS::Queue is not carried out by the local cloud',
  ],
])(
  '%s that the local cloud does not have is said before anything is started, with its line',
  async (_, added, message) => {
    const text = repository.read('app-sam.yaml')
    const line = text.split('\n').indexOf('Resources:') + 2
    const said = await problems('app-sam.yaml', resources(added))
    expect(said).toContain(`app-sam.yaml:${line}: `)
    expect(said).toContain(message)
  },
)

test('what is under a condition, or takes a parameter, is said when the parameters are known', async () => {
  const added = `  Added: { Type: AWS::SQS::Queue, Condition: Never }
  Other: { Type: AWS::Lambda::Function, Properties: { Runtime: !Ref Runtime, Handler: a.b, Role: r, Code: ./dist } }`
  const change = (text: string): string =>
    resources(added)(text).replace(
      /^Parameters:\n/m,
      'Conditions: { Never: !Equals [a, b] }\nParameters:\n  Runtime: { Type: String }\n',
    )
  expect(await problems('app-sam.yaml', change)).toBeUndefined()
})

test.each<[string, string, (text: string) => string, RegExp]>([
  ['no YAML', 'buildspec.yml', () => 'version: [', /buildspec\.yml:1: not valid YAML/],
  [
    'an empty file',
    'buildspec.yml',
    () => '',
    /buildspec\.yml:1: a buildspec should be a mapping .*, got an empty file/,
  ],
  [
    'a misspelt key',
    'buildspec.yml',
    text => text.replace('artifacts:', 'artefacts:'),
    /buildspec\.yml:\d+: artefacts/,
  ],
  ['no YAML', 'test-sam.yaml', text => text.replace('Outputs:', 'Outputs: ['), /test-sam\.yaml:\d+: /],
  ['no Resources', 'test-sam.yaml', () => 'Outputs: {}\n', /test-sam\.yaml:\d+: .*Resources/],
  [
    'another output',
    'test-sam.yaml',
    text => text.replace('  TestFunction:', '  Function:'),
    /test-sam\.yaml: Outputs should have TestFunction \(start_tests launches the function that it names\); it has Function/,
  ],
])('%s in %s', async (_, file, change, message) => {
  expect(await problems(file, change)).toMatch(message)
})

test('the commit is read, not the folder', async () => {
  const commit = repository.git('rev-parse', 'HEAD')
  repository.git('rm', '--quiet', '--cached', 'buildspec.yml')
  await expect(checkCommit(repository.folder, commit)).resolves.toBeUndefined()
  repository.git('commit', '--quiet', '--message', 'without')
  await expect(checkCommit(repository.folder, 'HEAD')).rejects.toThrow(
    'buildspec.yml is missing at the top of the repository; the pipeline needs it (was it added with git add and committed?)',
  )
})
