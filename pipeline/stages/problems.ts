// What the list of stages in pipeline/config.ts must be.
import type { ReleaseStage } from '../config.ts'
import {
  type Deployment,
  deploymentsOf,
  firstStages,
  pipelineStackName,
  roomForServiceName,
  shortName,
  stackName,
  testsDeployment,
} from '../names.ts'

/** Every problem of the stages: what was given, what is expected, what to change. */
export function stageProblems(stages: readonly ReleaseStage[]): readonly string[] {
  return [
    ...stages.flatMap(nameProblems),
    ...deploymentsOf(stages).flatMap((one, index, all) =>
      all.slice(0, index).flatMap(earlier => confused(earlier, one)),
    ),
    ...(stages.some(({ gate }) => gate !== undefined)
      ? []
      : [
          `stages should have one with gate: 'approval', got ${names(stages)}; a person decides there whether a commit goes on, because whoever pushes a commit also writes its tests (SECURITY.md)`,
        ]),
  ]
}

function nameProblems(stage: ReleaseStage): readonly string[] {
  const { name } = stage
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name))
    return [`the name of a stage should be a capital letter followed by letters and digits, got '${name}'`]
  const taken = reserved.find(one => one.toLowerCase() === shortName(stage))
  if (taken !== undefined)
    return [`a stage may not be called '${name}': the pipeline has a '${taken}' of its own; rename it`]
  // Only where this stage leaves no room: the others are not to blame.
  return roomForServiceName([stage]).characters < 1
    ? [
        `the stage '${name}' has so long a name that '${stackName('', stage)}' leaves no room for a service's name; shorten it`,
      ]
    : []
}

/** Other stages and stacks of the pipeline, and what else a namespace or a logical ID could be taken for. */
const reserved = [
  ...Object.values(firstStages),
  testsDeployment.name,
  pipelineStackName('').slice(1),
  'CodePipeline', // a namespace of CodePipeline's own
  'Variables',
]

/** The policies tell stages apart by how the names of their log groups begin, so no name may be the beginning of another one. */
function confused(one: Deployment, other: Deployment): readonly string[] {
  const [short, long] = [shortName(one), shortName(other)]
  if (short === long)
    return one === testsDeployment
      ? []
      : [`two stages are called '${other.name}'; rename one (capitals make no difference)`]
  const whose = one === testsDeployment ? `'${one.name}' (the integration tests' stack)` : `'${one.name}'`
  return long.startsWith(short) || short.startsWith(long)
    ? [
        `the stage '${other.name}' and ${whose} begin alike, and the policies tell them apart by how names begin; rename the stage`,
      ]
    : []
}

const names = (stages: readonly ReleaseStage[]) => stages.map(({ name }) => `'${name}'`).join(', ') || 'no stage'
