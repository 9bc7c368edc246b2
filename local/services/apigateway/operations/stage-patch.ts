// What a patch operation changes of a stage.
// https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateStage-Patch

import { badRequest, notCarriedOut } from '../errors.ts'
import type { AccessLogSettings, MethodSetting, Stage } from '../state.ts'
import type { PatchOperation } from './patch.ts'
import { unescapePart } from './patch.ts'

/** @throws ServiceError BadRequestException naming the path */
export const patchStage = (stage: Stage, operation: PatchOperation): Stage => {
  const { op, path, value = '' } = operation
  const parts = path.split('/').slice(1)
  const [first = '', second = ''] = parts
  if (first === 'variables' && second !== '') return patchVariable(stage, op, unescapePart(second), value)
  if (first === 'accessLogSettings') return patchAccessLog(stage, op, second, value)
  if (op === 'replace' && parts.length === 1) return replaceMember(stage, path, value)
  if (op === 'remove' && parts.length === 2) return forgetMethod(stage, settingKey(first, second))
  if (parts.length >= 4) return patchMethod(stage, operation, parts)
  throw unknownPath(operation)
}

const replaceMember = (stage: Stage, path: string, value: string): Stage => {
  switch (path) {
    case '/deploymentId':
      return { ...stage, deploymentId: value }
    case '/description':
      return { ...stage, description: value }
    case '/tracingEnabled':
      return { ...stage, tracingEnabled: value === 'true' }
    case '/cacheClusterEnabled':
      if (value === 'true') throw notCarriedOut('cacheClusterEnabled')
      return stage
    default:
      throw unknownPath({ op: 'replace', path })
  }
}

const patchVariable = (stage: Stage, op: PatchOperation['op'], name: string, value: string): Stage => {
  const { [name]: _, ...others } = stage.variables
  return { ...stage, variables: op === 'remove' ? others : { ...others, [name]: value } }
}

const patchAccessLog = (stage: Stage, op: PatchOperation['op'], member: string, value: string): Stage => {
  const { accessLogSettings, ...others } = stage
  if (op === 'remove') return others
  const before: AccessLogSettings = accessLogSettings ?? { destinationArn: '', format: '' }
  if (member === 'destinationArn') return { ...others, accessLogSettings: { ...before, destinationArn: value } }
  if (member === 'format') return { ...others, accessLogSettings: { ...before, format: value } }
  throw unknownPath({ op, path: `/accessLogSettings/${member}` })
}

/** The last two parts of a path of method settings, and the member that they set. */
const METHOD_SETTINGS: Readonly<Record<string, (value: string) => MethodSetting>> = {
  'throttling/rateLimit': value => ({ throttlingRateLimit: number(value) }),
  'throttling/burstLimit': value => ({ throttlingBurstLimit: number(value) }),
  // Differs from AWS: it is kept and shown, but there are no metrics.
  'metrics/enabled': value => ({ metricsEnabled: value === 'true' }),
  'logging/loglevel': value => {
    if (value !== 'OFF') throw notCarriedOut(`logging/loglevel ${value} (execution logs; access logs are carried out)`)
    return { loggingLevel: value }
  },
  'logging/dataTrace': value => {
    if (value === 'true') throw notCarriedOut('logging/dataTrace')
    return { dataTraceEnabled: false }
  },
  'caching/enabled': value => {
    if (value === 'true') throw notCarriedOut('caching')
    return { cachingEnabled: false }
  },
}

const patchMethod = (stage: Stage, operation: PatchOperation, parts: readonly string[]): Stage => {
  const set = METHOD_SETTINGS[parts.slice(-2).join('/')]
  if (!set || parts.length < 4) throw unknownPath(operation)
  const key = settingKey(parts.slice(0, -3).join('/'), parts.at(-3) ?? '*')
  const setting = operation.op === 'remove' ? {} : { ...stage.methodSettings[key], ...set(operation.value ?? '') }
  return { ...stage, methodSettings: { ...stage.methodSettings, [key]: setting } }
}

const forgetMethod = (stage: Stage, key: string): Stage => {
  const { [key]: _, ...others } = stage.methodSettings
  return { ...stage, methodSettings: others }
}

/** How the settings of a method are found: by resource path (slashes as `~1`) and method. */
export const settingKey = (resource: string, httpMethod: string): string => {
  const path = resource.startsWith('/') ? resource.replaceAll('/', '~1') : resource
  return `${path === '*' || path === '~1*' ? '*' : path}/${httpMethod}`
}

const number = (value: string): number => {
  const found = Number(value)
  if (value === '' || Number.isNaN(found)) throw badRequest(`Invalid throttling limit '${value}': it must be a number`)
  return found
}

const unknownPath = ({ op, path }: PatchOperation) => badRequest(`Invalid patch path ${path} for ${op}`)
