// Which structures CreatePipeline refuses, with which code, and what it says.

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

const check = (more: Json): void =>
  validateStructure(parsePipeline(new Members(pipeline(more), 'ValidationException', 'pipeline'), 1), 'us-east-1')

const store = { type: 'S3', location: 'artifacts' }

test.each<[string, Json]>([
  ['the whole pipeline', {}],
  ['artifact stores by Region, with one Region', { artifactStore: undefined, artifactStores: { 'us-east-1': store } }],
  ['a V1 pipeline', { pipelineType: 'V1' }],
  ['gaps in runOrder', withActions(invoke({ runOrder: 900 }))],
  [
    'automatic retry of the source stage',
    { stages: [{ ...stage('Source', source()), onFailure: { result: 'RETRY' } }, stage('Test', invoke())] },
  ],
  [
    'PrimarySource among several inputs',
    {
      stages: [
        stage('Source', source(), source({ name: 'Two', outputArtifacts: [{ name: 'Other' }], namespace: undefined })),
        stage(
          'Build',
          configured(build({ inputArtifacts: [{ name: 'SourceOutput' }, { name: 'Other' }] }), {
            PrimarySource: 'Other',
          }),
        ),
      ],
    },
  ],
])('accepts %s', (_, more) => {
  expect(() => check(more)).not.toThrow()
})

const STRUCTURE = 'InvalidStructureException'
const STAGE = 'InvalidStageDeclarationException'
const ACTION = 'InvalidActionDeclarationException'
const VALIDATION = 'ValidationException'

