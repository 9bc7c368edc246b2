// The rules that a pipeline structure obeys as a whole; every problem is reported at once, with the code AWS gives its kind.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html#pipeline-requirements

import { ServiceError } from '../../../core/errors.ts'
import { actionProblems } from './action-types.ts'
import { type ActionDeclaration, isSource, type PipelineDeclaration, type StageDeclaration } from './declaration.ts'
import { referencesIn } from './variables.ts'

type Code = 'InvalidStructureException' | 'InvalidStageDeclarationException' | 'InvalidActionDeclarationException'
type Rule = (pipeline: PipelineDeclaration, region: string) => readonly string[]

interface Placed {
  readonly action: ActionDeclaration
  readonly stage: StageDeclaration
  readonly stageIndex: number
}

/** @throws ServiceError when a rule is broken; its code is that of the first broken rule */
export const validateStructure = (pipeline: PipelineDeclaration, region: string): void => {
  const broken = RULES.flatMap(([code, rule]) => rule(pipeline, region).map(problem => ({ code, problem })))
  const [first] = broken
  if (first) throw new ServiceError(first.code, broken.map(({ problem }) => problem).join('; '))
}

const placedActions = (pipeline: PipelineDeclaration): readonly Placed[] =>
  pipeline.stages.flatMap((stage, stageIndex) => stage.actions.map(action => ({ action, stage, stageIndex })))

const where = ({ action, stage }: Placed): string => `action '${action.name}' in stage '${stage.name}'`

const duplicates = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
]

const stageCount: Rule = ({ stages }) =>
  stages.length < 2 || stages.length > 50
    ? [
        `Pipeline has ${stages.length} stage(s). There should be a minimum of 2 stages and a maximum of 50 in a pipeline`,
      ]
    : []

const stageNames: Rule = ({ stages }) =>
  duplicates(stages.map(stage => stage.name)).map(
    name => `Stage name '${name}' is used more than once; stage names must be unique`,
  )

const actionCounts: Rule = ({ stages }) => [
  ...stages
    .filter(({ actions }) => actions.length < 1 || actions.length > 50)
    .map(({ name, actions }) => `Stage '${name}' has ${actions.length} actions; a stage has 1 to 50`),
  ...(stages.reduce((sum, { actions }) => sum + actions.length, 0) > 1000
    ? ['A pipeline has at most 1000 actions']
    : []),
]

const actionNames: Rule = ({ stages }) =>
  stages.flatMap(stage =>
    duplicates(stage.actions.map(action => action.name)).map(
      name =>
        `Stage '${stage.name}' has more than one action named '${name}'; action names must be unique within a stage`,
    ),
  )

const sourcesFirst: Rule = pipeline =>
  placedActions(pipeline).flatMap(placed => {
    if (placed.stageIndex === 0 && !isSource(placed.action))
      return [
        `The first stage may hold only Source actions, but ${where(placed)} has category '${placed.action.actionTypeId.category}'`,
      ]
    if (placed.stageIndex > 0 && isSource(placed.action))
      return [`Source actions belong in the first stage only, but ${where(placed)} is one`]
    return []
  })

const stores: Rule = ({ artifactStore, artifactStores }, region) => {
  if ((artifactStore === undefined) === (artifactStores === undefined))
    return ['A pipeline has either artifactStore or artifactStores, and exactly one of them']
  if (!artifactStores) return []
  if (!artifactStores[region]) return [`artifactStores has no store for the pipeline's own Region ${region}`]
  return Object.keys(artifactStores)
    .filter(name => name !== region)
    .map(name => `artifactStores names Region ${name}: cross-Region actions are not carried out by the local cloud`)
}

const regions: Rule = (pipeline, region) =>
  placedActions(pipeline)
    .filter(({ action }) => action.region !== undefined && action.region !== region)
    .map(
      placed =>
        `${where(placed)} is for Region ${placed.action.region}: cross-Region actions are not carried out by the local cloud`,
    )

const v2Only: Rule = pipeline => {
  if (pipeline.pipelineType === 'V2') return []
  const problem = (what: string): string => `${what} needs pipelineType V2, but the pipeline is of type V1`
  return [
    ...(pipeline.executionMode === 'SUPERSEDED' ? [] : [problem(`executionMode ${pipeline.executionMode}`)]),
    ...(pipeline.variables ? [problem('a pipeline variable')] : []),
    ...pipeline.stages.filter(stage => stage.onFailure).map(stage => problem(`onFailure of stage '${stage.name}'`)),
  ]
}

