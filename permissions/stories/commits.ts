// The commits that the scenarios push: each changes the small service in one way. A replacement that finds nothing is an error.

import type { Repository } from '../../tests/support/repository.ts'
import { stages } from '../../tests/support/stages.ts'

const APP = 'app/dist/index.cjs'
const TESTS = 'test-app/dist/index.cjs'
const APP_TEMPLATE = 'app-sam.yaml'
const TESTS_TEMPLATE = 'test-sam.yaml'

type Change = readonly [file: string, from: string, to: string]

const commit = (repository: Repository, message: string, changes: readonly Change[]): void => {
  const files: Record<string, string> = {}
  for (const [file, from, to] of changes) {
    const text = files[file] ?? repository.read(file)
    if (!text.includes(from)) throw new Error(`${file} does not contain '${from}', which '${message}' replaces`)
    files[file] = text.replace(from, to)
  }
  repository.commit(message, files)
}

export const changeCode = (repository: Repository): void =>
  commit(repository, 'change the code', [
    [APP, '// Answers', '// Once more\n// Answers'],
    [TESTS, '// Asks', '// Once more\n// Asks'],
  ])

/** What teams change in their templates: settings, tags, retention, routes; then they take some of it back. */
export const changeTemplates = (repository: Repository): void =>
  commit(repository, 'change the templates', [
    [APP_TEMPLATE, 'Timeout: 60', 'Timeout: 50'],
    [APP_TEMPLATE, 'ThrottlingRateLimit: 100', 'ThrottlingRateLimit: 90'],
    [
      APP_TEMPLATE,
      'RetentionInDays: 30',
      'RetentionInDays: 14\n      Tags: [{ Key: service, Value: !Ref ServiceName }]',
    ],
    [APP_TEMPLATE, FUNCTION_TAGS, FUNCTION_TAGS.replace('stage: !Ref Stage', 'level: !Ref Stage')],
    [APP_TEMPLATE, '      Tracing: Active\n', `      Tracing: Active\n${POLICY}`],
    [APP_TEMPLATE, EVERYTHING, `${EVERYTHING}\n${ONE_MORE}`],
    [TESTS_TEMPLATE, 'Timeout: 300', 'Timeout: 200'],
    [
      TESTS_TEMPLATE,
      'RetentionInDays: 30',
      'RetentionInDays: 14\n      Tags: [{ Key: service, Value: !Ref ServiceName }]',
    ],
    [TESTS_TEMPLATE, 'MaximumRetryAttempts: 0', 'MaximumRetryAttempts: 0\n      MaximumEventAgeInSeconds: 600'],
    [TESTS_TEMPLATE, `${SUCCESS}${FAILURE}`, `${FAILURE}${SUCCESS}`],
    [TESTS_TEMPLATE, TESTS_TAGS, `${TESTS_TAGS}\n        purpose: tests`],
  ])

export const takeSettingsBack = (repository: Repository): void =>
  commit(repository, 'take settings back', [
    [APP_TEMPLATE, '      RetentionInDays: 14\n      Tags: [{ Key: service, Value: !Ref ServiceName }]\n', ''],
    [TESTS_TEMPLATE, '      RetentionInDays: 14\n      Tags: [{ Key: service, Value: !Ref ServiceName }]\n', ''],
    [TESTS_TEMPLATE, '\n        purpose: tests', ''],
    [APP_TEMPLATE, 'Tracing: Active', 'Tracing: PassThrough'],
    [APP_TEMPLATE, `\n${ONE_MORE}`, ''],
  ])

const SUCCESS = '                - codepipeline:PutJobSuccessResult\n'
const FAILURE = '                - codepipeline:PutJobFailureResult\n'
/** The Sid of a statement that a scenario's commit brings: no part of the template. */
export const SCENARIO_STATEMENT = 'OfAScenario'
const POLICY = `      Policies:
        - Statement:
            - { Sid: ${SCENARIO_STATEMENT}, Effect: Allow, Action: xray:PutTraceSegments, Resource: '*' }
`
const FUNCTION_TAGS = '      Tags:\n        service: !Ref ServiceName\n        stage: !Ref Stage\n\n  FunctionLogGroup:'
const TESTS_TAGS = '      Tags:\n        service: !Ref ServiceName'
const EVERYTHING = "          Properties: { RestApiId: !Ref Api, Path: '/{path+}', Method: ANY }"
const ONE_MORE = `        Version:
          Type: Api
          Properties: { RestApiId: !Ref Api, Path: /version, Method: GET }`

/** The version that answers is broken: the tests find it. */
export const breakApp = (repository: Repository): void =>
  commit(repository, 'break the application', [[APP, 'statusCode: 200', 'statusCode: 500']])

export const repairApp = (repository: Repository): void =>
  commit(repository, 'repair the application', [[APP, 'statusCode: 500', 'statusCode: 200']])

/** The tests die before they report. */
export const crashTests = (repository: Repository): void =>
  commit(repository, 'crash the tests', [[TESTS, 'const codepipeline =', 'process.exit(1)\n  const codepipeline =']])

/** The application's stack of one stage cannot be made or changed: its last resource belongs to a function that is not there. */
export const breakAppStack = (repository: Repository, stage = stages[0]): void =>
  commit(repository, "break the application's stack", [
    [APP, '// Answers', '// Deployed in vain\n// Answers'],
    [APP_TEMPLATE, '\nConditions:', `\nConditions:\n  Breaks: !Equals [!Ref Stage, ${stage}]`],
    [
      APP_TEMPLATE,
      '\nOutputs:',
      `
  Broken:
    Type: AWS::Lambda::Permission
    Condition: Breaks
    DependsOn: [ApiStage, FunctionAliaslive]
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Sub '\${AWS::StackName}-none', Principal: apigateway.amazonaws.com }

Outputs:`,
    ],
  ])

export const breakTestsStack = (repository: Repository): void =>
  commit(repository, "break the tests' stack", [
    [TESTS, '// Asks', '// Deployed in vain\n// Asks'],
    [
      TESTS_TEMPLATE,
      '\nOutputs:',
      `
  Broken:
    Type: AWS::Lambda::EventInvokeConfig
    DependsOn: TestsAsynchronously
    Properties: { FunctionName: !Sub '\${AWS::StackName}-none', Qualifier: $LATEST, MaximumRetryAttempts: 0 }

Outputs:`,
    ],
  ])

/** The build reports its tests, as that of the template does. */
export const reportTests = (repository: Repository): void =>
  commit(repository, 'report the tests', [
    [
      'buildspec.yml',
      'commands:',
      `commands:
      - echo '<testsuite name="unit" tests="1"><testcase classname="app" name="answers" time="0"/></testsuite>' > junit.xml`,
    ],
    ['buildspec.yml', '\nartifacts:', '\nreports:\n  unit-tests:\n    files: [junit.xml]\n\nartifacts:'],
  ])

export const failBuild = (repository: Repository): void =>
  commit(repository, 'fail the build', [['buildspec.yml', 'commands:', 'commands:\n      - exit 1']])
