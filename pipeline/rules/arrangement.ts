// How stages and actions are arranged. https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
import { isJson } from '../template.ts'
import { type Action, actionsOf, type Pipeline, quoted, repeated } from './pipeline.ts'

type PipelineRule = (pipeline: Pipeline) => string[]

const names: PipelineRule = ({ stages }) => [
  ...stages.flatMap(stage => badName('stage', stage.name)),
  ...stages.flatMap(stage => stage.actions.flatMap(action => badName(`action in stage '${stage.name}'`, action.name))),
  ...repeated(stages.map(stage => stage.name)).map(name => `two stages are called '${name}'; give one another name`),
  ...stages.flatMap(stage =>
    repeated(stage.actions.map(action => action.name)).map(
      name => `two actions in stage '${stage.name}' are called '${name}'; give one another name`,
    ),
  ),
]

const badName = (what: string, name: string) =>
  /^[A-Za-z0-9.@\-_]{1,100}$/.test(name)
    ? []
    : [`the name of a ${what} should be 1 to 100 of A-Z a-z 0-9 . @ - _, got '${name}'`]

const sourceFirst: PipelineRule = ({ id, stages }) => {
  const [first, ...others] = stages
  if (!first || others.length === 0) return [`pipeline '${id}' has ${stages.length} stages, it needs at least 2`]
  const stray = others.flatMap(stage => stage.actions.filter(isSource))
  return [
    ...first.actions
      .filter(action => !isSource(action))
      .map(({ label }) => `${label} should be a Source action: the first stage holds nothing else`),
    ...stages
      .filter(stage => stage.actions.length === 0)
      .map(({ name }) => `stage '${name}' has no actions; add one or remove the stage`),
    ...stray.map(({ label }) => `${label} is a Source action; only the first stage, '${first.name}', may have those`),
  ]
}

const isSource = (action: Action) => action.type.startsWith('Source/')

const runOrders: PipelineRule = pipeline =>
  actionsOf(pipeline)
    .filter(({ runOrder }) => !(Number.isInteger(runOrder) && Number(runOrder) >= 1 && Number(runOrder) <= 999))
    .map(({ label, runOrder }) => `${label} has RunOrder ${String(runOrder)}, expected a whole number from 1 to 999`)

// https://docs.aws.amazon.com/codepipeline/latest/userguide/pipeline-types-planning.html
const v2Only: PipelineRule = pipeline => {
  if (pipeline.type === 'V2') return []
  const { ExecutionMode = 'SUPERSEDED', Triggers, Variables } = pipeline.properties
  const used = [
    ...(ExecutionMode === 'SUPERSEDED' ? [] : [`ExecutionMode ${String(ExecutionMode)}`]),
    ...(Triggers === undefined ? [] : ['Triggers']),
    ...(Variables === undefined ? [] : ['Variables']),
    ...pipeline.stages.flatMap(({ name, declaration }) =>
      ['BeforeEntry', 'OnFailure', 'OnSuccess']
        .filter(key => key in declaration)
        .map(key => `${key} of stage '${name}'`),
    ),
    ...actionsOf(pipeline)
      .filter(({ type }) => /^(Compute\/AWS\/Commands|Deploy\/AWS\/Lambda)\//.test(type))
      .map(({ label, type }) => `the type ${type} of ${label}`),
  ]
  return used.map(
    what => `pipeline '${pipeline.id}' is of type ${pipeline.type} but uses ${what}; set PipelineType to V2`,
  )
}

const noRollbackOfSource: PipelineRule = ({ stages: [first] }) =>
  first && isJson(first.declaration.OnFailure) && first.declaration.OnFailure.Result === 'ROLLBACK'
    ? [`stage '${first.name}' cannot be rolled back: there is nothing before a source; remove OnFailure: ROLLBACK`]
    : []

const executionMode: PipelineRule = ({ id, properties: { ExecutionMode = 'SUPERSEDED' } }) => {
  const modes = ['SUPERSEDED', 'QUEUED', 'PARALLEL']
  return modes.includes(String(ExecutionMode))
    ? []
    : [`pipeline '${id}' has ExecutionMode '${String(ExecutionMode)}', expected ${quoted(modes)}`]
}

export const arrangementRules: readonly PipelineRule[] = [
  names,
  sourceFirst,
  runOrders,
  executionMode,
  v2Only,
  noRollbackOfSource,
]
