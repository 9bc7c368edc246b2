// The transform AWS::Serverless-2016-10-31: the template with its serverless resources replaced by what they are made of. Logical IDs and
// properties are those of AWS's own transform (samtranslator 1.110); `golden/` holds its output for a corpus of templates.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html

import type { Place } from '../../core/arn.ts'
import type { ParameterValue } from '../environment.ts'
import {
  isMap,
  type ResourceDeclaration,
  SERVERLESS_TRANSFORM,
  type Template,
  type Value,
  type ValueMap,
} from '../template.ts'
import type { Api } from './api/api.ts'
import { type Apis, collectApis, hasRestApi } from './api/apis.ts'
import { isOpenApi3 } from './api/definition.ts'
import { transformHttpApi } from './api/http-api.ts'
import { transformRestApi } from './api/rest-api.ts'
import { deployments, type Preference } from './function/deployment-preference.ts'
import { transformFunction } from './function/function.ts'
import { globalsProblems, withGlobals } from './globals.ts'
import { resolveMade, resolveParameters } from './intrinsics.ts'
import { notCarriedOut, ResourceProblem, transformFailed } from './problem.ts'
import { fromTemplate, printed, Unicode } from './python27.ts'
import type { Context, Made, ServerlessResource } from './resource.ts'
import { transformSimpleTable } from './simple-table.ts'

/** @throws ServiceError ValidationError that names every problem of every resource */
export const transformServerless = (
  template: Template,
  parameters: Readonly<Record<string, ParameterValue>>,
  place: Place,
): Template => {
  const { transformed, problems } = attemptServerless(template, parameters, place)
  if (problems.length > 0) throw transformFailed(problems)
  return transformed
}

export interface Attempt {
  /** Without what was refused. */
  readonly transformed: Template
  readonly problems: readonly string[]
}

/** For whoever wants to say what else is wrong in the same answer. */
export const attemptServerless = (
  template: Template,
  parameters: Readonly<Record<string, ParameterValue>>,
  place: Place,
): Attempt => {
  const hashed = hasRestApi(template)
  const context: Context = {
    template,
    parameters: { 'AWS::Region': place.region, 'AWS::Partition': 'aws', ...parameters },
    hashed,
  }
  const broken = globalsProblems(template.Globals)
  if (broken.length > 0) return { transformed: { ...template, Resources: {} }, problems: broken }
  const apis = collectApis(template, hashed)
  const work = new Work(context, apis)
  for (const problem of apis.problems) work.refuse(problem)
  for (const api of apis.all.values()) if (api.kind === 'rest') setVersion(template, api)
  for (const kind of ['AWS::Serverless::Function', 'api', 'other']) {
    for (const logicalId of apis.order) {
      const declaration = apis.all.get(logicalId)?.declaration ?? template.Resources[logicalId]
      if (declaration?.Type.startsWith('AWS::Serverless::') && kindOf(declaration.Type) === kind)
        work.transform(logicalId, declaration)
    }
  }
  return work.result()
}

const kindOf = (type: string): string => {
  if (type === 'AWS::Serverless::Function') return type
  return type === 'AWS::Serverless::Api' || type === 'AWS::Serverless::HttpApi' ? 'api' : 'other'
}

/** What has been made so far, and what is wrong. */
class Work {
  private readonly context: Context
  private readonly apis: Apis
  private readonly resources: Record<string, ResourceDeclaration>
  private readonly conditions: Record<string, Value>
  private readonly referable = new Map<string, string>()
  private readonly preferences: Preference[] = []
  private readonly functionNames = new Map<string, string[]>()
  private readonly problems: string[] = []

  constructor(context: Context, apis: Apis) {
    this.context = context
    this.apis = apis
    const { Resources, Conditions } = context.template
    this.resources = Object.fromEntries(
      Object.entries(Resources)
        .filter(([, { Type }]) => !Type.startsWith('AWS::Serverless::'))
        .map(([logicalId, resource]) => [logicalId, resource]),
    )
    this.conditions = { ...Conditions, ...apis.conditions }
  }

  refuse(problem: unknown): void {
    if (!(problem instanceof ResourceProblem)) throw problem
    this.problems.push(problem.message)
  }

  transform(logicalId: string, declaration: ResourceDeclaration): void {
    try {
      if ('Connectors' in declaration) throw notCarriedOut(logicalId, "The attribute 'Connectors'")
      const properties = withGlobals(this.context.template, logicalId, declaration)
      const resource: ServerlessResource = { logicalId, declaration, properties }
      this.add(resource, this.madeOf(resource))
    } catch (problem) {
      this.refuse(problem)
    }
  }

  private madeOf(resource: ServerlessResource): readonly Made[] {
    const { logicalId, declaration } = resource
    const api = this.apis.all.get(logicalId)
    switch (declaration.Type) {
      case 'AWS::Serverless::Function':
        return this.madeOfFunction(resource)
      case 'AWS::Serverless::Api':
        return api ? transformRestApi(resource, api, this.context, this.functionNames.get(logicalId)?.join('')) : []
      case 'AWS::Serverless::HttpApi':
        return api ? transformHttpApi(resource, api, this.context, this.eventsOf(api)) : []
      case 'AWS::Serverless::SimpleTable':
        return [transformSimpleTable(resource)]
      default:
        throw notCarriedOut(logicalId, `Resource type ${declaration.Type}`)
    }
  }

