// Cors of a REST API: a mock integration answers OPTIONS on each path.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html

import { isMap, type Value, type ValueMap } from '../../template.ts'
import { isIntrinsic } from '../intrinsics.ts'
import { ResourceProblem } from '../problem.ts'
import { Dict, fromTemplate, type Item, textOfKey } from '../python27.ts'
import { branches, edited, INTEGRATION, pathsOf } from './definition.ts'

const SETTINGS = ['AllowMethods', 'AllowHeaders', 'AllowOrigin', 'MaxAge', 'AllowCredentials']
const EVERYBODY = "'*'"

export const addCors = (logicalId: string, definition: Dict, cors: Value): Dict => {
  const settings = settingsOf(logicalId, cors)
  if (settings.AllowCredentials === true && (settings.AllowOrigin ?? EVERYBODY) === EVERYBODY)
    throw new ResourceProblem(
      logicalId,
      "Unable to add Cors configuration because 'AllowCredentials' can not be true when 'AllowOrigin' is \"'*'\" or not set",
    )
  return edited(definition, copy => {
    const done = new Set<string>()
    for (const [path, item] of pathsOf(copy).entries()) {
      const text = textOfKey(path)
      const normalized = text === '/' ? text : text.replace(/\/+$/, '')
      if (done.has(normalized)) continue
      done.add(normalized)
      for (const methods of branches(item))
        if (methods instanceof Dict && !methods.has('options')) methods.set('options', preflight(settings, methods))
    }
  })
}

const settingsOf = (logicalId: string, cors: Value): ValueMap => {
  if (typeof cors === 'string' || isIntrinsic(cors)) return { AllowOrigin: cors }
  if (!isMap(cors)) throw new ResourceProblem(logicalId, "Invalid value for 'Cors' property")
  const unknown = Object.keys(cors).find(name => !SETTINGS.includes(name))
  if (unknown !== undefined) throw new ResourceProblem(logicalId, `Invalid key '${unknown}' for 'Cors' property.`)
  return cors
}

const preflight = (settings: ValueMap, methods: Dict): Dict => {
  const { AllowOrigin, AllowHeaders, AllowMethods, MaxAge, AllowCredentials } = settings
  const parameters = new Dict()
  const headers = new Dict()
  const allow = (header: string, value: Item, type = 'string'): void => {
    parameters.set(`method.response.header.${header}`, value)
    headers.set(header, Dict.plain({ type }))
  }
  allow('Access-Control-Allow-Origin', AllowOrigin === undefined ? EVERYBODY : fromTemplate(AllowOrigin))
  if (AllowHeaders) allow('Access-Control-Allow-Headers', fromTemplate(AllowHeaders))
  allow('Access-Control-Allow-Methods', AllowMethods ? fromTemplate(AllowMethods) : `'${allowedMethods(methods)}'`)
  if (MaxAge !== undefined && MaxAge !== null) allow('Access-Control-Max-Age', fromTemplate(MaxAge), 'integer')
  if (AllowCredentials === true) allow('Access-Control-Allow-Credentials', "'true'")
  return new Dict([
    ['summary', 'CORS support'],
    ['consumes', ['application/json']],
    ['produces', ['application/json']],
    [INTEGRATION, mockIntegration(parameters)],
    [
      'responses',
      new Dict([
        [
          '200',
          new Dict([
            ['description', 'Default response for CORS method'],
            ['headers', headers],
          ]),
        ],
      ]),
    ],
  ])
}

const mockIntegration = (responseParameters: Dict): Dict =>
  new Dict([
    ['type', 'mock'],
    ['requestTemplates', Dict.plain({ 'application/json': '{\n  "statusCode" : 200\n}\n' })],
    [
      'responses',
      new Dict([
        [
          'default',
          new Dict([
            ['statusCode', '200'],
            ['responseParameters', responseParameters],
            ['responseTemplates', Dict.plain({ 'application/json': '{}\n' })],
          ]),
        ],
      ]),
    ],
  ])

const allowedMethods = (methods: Dict): string => {
  const names = methods.entries().map(([name]) => textOfKey(name).toUpperCase())
  const all = names.includes('X-AMAZON-APIGATEWAY-ANY-METHOD')
    ? ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH']
    : [...new Set([...names, 'OPTIONS'])]
  return all.sort().join(',')
}
