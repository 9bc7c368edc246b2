// Takes one statement, or a policy of AWS's own, out of the template that grants it: the pipeline's, or the one that the service deploys its tests with.

import type { PipelineTemplate } from '../local/cli/synth.ts'
import type { PolicyStatement } from '../local/core/policy.ts'
import type { Repository } from '../tests/support/repository.ts'
import { type Grant, statementName } from './grants.ts'

interface Document {
  Statement: PolicyStatement[]
}

interface Resource {
  readonly Properties: {
    PolicyDocument?: Document
    Policies?: { readonly PolicyDocument: Document }[]
    /** ARNs, most of them with intrinsics. */
    ManagedPolicyArns?: unknown[]
  }
}

export interface Mutant {
  readonly edited: PipelineTemplate
  /** What has to be changed in the repository before the first push. */
  readonly prepare?: (repository: Repository) => void
}

/** @throws Error when no template holds the statement */
export const withoutStatement = (template: PipelineTemplate, { holder, statement }: Grant): Mutant => {
  const parsed = JSON.parse(template.templateBody) as { readonly Resources: Readonly<Record<string, Resource>> }
  const resource = parsed.Resources[holder.replace(`${template.stackName}-`, '')]
  if (!resource) return { edited: template, prepare: repository => removeFromTests(repository, statement) }
  const properties = resource.Properties
  if (!detached(properties, statement)) removeFromDocuments(properties, holder, statement)
  return { edited: { ...template, templateBody: JSON.stringify(parsed) } }
}

const detached = (properties: Resource['Properties'], policy: string): boolean => {
  const { ManagedPolicyArns = [] } = properties
  const kept = ManagedPolicyArns.filter(arn => !JSON.stringify(arn).includes(`/${policy}"`))
  if (kept.length === ManagedPolicyArns.length) return false
  properties.ManagedPolicyArns = kept
  return true
}

const removeFromDocuments = (properties: Resource['Properties'], holder: string, statement: string): void => {
  const documents = [properties.PolicyDocument, ...(properties.Policies ?? []).map(policy => policy.PolicyDocument)]
  const document = documents.find(one => one?.Statement.some((given, index) => isNamed(given, index, statement)))
  if (!document) throw new Error(`${holder} has no statement ${statement} in the synthesized template`)
  document.Statement = document.Statement.filter((given, index) => !isNamed(given, index, statement))
  // A policy has at least one statement.
  if (properties.Policies)
    properties.Policies = properties.Policies.filter(policy => policy.PolicyDocument.Statement.length > 0)
}

const isNamed = ({ Sid }: PolicyStatement, index: number, statement: string): boolean =>
  statementName(Sid, index) === statement

const removeFromTests = (repository: Repository, statement: string): void => {
  const file = 'test-sam.yaml'
  const text = repository.read(file)
  // An action that needs no permission stands in for the statement's own, so that the YAML around it keeps its form.
  const changed = text.replace(
    new RegExp(
      `(Sid: ${statement}\\n\\s+Effect: Allow\\n\\s+Action:)[^\\S\\n]*(?:\\n\\s+- .*)+|(Sid: ${statement}\\n\\s+Effect: Allow\\n\\s+Action:) .*`,
    ),
    '$1$2 sts:GetCallerIdentity',
  )
  if (changed === text) throw new Error(`${file} has no statement ${statement}`)
  repository.commit(`take away ${statement}`, { [file]: changed })
}
