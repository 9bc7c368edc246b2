// A CloudFormation template as the structural rules see it: JSON whose shape is looked up and never assumed.

export interface Resource {
  readonly Type: string
  readonly Properties?: Json
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Parameters?: Json
  readonly Rules?: Json
  readonly Outputs?: Json
}

export type Json = Readonly<Record<string, unknown>>

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const json = (value: unknown): Json => (isJson(value) ? value : {})
export const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The resources of one type, with their logical IDs. */
export const resourcesOf = (template: Template, type: string): { id: string; properties: Json }[] =>
  Object.entries(template.Resources).flatMap(([id, resource]) =>
    resource.Type === type ? [{ id, properties: json(resource.Properties) }] : [],
  )

/** The logical ID that a Ref or a Fn::GetAtt names. */
export function referenced(value: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = json(value)
  return text(Ref) ?? text(list(attribute)[0])?.split('.')[0]
}

/**
 * The text a value will have once deployed, with something of a usual length where only the deployment knows it.
 * Undefined when the value is no text.
 */
export function rendered(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::Sub': sub } = json(value)
  if (typeof Ref === 'string') return sample(Ref)
  if (attribute !== undefined) return sample(list(attribute).join('.'))
  if (typeof sub === 'string') return sub.replaceAll(/\$\{([^!}]+)\}/g, (_, name: string) => sample(name))
  if (Array.isArray(join))
    return list(join[1])
      .map(part => rendered(part) ?? '')
      .join(text(join[0]) ?? '')
  return undefined
}

const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'ap-southeast-2',
  'AWS::AccountId': '123456789012',
  'AWS::URLSuffix': 'amazonaws.com',
}

// The ARN of a role or policy is the longest thing that the template refers to: 31 characters and a name of 64.
const sample = (name: string) => pseudoParameters[name] ?? name.padEnd(95, '-')