const rollbacks: Rule = pipeline =>
  pipeline.stages.flatMap((stage, index) => {
    if (stage.onFailure?.result !== 'ROLLBACK') return []
    if (index === 0)
      return [`Stage '${stage.name}' holds the sources, which cannot be rolled back; remove onFailure ROLLBACK`]
    if (pipeline.executionMode === 'PARALLEL')
      return [`Stage '${stage.name}': rollback is not supported in PARALLEL mode`]
    return []
  })

const pipelineVariables: Rule = ({ variables = [] }) => [
  ...(variables.length > 50 ? [`A pipeline has at most 50 variables, got ${variables.length}`] : []),
  ...duplicates(variables.map(({ name }) => name)).map(
    name => `Pipeline variable '${name}' is declared more than once`,
  ),
]

const artifacts: Rule = pipeline => {
  const placed = placedActions(pipeline)
  const outputs = placed.flatMap(({ action }) => action.outputArtifacts.map(({ name }) => name))
  return [
    ...duplicates(outputs).map(
      name =>
        `Output artifact '${name}' is declared more than once; output artifact names must be unique in a pipeline`,
    ),
    ...placed.flatMap(consumer => {
      const earlier = placed
        .filter(producer => isBefore(producer, consumer))
        .flatMap(({ action }) => action.outputArtifacts.map(({ name }) => name))
      return consumer.action.inputArtifacts
        .filter(({ name }) => !earlier.includes(name))
        .map(({ name }) => missingArtifact(consumer, name, earlier))
    }),
  ]
}

const missingArtifact = (consumer: Placed, name: string, earlier: readonly string[]): string =>
  `${where(consumer)} needs artifact '${name}', but no earlier action produces it; ` +
  (earlier.length > 0
    ? `the earlier artifacts are ${earlier.map(item => `'${item}'`).join(', ')}`
    : 'there are no earlier artifacts')

const isBefore = (first: Placed, second: Placed): boolean =>
  first.stageIndex < second.stageIndex ||
  (first.stageIndex === second.stageIndex && first.action.runOrder < second.action.runOrder)

const namespaces: Rule = pipeline => {
  const placed = placedActions(pipeline)
  const used = placed.flatMap(({ action }) => action.namespace ?? [])
  const artifactNames = new Set(placed.flatMap(({ action }) => action.outputArtifacts.map(({ name }) => name)))
  return [
    ...duplicates(used).map(
      name => `Namespace '${name}' is used by more than one action; namespaces must be unique in a pipeline`,
    ),
    ...used
      .filter(name => name === 'codepipeline' || name === 'variables')
      .map(name => `Namespace '${name}' is reserved`),
    ...used.filter(name => artifactNames.has(name)).map(name => `Namespace '${name}' is the name of an artifact too`),
  ]
}

/** A consumer stands in a later stage, or in the same stage with a higher runOrder. */
const references: Rule = pipeline => {
  const placed = placedActions(pipeline)
  const declared = new Set((pipeline.variables ?? []).map(({ name }) => name))
  return placed.flatMap(consumer => {
    const earlier = new Set(
      placed.filter(other => isBefore(other, consumer)).flatMap(({ action }) => action.namespace ?? []),
    )
    return Object.values(consumer.action.configuration)
      .flatMap(referencesIn)
      .flatMap(({ text, namespace, key }) => {
        if (namespace === 'codepipeline')
          return key === 'PipelineExecutionId'
            ? []
            : [`${where(consumer)} refers to ${text}; the only one is #{codepipeline.PipelineExecutionId}`]
        if (namespace === 'variables') {
          if (isSource(consumer.action))
            return [`${where(consumer)} refers to ${text}; Source actions cannot use pipeline variables`]
          return declared.has(key)
            ? []
            : [`${where(consumer)} refers to ${text}, but the pipeline declares no variable '${key}'`]
        }
        if (earlier.has(namespace)) return []
        return [`${where(consumer)} refers to ${text}, but no earlier action has the namespace '${namespace}'`]
      })
  })
}

const actions: Rule = (pipeline, region) =>
  placedActions(pipeline).flatMap(({ action }) => actionProblems(action, region))

const RULES: readonly (readonly [Code, Rule])[] = [
  ['InvalidStructureException', stageCount],
  ['InvalidStructureException', stageNames],
  ['InvalidStageDeclarationException', actionCounts],
  ['InvalidStageDeclarationException', actionNames],
  ['InvalidStructureException', sourcesFirst],
  ['InvalidStructureException', stores],
  ['InvalidActionDeclarationException', actions],
  ['InvalidActionDeclarationException', regions],
  ['InvalidStructureException', artifacts],
  ['InvalidActionDeclarationException', namespaces],
  ['InvalidActionDeclarationException', references],
  ['InvalidStructureException', pipelineVariables],
  ['InvalidStructureException', v2Only],
  ['InvalidStageDeclarationException', rollbacks],
]