  private madeOfFunction(resource: ServerlessResource): readonly Made[] {
    const events = this.apis.events.get(resource.logicalId) ?? []
    this.rememberName(resource)
    const { made, preference, conditions } = transformFunction(resource, this.context, events)
    if (preference) this.preferences.push(preference)
    Object.assign(this.conditions, conditions)
    return made
  }

  /** An API is deployed anew when the name of one of its functions changes. */
  private rememberName({ logicalId, declaration }: ServerlessResource): void {
    const { FunctionName: name } = declaration.Properties ?? {}
    if (!name) return
    const resolved = resolveParameters(name, this.context.parameters)
    const item = fromTemplate(resolved)
    const text = item instanceof Unicode ? item.text : printed(item)
    for (const { api } of this.apis.events.get(logicalId) ?? [])
      if (api.kind === 'rest')
        this.functionNames.set(api.logicalId, [...(this.functionNames.get(api.logicalId) ?? []), text])
  }

  private eventsOf(api: Api): readonly NonNullable<ReturnType<Apis['events']['get']>>[number][] {
    return [...this.apis.events.values()].flat().filter(event => event.api === api)
  }

  private add({ logicalId, declaration }: ServerlessResource, made: readonly Made[]): void {
    for (const { logicalId: madeId, resource } of made) {
      const taken = madeId !== logicalId && this.context.template.Resources[madeId] !== undefined
      if (taken)
        throw new ResourceProblem(
          logicalId,
          `Transforming resource with id [${logicalId}] attempts to create a new resource [${madeId}] of type "${resource.Type}". A resource with that id already exists within this template. Please use a different id for that resource.`,
        )
      this.resources[madeId] = resource
      const property = REFERABLE[declaration.Type]?.[resource.Type]
      if (property !== undefined) this.referable.set(`${logicalId}.${property}`, madeId)
    }
  }

  result(): Attempt {
    if (this.problems.length === 0) {
      try {
        const { made, conditions } = deployments(this.preferences)
        for (const { logicalId, resource } of made) this.resources[logicalId] = resource
        Object.assign(this.conditions, conditions)
      } catch (problem) {
        this.refuse(problem)
      }
    }
    const { Globals: _, ...template } = this.context.template
    const made = this.referable
    const transformed = {
      ...template,
      Conditions: this.conditions,
      Transform: template.Transform.filter(name => name !== SERVERLESS_TRANSFORM),
      Resources: mapped(this.resources, resource => resolvedResource(resource, made)),
      Outputs: mapped(template.Outputs, output => ({
        ...output,
        Value: resolveMade(output.Value, made),
        ...(output.Export && { Export: { Name: resolveMade(output.Export.Name, made) } }),
      })),
    }
    return { transformed, problems: this.problems }
  }
}

const resolvedResource = (resource: ResourceDeclaration, made: ReadonlyMap<string, string>): ResourceDeclaration => {
  const resolved = (value: ValueMap | undefined): ValueMap | undefined => {
    const inner = value && resolveMade(value, made)
    return isMap(inner) ? inner : undefined
  }
  const Properties = resolved(resource.Properties)
  const UpdatePolicy = resolved(resource.UpdatePolicy)
  return { ...resource, ...(Properties && { Properties }), ...(UpdatePolicy && { UpdatePolicy }) }
}

const mapped = <Member>(
  members: Readonly<Record<string, Member>>,
  change: (member: Member) => Member,
): Record<string, Member> => Object.fromEntries(Object.entries(members).map(([name, member]) => [name, change(member)]))

/** The names under which a template may refer to what is made: `!Ref MyApi.Stage`. */
const REFERABLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::Serverless::Function': {
    'AWS::Lambda::Alias': 'Alias',
    'AWS::Lambda::Version': 'Version',
    'AWS::SNS::Topic': 'DestinationTopic',
    'AWS::SQS::Queue': 'DestinationQueue',
  },
  'AWS::Serverless::Api': { 'AWS::ApiGateway::Stage': 'Stage', 'AWS::ApiGateway::Deployment': 'Deployment' },
  'AWS::Serverless::HttpApi': { 'AWS::ApiGatewayV2::Stage': 'Stage' },
}

/** A definition that the transform writes is of the version that the API asks for. */
const setVersion = (template: Template, api: Api): void => {
  if (!api.managed || !api.definition) return
  const { OpenApiVersion: version } = withGlobals(template, api.logicalId, api.declaration)
  const item = version === undefined ? undefined : fromTemplate(version)
  if (item === undefined || !isOpenApi3(item)) return
  api.definition.set('openapi', item instanceof Unicode ? item : printed(item))
  if (api.definition.get('swagger')) api.definition.delete('swagger')
}
