// Resource and NotResource: ARNs with wildcards; or everything.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html

import { type PolicyRules, type Problem, type ProblemKind, problem, textsOf } from './problems.ts'

export const readResource = (
  statement: Readonly<Record<string, unknown>>,
  at: string,
  { resource: rule, owns = () => true }: PolicyRules,
): readonly Problem[] => {
  const given = ['Resource', 'NotResource'].filter(name => statement[name] !== undefined)
  if (rule === 'forbidden') return given.map(name => problem('resource-forbidden', `${at}.${name}`, name))
  if (given.length === 0) return rule === 'optional' ? [] : [problem('no-resource', `${at}.Resource`, undefined)]
  return given.flatMap(name => {
    const element = statement[name]
    const resources = textsOf(Array.isArray(element) ? element.filter(item => item !== null) : element)
    if (!resources) return [problem('syntax', `${at}.${name}`, element)]
    if (resources.length === 0) return [problem('no-resource', `${at}.${name}`, element)]
    return resources.flatMap(resource => {
      const kind = resourceProblem(resource) ?? (owns(resource) ? undefined : 'resource-out-of-scope')
      return kind ? [problem(kind, `${at}.${name}`, resource)] : []
    })
  })
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-eusc']
const IAM_PATHS =
  /^(\*|user\/|federated-user\/|role\/|group\/|instance-profile\/|mfa\/|server-certificate\/|policy\/|sms-mfa\/|saml-provider\/|oidc-provider\/|report\/|access-report\/|root$)/

const resourceProblem = (resource: string): ProblemKind | undefined => {
  if (resource === '*') return undefined
  // The colons of a variable part nothing.
  const parts = resource.replaceAll(/\$\{[^{}]*\}/g, 'variable').split(':')
  const [prefix = '', partition, service, region, account, ...path] = parts
  if (partition === undefined) return 'resource-format'
  if (!PARTITIONS.includes(partition) && !partition.includes('*')) return 'resource-partition'
  if (prefix !== 'arn') return 'resource-format'
  if (service === undefined) return 'resource-service'
  if (service === '' || (parts.length < 6 && resource.includes('::'))) return 'unparsable'
  if (/[*?]/.test(service)) return 'resource-service'
  // Buckets and objects have neither Region nor account, access points have both.
  if (service === 's3' && region && account === '') return 'resource-region'
  if (service === 'iam' && region && region !== '*') return 'resource-region'
  return service === 'iam' && path.length > 0 && !IAM_PATHS.test(path.join(':')) ? 'resource-iam-path' : undefined
}
