// Every input artifact comes from an earlier action. https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-action-artifacts.html
import { type Action, actionsOf, type Pipeline, quoted, repeated } from './pipeline.ts'

const produced = (pipeline: Pipeline): string[] =>
  actionsOf(pipeline).flatMap(action => {
    const earlier = actionsOf(pipeline)
      .filter(other => runsBefore(other, action))
      .flatMap(({ outputs }) => outputs)
    return action.inputs
      .filter(input => !earlier.includes(input))
      .map(
        input =>
          `${action.label} needs artifact '${input}', but no earlier action produces it; the earlier artifacts are ${quoted(earlier)}`,
      )
  })

const uniqueOutputs = (pipeline: Pipeline): string[] =>
  repeated(actionsOf(pipeline).flatMap(({ outputs }) => outputs)).map(
    name => `the artifact '${name}' is produced twice; give each output its own name`,
  )

const artifactNames = (pipeline: Pipeline): string[] =>
  actionsOf(pipeline)
    .flatMap(({ outputs }) => outputs)
    .filter(name => !/^[A-Za-z0-9_-]{1,100}$/.test(name))
    .map(name => `the name of an artifact should be 1 to 100 of A-Z a-z 0-9 _ -, got '${name}'`)

/** Actions of one stage run by RunOrder, stages one after the other. */
export const runsBefore = (one: Action, other: Action): boolean =>
  one.stageIndex < other.stageIndex ||
  (one.stageIndex === other.stageIndex && Number(one.runOrder) < Number(other.runOrder))

export const artifactRules = [produced, uniqueOutputs, artifactNames]
