// Edits the OpenAPI document of an API: paths, methods and their integrations with functions.

import { ResourceProblem } from '../problem.ts'
import { Dict, type Item, type Text, textOfKey, Unicode } from '../python27.ts'

const ANY_METHOD = 'x-amazon-apigateway-any-method'
export const INTEGRATION = 'x-amazon-apigateway-integration'

/** An edited copy; AWS's transform copies before and after each edit, which can change the order of the keys. */
export const edited = (definition: Dict, edit: (copy: Dict) => void): Dict => {
  const copy = definition.copy()
  edit(copy)
  return copy.copy()
}

export const swaggerSkeleton = (): Dict =>
  new Dict([
    ['swagger', '2.0'],
    ['info', skeletonInfo()],
    ['paths', new Dict()],
  ])

export const openApiSkeleton = (): Dict =>
  new Dict([
    ['openapi', '3.0.1'],
    ['info', skeletonInfo()],
    ['paths', new Dict()],
  ])

const skeletonInfo = (): Dict =>
  new Dict([
    ['version', '1.0'],
    ['title', Dict.plain({ Ref: 'AWS::StackName' })],
  ])

const OPENAPI_3 = /^3(\.\d)(\.\d)?$/

export const isOpenApi3 = (version: Item | undefined): boolean =>
  version !== undefined && OPENAPI_3.test(textOf(version))

export const textOf = (item: Item): string => {
  if (typeof item === 'string' || item instanceof Unicode) return textOfKey(item)
  return item instanceof Dict || Array.isArray(item) ? '' : String(item)
}

/** Whether it is a Swagger or OpenAPI document with paths. */
export const isDefinition = (definition: Dict | undefined, kind: 'rest' | 'http'): definition is Dict => {
  if (!definition || !(definition.get('paths') instanceof Dict)) return false
  return (kind === 'rest' && Boolean(definition.get('swagger'))) || isOpenApi3(definition.get('openapi'))
}

export const pathsOf = (definition: Dict): Dict => {
  const paths = definition.get('paths')
  return paths instanceof Dict ? paths : new Dict()
}

/** The item itself, or the branches of its Fn::If. */
export const branches = (item: Item | undefined): readonly Item[] => {
  if (!(item instanceof Dict)) return item === undefined ? [] : [item]
  const choice = item.get('Fn::If')
  if (!Array.isArray(choice)) return [item]
  return choice
    .slice(1)
    .filter(branch => !(branch instanceof Dict && textOf(branch.get('Ref') ?? '') === 'AWS::NoValue'))
}

export const conditionalItem = (condition: Text, item: Item): Dict =>
  Dict.plain({ 'Fn::If': [condition, item, Dict.plain({ Ref: 'AWS::NoValue' })] })

/** `any` has a name of its own; the case of others is lower. A name that came with the template still counts as the template's. */
export const methodName = (method: Text): Text => {
  const lower = textOfKey(method).toLowerCase()
  if (lower === 'any') return ANY_METHOD
  return typeof method === 'string' ? lower : new Unicode(lower)
}

export const addPath = (definition: Dict, path: Text, method: Text): void => {
  const paths = pathsOf(definition)
  if (!paths.has(path)) paths.set(path, new Dict())
  for (const item of branches(paths.get(path)))
    if (item instanceof Dict && !item.has(methodName(method))) item.set(methodName(method), new Dict())
}

export const hasIntegration = (definition: Dict, path: Text, method: Text): boolean => {
  const items = branches(pathsOf(definition).get(path))
  return (
    items.length > 0 &&
    items.every(item => {
      const definitions = item instanceof Dict ? branches(item.get(methodName(method))) : []
      return definitions.some(found => found instanceof Dict && Boolean(found.get(INTEGRATION)))
    })
  )
}

export interface LambdaIntegration {
  readonly path: Text
  readonly method: Text
  readonly uri: Item
  readonly condition: Text | undefined
  /** What HTTP and REST integrations do not share. */
  readonly settings: readonly (readonly [string, Item])[]
  readonly isDefaultRoute?: boolean
}

export const addLambdaIntegration = (definition: Dict, integration: LambdaIntegration): void => {
  const { path, method, uri, condition, settings, isDefaultRoute } = integration
  addPath(definition, path, method)
  const name = methodName(method)
  for (const item of branches(pathsOf(definition).get(path))) {
    if (!(item instanceof Dict)) continue
    const found = item.get(name)
    const operation = found instanceof Dict ? found : new Dict()
    operation.set(
      INTEGRATION,
      new Dict([
        ['type', 'aws_proxy'],
        ['httpMethod', 'POST'],
        ...settings,
        ['uri', condition === undefined ? uri : conditionalItem(condition, uri)],
      ]),
    )
    if (isDefaultRoute) operation.set('isDefaultRoute', true)
    if (!operation.has('responses')) operation.set('responses', new Dict())
    item.set(name, condition === undefined ? operation : conditionalItem(condition, operation))
  }
}

/** The definitions of a method that have an integration. */
export const integratedOperations = (definition: Dict, path: Text, method: Text): readonly Dict[] =>
  branches(pathsOf(definition).get(path)).flatMap(item =>
    item instanceof Dict
      ? branches(item.get(methodName(method))).filter(
          (operation): operation is Dict => operation instanceof Dict && Boolean(operation.get(INTEGRATION)),
        )
      : [],
  )

export const setTimeoutOf = (definition: Dict, path: Text, method: Text, timeoutInMillis: Item): void => {
  for (const operation of integratedOperations(definition, path, method)) {
    const integration = operation.get(INTEGRATION)
    if (integration instanceof Dict) integration.set('timeoutInMillis', timeoutInMillis)
  }
}

/** The path as it stands in a permission: each parameter is `*`. */
export const permissionPath = (path: string): string =>
  path.replace(/^(.+)\/$/, '$1').replace(/\{([a-zA-Z0-9._-]+|[a-zA-Z0-9._-]+\+|proxy\+)\}/g, '*')

export const disableExecuteApiEndpoint = (definition: Dict, disable: Item): void => {
  const EXTENSION = 'x-amazon-apigateway-endpoint-configuration'
  const into = (holder: Dict): void => {
    const found = holder.get(EXTENSION)
    const configuration = found instanceof Dict ? found : new Dict()
    configuration.set('disableExecuteApiEndpoint', disable)
    holder.set(EXTENSION, configuration)
  }
  if (!isOpenApi3(definition.get('openapi'))) {
    into(definition)
    return
  }
  const found = definition.get('servers')
  const servers = Array.isArray(found) ? found : [new Dict()]
  for (const server of servers) if (server instanceof Dict) into(server)
  definition.set('servers', servers)
}

export const needDefinition = (
  logicalId: string,
  feature: string,
  definition: Dict | undefined,
  kind: 'rest' | 'http',
): Dict => {
  const name = kind === 'rest' ? 'Swagger' : 'OpenApi'
  if (!definition)
    throw new ResourceProblem(
      logicalId,
      `${feature} works only with inline ${name} specified in 'DefinitionBody' property.`,
    )
  if (!isDefinition(definition, kind))
    throw new ResourceProblem(
      logicalId,
      `Unable to add ${feature} configuration because 'DefinitionBody' does not contain a valid ${name} definition.`,
    )
  return definition
}
