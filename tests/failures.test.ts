// Commits that cannot go all the way: the words that a person finds on the failed action, and the old version that still answers.

import type { Flow } from './support/flow.ts'
import { releasedFlow } from './support/released.ts'

let flow: Flow
beforeAll(async () => {
  flow = await releasedFlow()
  healthy = Object.fromEntries(FILES.map(file => [file, flow.repository.read(file)]))
})
afterAll(async () => {
  await flow.close()
  expect(flow.bugs).toEqual([])
})

const FILES = ['buildspec.yml', 'app-sam.yaml', 'test-sam.yaml', 'app/dist/index.cjs'] as const
type File = (typeof FILES)[number]
let healthy: Readonly<Record<string, string>> = {}

interface Details {
  readonly actionExecutionDetails: readonly {
    readonly stageName: string
    readonly actionName: string
    readonly status: string
    readonly output?: { readonly executionResult?: { readonly errorDetails?: { readonly message: string } } }
  }[]
}

/** Pushes the healthy service with one file changed; where its execution fails, and the words there. */
const push = async (file: File, change: (text: string) => string | undefined) => {
  const text = change(healthy[file] ?? '')
  if (text === undefined) flow.repository.git('rm', '--quiet', file)
  const files = Object.entries({ ...healthy, [file]: text }).filter(([, content]) => content !== undefined)
  flow.repository.commit('break it', Object.fromEntries(files) as Record<string, string>)
  const id = await flow.push()
  const state = await flow.end(id)
  const { actionExecutionDetails } = await flow.call<Details>('codepipeline', 'ListActionExecutions', {
    pipelineName: flow.outputs.get('PipelineName'),
    filter: { pipelineExecutionId: id },
  })
  const failed = actionExecutionDetails.find(({ status }) => status === 'Failed')
  return {
    state,
    action: `${failed?.stageName}/${failed?.actionName}`,
    message: failed?.output?.executionResult?.errorDetails?.message ?? '',
  }
}

const healthyAnswer = { status: 200, body: '{"version":"v1","path":"/version"}' }
const answer = async (stage: string) => {
  const response = await fetch(`${await flow.url(stage)}/version`)
  return { status: response.status, body: await response.text() }
}

test.each<[string, File, (text: string) => string | undefined, string, RegExp]>([
  [
    'a commit without buildspec.yml',
    'buildspec.yml',
    () => undefined,
    'Build/Build',
    /buildspec\.yml is not in the source; add it to the repository/,
  ],
  [
    'a malformed buildspec.yml',
    'buildspec.yml',
    text => text.replace('commands:', 'command:'),
    'Build/Build',
    /buildspec\.yml:\d+: phases\.build\.command/,
  ],
  [
    'a command that fails',
    'buildspec.yml',
    text => text.replace('commands:', 'commands:\n      - exit 7'),
    'Build/Build',
    /Phase: BUILD, Code: COMMAND_EXECUTION_ERROR.*exit 7.*exit status 7/s,
  ],
  [
    'an artifact that is not there',
    'buildspec.yml',
    text => text.replace(/- app-sam.packaged.yaml\n.*\n/, '- nowhere.txt\n'),
    'Build/Build',
    /Phase: UPLOAD_ARTIFACTS.*no matching artifact paths found/is,
  ],
  [
    'an artifact without the packaged template',
    'buildspec.yml',
    text => text.replace('    - app-sam.packaged.yaml\n', ''),
    'Beta/Deploy',
    /app-sam\.packaged\.yaml/,
  ],
  [
    'a template that names a missing resource',
    'app-sam.yaml',
    text =>
      text
        .replace('!GetAtt', '!GetAtt Nowhere.Arn #')
        .replace(/!Ref (?!Stage|ServiceName|AWS|Perm|Access)\w+/, '!Ref Nowhere'),
    'Beta/Deploy',
    /Nowhere/,
  ],
  ['a template that is no YAML', 'app-sam.yaml', () => 'Resources: [', 'Build/Build', /exit status/],
  [
    'a stack without ApiUrl',
    'app-sam.yaml',
    text => text.replace(/^ {2}ApiUrl:/m, '  Url:'),
    'Beta/Test',
    /TimeService-beta.*ApiUrl/s,
  ],
  [
    'a tests stack without TestFunction',
    'test-sam.yaml',
    text => text.replace(/^ {2}TestFunction:/m, '  Other:'),
    'Beta/Test',
    /TimeService-tests.*TestFunction/s,
  ],
  [
    'tests that fail',
    'app/dist/index.cjs',
    text => text.replace('statusCode: 200', 'statusCode: 500'),
    'Beta/Test',
    /1 of 1 checks failed: GET \/version answered 500, expected 200/,
  ],
])('%s fails with its reason, and Gamma and Prod answer as before', async (_, file, change, action, words) => {
  const failure = await push(file, change)
  expect(failure).toEqual({ state: 'FAILED', action, message: expect.stringMatching(words) })
  expect(await answer('gamma')).toEqual(healthyAnswer)
  expect(await answer('prod')).toEqual(healthyAnswer)
})

test('to wait for the gate of an execution that fails before it is an error with the reason', async () => {
  flow.repository.commit('break the build', {
    ...healthy,
    'buildspec.yml': 'version: 0.2\nphases:\n  build:\n    commands: [exit 5]\n',
  })
  const id = await flow.push()
  await expect(flow.gate(id)).rejects.toThrow(/FAILED before it came to the gate: Build\/Build: .*exit status 5/)
})