test.each<[string, Json, string, RegExp]>([
  ['one stage', { stages: [stage('Source', source())] }, STRUCTURE, /has 1 stage/],
  [
    '51 stages',
    { stages: [stage('Source', source()), ...Array.from({ length: 50 }, (_, n) => stage(`S${n}`, invoke()))] },
    STRUCTURE,
    /has 51 stage/,
  ],
  [
    'two stages of one name',
    { stages: [stage('Source', source()), stage('A', invoke()), stage('A', invoke())] },
    STRUCTURE,
    /'A' is used more than once/,
  ],
  ['a stage without actions', { stages: [stage('Source', source()), stage('Empty')] }, STAGE, /'Empty' has 0 actions/],
  ['two actions of one name', withActions(invoke(), invoke()), STAGE, /more than one action named 'Test'/],
  [
    'a first stage with something else',
    { stages: [stage('Source', source(), invoke()), stage('B', invoke())] },
    STRUCTURE,
    /only Source actions/,
  ],
  [
    'a source later on',
    withActions(source({ name: 'Late', namespace: undefined, outputArtifacts: [{ name: 'Late' }] })),
    STRUCTURE,
    /first stage only/,
  ],
  ['neither artifactStore nor artifactStores', { artifactStore: undefined }, STRUCTURE, /exactly one/],
  ['both artifactStore and artifactStores', { artifactStores: { 'us-east-1': store } }, STRUCTURE, /exactly one/],
  [
    'no store for the own Region',
    { artifactStore: undefined, artifactStores: { 'eu-west-1': store } },
    STRUCTURE,
    /own Region us-east-1/,
  ],
  [
    'a store elsewhere',
    { artifactStore: undefined, artifactStores: { 'us-east-1': store, 'eu-west-1': store } },
    STRUCTURE,
    /cross-Region/,
  ],
  ['an action elsewhere', withActions(invoke({ region: 'eu-west-1' })), ACTION, /eu-west-1: cross-Region/],
  [
    'an artifact that nobody makes',
    withActions(build({ inputArtifacts: [{ name: 'Nope' }] })),
    STRUCTURE,
    /needs artifact 'Nope', but no earlier action produces it; the earlier artifacts are 'SourceOutput'/,
  ],
  ['an artifact made at the same time', withActions(build(), deploy()), STRUCTURE, /needs artifact 'BuildOutput'/],
  [
    'one artifact made twice',
    withActions(build(), build({ name: 'Again' })),
    STRUCTURE,
    /'BuildOutput' is declared more than once/,
  ],
  [
    'a namespace used twice',
    withActions(invoke({ namespace: 'N' }), invoke({ name: 'U', namespace: 'N' })),
    ACTION,
    /'N' is used by more than one/,
  ],
  ['a reserved namespace', withActions(invoke({ namespace: 'codepipeline' })), ACTION, /reserved/],
  ['a namespace that is an artifact', withActions(build({ namespace: 'BuildOutput' })), ACTION, /name of an artifact/],
  [
    'a reference to an unknown namespace',
    withActions(configured(approval(), { CustomData: '#{Nope.X}' })),
    ACTION,
    /no earlier action has the namespace 'Nope'/,
  ],
  [
    'a reference to a sibling',
    withActions(invoke({ namespace: 'N' }), configured(approval(), { CustomData: '#{N.X}' })),
    ACTION,
    /namespace 'N'/,
  ],
  [
    'an undeclared pipeline variable',
    withActions(configured(approval(), { CustomData: '#{variables.X}' })),
    ACTION,
    /declares no variable 'X'/,
  ],
  [
    'a pipeline variable in a source',
    {
      variables: [{ name: 'B', defaultValue: 'm' }],
      stages: [stage('Source', configured(source(), { BranchName: '#{variables.B}' })), stage('T', invoke())],
    },
    ACTION,
    /cannot use pipeline variables/,
  ],
  [
    'an unknown implicit variable',
    withActions(configured(approval(), { CustomData: '#{codepipeline.Name}' })),
    ACTION,
    /PipelineExecutionId/,
  ],
  [
    'one variable declared twice',
    { variables: [{ name: 'A' }, { name: 'A' }] },
    STRUCTURE,
    /'A' is declared more than once/,
  ],
  ['V1 with QUEUED', { pipelineType: 'V1', executionMode: 'QUEUED' }, STRUCTURE, /QUEUED needs pipelineType V2/],
  [
    'V1 with variables',
    { pipelineType: 'V1', variables: [{ name: 'A' }] },
    STRUCTURE,
    /variable needs pipelineType V2/,
  ],
  [
    'rollback of the sources',
    { stages: [{ ...stage('Source', source()), onFailure: { result: 'ROLLBACK' } }, stage('T', invoke())] },
    STAGE,
    /cannot be rolled back/,
  ],
  [
    'rollback in PARALLEL mode',
    {
      executionMode: 'PARALLEL',
      stages: [stage('Source', source()), { ...stage('T', invoke()), onFailure: { result: 'ROLLBACK' } }],
    },
    STAGE,
    /not supported in PARALLEL/,
  ],
  [
    'stage conditions',
    { stages: [stage('Source', source()), { ...stage('T', invoke()), beforeEntry: { conditions: [] } }] },
    STAGE,
    /'beforeEntry' is not carried out by the local cloud/,
  ],
  [
    'triggers',
    { triggers: [{ providerType: 'CodeStarSourceConnection' }] },
    STRUCTURE,
    /'triggers' is not carried out/,
  ],
  [
    'blockers',
    { stages: [stage('Source', source()), { ...stage('T', invoke()), blockers: [{ name: 'b', type: 'Schedule' }] }] },
    'InvalidBlockerDeclarationException',
    /reserved/,
  ],
  ['commands', withActions(invoke({ commands: ['ls'] })), ACTION, /'commands' is not carried out/],
  ['runOrder 0', withActions(invoke({ runOrder: 0 })), VALIDATION, /runOrder.*greater than or equal to 1/],
  [
    '1,001 characters of UserParameters',
    withActions(configured(invoke(), { UserParameters: 'x'.repeat(1001) })),
    VALIDATION,
    /between 1 and 1000, got 1001/,
  ],
  [
    'an artifact name with a dot',
    withActions(build({ outputArtifacts: [{ name: 'a.b' }] })),
    VALIDATION,
    /regular expression/,
  ],
  ['a role that is no ARN', { roleArn: 'role' }, VALIDATION, /roleArn/],
  ['no name', { name: undefined }, VALIDATION, /pipeline.name.*must not be null/],
])('refuses %s', (_, more, code, message) => {
  expect(() => check(more)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
})

test('reports every problem at once', () => {
  const both = withActions(build({ configuration: {} }), configured(invoke(), { Typo: 'x' }))
  expect(() => check(both)).toThrow(/ProjectName.*; .*Typo/)
})
