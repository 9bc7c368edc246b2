// What a stack begins with when its template is too large to be sent in a request: the bucket that the template then goes through.
import { mentioned } from '../rules/resources.ts'
import { json, list, type Template, text } from '../template.ts'

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
export const inlineTemplateBytes = 51_200
export const largestTemplateBytes = 1_048_576

/** The logical ID of the bucket. */
export const firstBucket = 'ArtifactBucket'
const firstBucketPolicy = 'ArtifactBucketPolicy'

/** Where in the bucket the template goes. No service has a hyphen in its name, so no pipeline's artifacts go there too. */
export const templatesPrefix = 'pipeline-template'

/** The part of the template that is the bucket, what protects it and what they refer to: an update to the whole leaves these as they are. */
export function bucketFirst(template: Template): Template {
  const ids = withReferences(template, [firstBucket, firstBucketPolicy])
  const isPart = ([id]: [string, unknown]) => ids.has(id)
  const isOfPart = ([, output]: [string, unknown]) => mentioned(output).every(id => ids.has(id))
  return {
    ...template,
    Resources: Object.fromEntries(Object.entries(template.Resources).filter(isPart)),
    Outputs: Object.fromEntries(Object.entries(template.Outputs ?? {}).filter(isOfPart)),
  }
}

/** These resources, and all that they need. */
function withReferences(template: Template, ids: readonly string[]): ReadonlySet<string> {
  const all = new Set(ids)
  // A set is walked with what is added meanwhile.
  for (const id of all) for (const other of needs(template, id)) if (other in template.Resources) all.add(other)
  return all
}

const needs = (template: Template, id: string): readonly string[] => [
  ...mentioned(template.Resources[id]),
  ...list(json(template.Resources[id]).DependsOn).flatMap(other => text(other) ?? []),
]
