// What CreatePipeline refuses about a single action: its type, the number of its artifacts, its configuration.

import {
  approval,
  build,
  configured,
  deploy,
  invoke,
  type Json,
  pipeline,
  source,
  stage,
  withActions,
} from '../../../../tests/support/codepipeline/declarations.ts'
import { Members } from '../../../core/input/members.ts'
import { parsePipeline } from './parse.ts'
import { validateStructure } from './structure.ts'

const typed = (category: string, provider: string, owner = 'AWS', version = '1') => ({
  category,
  owner,
  provider,
  version,
})
const ACTION = 'InvalidActionDeclarationException'

test.each<[string, Json, string, RegExp]>([
  [
    'an unknown provider',
    withActions(invoke({ actionTypeId: typed('Invoke', 'StepFunctions') })),
    ACTION,
    /Provider: 'StepFunctions'.*not available/,
  ],
  [
    'a custom owner',
    withActions(invoke({ actionTypeId: typed('Invoke', 'Lambda', 'Custom') })),
    ACTION,
    /Owner: 'Custom'/,
  ],
  [
    'a wrong version',
    withActions(invoke({ actionTypeId: typed('Invoke', 'Lambda', 'AWS', '2') })),
    ACTION,
    /Version: '2'/,
  ],
  [
    'Deploy/Lambda, which is not Invoke/Lambda',
    withActions(invoke({ actionTypeId: typed('Deploy', 'Lambda') })),
    ACTION,
    /Category: 'Deploy'/,
  ],
  [
    'a build without input',
    withActions(build({ inputArtifacts: [] })),
    ACTION,
    /declares 0 input artifacts which is less than the minimum count \(1\)/,
  ],
  [
    'a source with two outputs',
    { stages: [stage('Source', source({ outputArtifacts: [{ name: 'A' }, { name: 'B' }] })), stage('T', invoke())] },
    ACTION,
    /declares 2 output artifacts which is more than the maximum count \(1\)/,
  ],
  [
    'an approval with an artifact',
    withActions(approval({ inputArtifacts: [{ name: 'SourceOutput' }] })),
    ACTION,
    /more than the maximum count \(0\)/,
  ],
  [
    'a build without a project',
    withActions(build({ configuration: {} })),
    ACTION,
    /missing the required configuration property 'ProjectName'/,
  ],
  [
    'a misspelt property',
    withActions(configured(invoke(), { UserParameter: 'x' })),
    ACTION,
    /unknown configuration property 'UserParameter'; it may have FunctionName, UserParameters/,
  ],
  [
    'several inputs without PrimarySource',
    {
      stages: [
        stage('Source', source(), source({ name: 'Two', outputArtifacts: [{ name: 'Other' }], namespace: undefined })),
        stage('Build', build({ inputArtifacts: [{ name: 'SourceOutput' }, { name: 'Other' }] })),
      ],
    },
    ACTION,
    /needs 'PrimarySource'/,
  ],
  [
    'batch builds',
    withActions(configured(build(), { BatchEnabled: 'true' })),
    ACTION,
    /batch builds are not carried out/,
  ],
  [
    'a full clone',
    {
      stages: [
        stage('Source', configured(source(), { OutputArtifactFormat: 'CODEBUILD_CLONE_REF' })),
        stage('T', invoke()),
      ],
    },
    ACTION,
    /full clones are not carried out/,
  ],
  [
    'an unknown ActionMode',
    withActions(build(), configured(deploy({ runOrder: 2 }), { ActionMode: 'UPSERT' })),
    ACTION,
    /ActionMode 'UPSERT'; it should be one of/,
  ],
  [
    'a CloudFormation action without StackName',
    withActions(build(), configured(deploy({ runOrder: 2 }), { StackName: undefined })),
    ACTION,
    /'StackName'/,
  ],
  [
    'a change set without a name',
    withActions(build(), configured(deploy({ runOrder: 2 }), { ActionMode: 'CHANGE_SET_REPLACE' })),
    ACTION,
    /needs 'ChangeSetName'/,
  ],
  [
    'a stack without its role',
    withActions(build(), configured(deploy({ runOrder: 2 }), { RoleArn: undefined })),
    ACTION,
    /needs 'RoleArn'/,
  ],
  [
    'a template without an artifact',
    withActions(build(), configured(deploy({ runOrder: 2 }), { TemplatePath: 'template.yaml' })),
    ACTION,
    /'ArtifactName::path\/in\/the\/artifact'/,
  ],
  [
    'a template of another artifact',
    withActions(build(), configured(deploy({ runOrder: 2 }), { TemplatePath: 'SourceOutput::t' })),
    ACTION,
    /'SourceOutput' is not one of its input artifacts/,
  ],
  [
    'a capability typo',
    withActions(
      build(),
      configured(deploy({ runOrder: 2 }), { Capabilities: 'CAPABILITY_IAM, CAPABILITY_AUTO_EXPAND' }),
    ),
    ACTION,
    /Capabilities/,
  ],
  [
    'a timeout on a build',
    withActions(build({ timeoutInMinutes: 60 })),
    ACTION,
    /only the manual approval action supports/,
  ],
])('refuses %s', (_, more, code, message) => {
  const check = (): void => validateStructure(parsePipeline(new Members(pipeline(more)), 1), 'us-east-1')
  expect(check).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
})
