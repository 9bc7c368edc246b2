// A pipeline as its rules see it, read from the template.
import { type Json, json, list, rendered, resourcesOf, type Template, text } from '../template.ts'

export interface Pipeline {
  readonly id: string
  readonly type: string
  readonly properties: Json
  readonly stages: readonly Stage[]
}

export interface Stage {
  readonly name: string
  readonly declaration: Json
  readonly actions: readonly Action[]
}

export interface Action {
  /** How messages name it: `action 'Deploy' in stage 'Beta'`. */
  readonly label: string
  readonly name: string
  readonly stageIndex: number
  readonly runOrder: unknown
  /** `Category/Owner/Provider/Version`, e.g. `Deploy/AWS/CloudFormation/1`. */
  readonly type: string
  readonly configuration: Json
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly namespace: string | undefined
}

export const pipelinesOf = (template: Template): Pipeline[] =>
  resourcesOf(template, 'AWS::CodePipeline::Pipeline').map(({ id, properties }) => ({
    id,
    // V1 is what a pipeline without a type is.
    type: text(properties.PipelineType) ?? 'V1',
    properties,
    stages: list(properties.Stages).map((stage, index) => stageOf(json(stage), index)),
  }))

function stageOf(declaration: Json, stageIndex: number): Stage {
  const name = rendered(declaration.Name) ?? ''
  return {
    name,
    declaration,
    actions: list(declaration.Actions).map(action => actionOf(json(action), name, stageIndex)),
  }
}

function actionOf(action: Json, stage: string, stageIndex: number): Action {
  const name = rendered(action.Name) ?? ''
  const { Category, Owner, Provider, Version } = json(action.ActionTypeId)
  return {
    label: `action '${name}' in stage '${stage}'`,
    name,
    stageIndex,
    runOrder: action.RunOrder ?? 1,
    type: [Category, Owner, Provider, Version].map(part => rendered(part) ?? '?').join('/'),
    configuration: json(action.Configuration),
    inputs: artifactNames(action.InputArtifacts),
    outputs: artifactNames(action.OutputArtifacts),
    namespace: rendered(action.Namespace),
  }
}

const artifactNames = (artifacts: unknown) => list(artifacts).map(artifact => rendered(json(artifact).Name) ?? '')

export const actionsOf = (pipeline: Pipeline): Action[] => pipeline.stages.flatMap(stage => [...stage.actions])

/** The values that occur more than once. */
export const repeated = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
]

export const quoted = (values: readonly string[]): string => values.map(value => `'${value}'`).join(', ') || 'none'
