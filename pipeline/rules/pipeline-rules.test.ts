import { type Change, problemsWith, template } from './broken-template.ts'

const deployTests = 'Pipeline.Stages.2.Actions.0'
const betaDeploy = 'Pipeline.Stages.3.Actions.0'
const betaTest = 'Pipeline.Stages.3.Actions.1'
const approve = 'Pipeline.Stages.5.Actions.0'

test.each<[rule: string, changes: readonly Change[], message: string]>([
  [
    'a RunOrder of 0',
    [[`${betaDeploy}.RunOrder`, 0]],
    "action 'Deploy' in stage 'Beta' has RunOrder 0, expected a whole number from 1 to 999",
  ],
  ['a RunOrder of 1000', [[`${betaTest}.RunOrder`, 1000]], "action 'Test' in stage 'Beta' has RunOrder 1000"],
  [
    'UserParameters too long',
    [[`${betaTest}.Configuration.UserParameters`, 'x'.repeat(1001)]],
    "UserParameters of action 'Test' in stage 'Beta' will have about 1001 characters, at most 1000",
  ],
  [
    'CustomData too long',
    [[`${approve}.Configuration.CustomData`, { 'Fn::Sub': `\${AWS::Region}${'x'.repeat(990)}` }]],
    "CustomData of action 'Approve' in stage 'Prod' will have about 1004 characters",
  ],
  [
    'ParameterOverrides too long',
    [[`${betaDeploy}.Configuration.ParameterOverrides`, JSON.stringify({ a: 'x'.repeat(1000) })]],
    "ParameterOverrides of action 'Deploy' in stage 'Beta' will have",
  ],
  [
    'ParameterOverrides that are no JSON',
    [[`${betaDeploy}.Configuration.ParameterOverrides`, '{Stage: beta}']],
    'expected a JSON object',
  ],
  [
    'no StackName',
    [[`${betaDeploy}.Configuration.StackName`, undefined]],
    "action 'Deploy' in stage 'Beta' has no StackName",
  ],
  [
    'a bad StackName',
    [[`${betaDeploy}.Configuration.StackName`, 'Time_Service']],
    "has StackName 'Time_Service', expected a letter",
  ],
  [
    'no ActionMode',
    [[`${betaDeploy}.Configuration.ActionMode`, 'CREATE_OR_UPDATE']],
    "has ActionMode 'CREATE_OR_UPDATE', expected one of 'CREATE_UPDATE'",
  ],
  [
    'a change set without a name',
    [[`${betaDeploy}.Configuration.ActionMode`, 'CHANGE_SET_REPLACE']],
    'has no ChangeSetName, which CHANGE_SET_REPLACE needs',
  ],
  [
    'no deployment role',
    [[`${betaDeploy}.Configuration.RoleArn`, undefined]],
    'has no RoleArn, which REPLACE_ON_FAILURE needs',
  ],
  [
    'a template of an artifact that is no input',
    [[`${betaDeploy}.Configuration.TemplatePath`, 'Source::app-sam.yaml']],
    "TemplatePath 'Source::app-sam.yaml', expected '<artifact>::<file>' with one of its input artifacts: 'BuildOutput'",
  ],
  [
    'capabilities with spaces',
    [[`${betaDeploy}.Configuration.Capabilities`, 'CAPABILITY_IAM, CAPABILITY_AUTO_EXPAND']],
    "the capability ' CAPABILITY_AUTO_EXPAND'",
  ],
  [
    'a provider typo',
    [[`${betaTest}.ActionTypeId.Provider`, 'Lamda']],
    "is of type 'Invoke/AWS/Lamda/1', expected one of",
  ],
  ['a category typo', [[`${betaTest}.ActionTypeId.Category`, 'Invok']], "is of type 'Invok/AWS/Lambda/1'"],
  [
    'no FunctionName',
    [[`${betaTest}.Configuration.FunctionName`, undefined]],
    "action 'Test' in stage 'Beta' has no FunctionName",
  ],
  [
    'a value that is no string',
    [[`${betaTest}.Configuration.UserParameters`, { stage: 'Beta' }]],
    "UserParameters of action 'Test' in stage 'Beta' should be a string",
  ],
  [
    'polling',
    [['Pipeline.Stages.0.Actions.0.Configuration.PollForSourceChanges', true]],
    "action 'Source' in stage 'Source' polls for changes",
  ],
  [
    'polling left to its default',
    [['Pipeline.Stages.0.Actions.0.Configuration.PollForSourceChanges', undefined]],
    "action 'Source' in stage 'Source' has no PollForSourceChanges",
  ],
  [
    'an approval with an artifact',
    [[`${approve}.InputArtifacts`, [{ Name: 'BuildOutput' }]]],
    "action 'Approve' in stage 'Prod' has 1 input artifacts, expected 0",
  ],
  [
    'an artifact nobody produces',
    [[`${deployTests}.InputArtifacts`, [{ Name: 'Built' }]]],
    "action 'Deploy' in stage 'DeployTests' needs artifact 'Built', but no earlier action produces it; the earlier artifacts are 'Source', 'BuildOutput'",
  ],
  [
    'an artifact produced twice',
    [['Pipeline.Stages.1.Actions.0.OutputArtifacts', [{ Name: 'Source' }]]],
    "the artifact 'Source' is produced twice",
  ],
  [
    'an artifact name with a dot',
    [['Pipeline.Stages.0.Actions.0.OutputArtifacts', [{ Name: 'Source.zip' }]]],
    "the name of an artifact should be 1 to 100 of A-Z a-z 0-9 _ -, got 'Source.zip'",
  ],
  [
    'a variable of an unknown namespace',
    [[`${approve}.Configuration.CustomData`, '#{Sauce.CommitId}']],
    "CustomData of action 'Approve' in stage 'Prod' uses #{Sauce.CommitId}, but the earlier namespaces are 'SourceVariables', 'Beta', 'Gamma'",
  ],
  ['a variable of a later action', [[`${approve}.Configuration.CustomData`, '#{Prod.ApiUrl}']], 'uses #{Prod.ApiUrl}'],
  ['a namespace twice', [['Pipeline.Stages.4.Actions.0.Namespace', 'Beta']], "the namespace 'Beta' is used twice"],
  [
    'a reserved namespace',
    [['Pipeline.Stages.4.Actions.0.Namespace', 'variables']],
    "the namespace 'variables' is CodePipeline's own",
  ],
  [
    'a namespace named as an artifact',
    [['Pipeline.Stages.4.Actions.0.Namespace', 'BuildOutput']],
    "the namespace 'BuildOutput' is also the name of an artifact",
  ],
  ['two stages of one name', [['Pipeline.Stages.4.Name', 'Beta']], "two stages are called 'Beta'"],
  ['two actions of one name', [[`${betaTest}.Name`, 'Deploy']], "two actions in stage 'Beta' are called 'Deploy'"],
  ['a stage name with a space', [['Pipeline.Stages.4.Name', 'The Gamma']], "got 'The Gamma'"],
  ['a stage without actions', [['Pipeline.Stages.4.Actions', []]], "stage 'Gamma' has no actions"],
  [
    'a source that is not first',
    [[`${betaTest}.ActionTypeId.Category`, 'Source']],
    "action 'Test' in stage 'Beta' is a Source action; only the first stage",
  ],
  [
    'a first stage that does more',
    [
      [
        'Pipeline.Stages.0.Actions.0.ActionTypeId',
        { Category: 'Build', Owner: 'AWS', Provider: 'CodeBuild', Version: '1' },
      ],
    ],
    "action 'Source' in stage 'Source' should be a Source action",
  ],
  [
    'one stage only',
    [['Pipeline.Stages', [template.Resources.Pipeline?.Properties?.Stages].flat().slice(0, 1)]],
    "pipeline 'Pipeline' has 1 stages, it needs at least 2",
  ],
  [
    'V2 fields in V1',
    [
      ['Pipeline.PipelineType', 'V1'],
      ['Pipeline.ExecutionMode', 'QUEUED'],
    ],
    "pipeline 'Pipeline' is of type V1 but uses ExecutionMode QUEUED; set PipelineType to V2",
  ],
  [
    'V2 fields without a type',
    [
      ['Pipeline.PipelineType', undefined],
      ['Pipeline.Stages.3.OnFailure', { Result: 'ROLLBACK' }],
    ],
    "uses OnFailure of stage 'Beta'",
  ],
  ['an unknown execution mode', [['Pipeline.ExecutionMode', 'FIFO']], "has ExecutionMode 'FIFO'"],
  [
    'ROLLBACK on Source',
    [['Pipeline.Stages.0.OnFailure', { Result: 'ROLLBACK' }]],
    "stage 'Source' cannot be rolled back",
  ],
])('%s is a problem', (_, changes, message) => {
  expect(problemsWith(...changes)).toEqual(expect.arrayContaining([expect.stringContaining(message)]))
})
