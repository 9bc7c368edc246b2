// GatewayResponses and Models of a REST API.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-gatewayresponse.html

import { isMap, type ValueMap } from '../../template.ts'
import { isIntrinsic } from '../intrinsics.ts'
import { ResourceProblem } from '../problem.ts'
import { Dict, fromTemplate, Unicode } from '../python27.ts'
import { edited, needDefinition } from './definition.ts'

export const addGatewayResponses = (logicalId: string, definition: Dict, responses: ValueMap): Dict =>
  edited(needDefinition(logicalId, 'GatewayResponses', definition, 'rest'), copy => {
    const found = copy.get('x-amazon-apigateway-gateway-responses')
    const all = found instanceof Dict ? found : new Dict()
    const given = fromTemplate(responses)
    for (const [type] of given instanceof Dict ? given.entries() : []) {
      const name = typeof type === 'string' ? type : type.text
      all.set(type, gatewayResponse(logicalId, name, responses[name] ?? null))
    }
    copy.set('x-amazon-apigateway-gateway-responses', all)
  })

const PREFIXES = { Headers: 'header.', Paths: 'path.', QueryStrings: 'querystring.' } as const

const gatewayResponse = (logicalId: string, type: string, response: ValueMap[string]): Dict => {
  if (!isMap(response) || isIntrinsic(response))
    throw new ResourceProblem(
      logicalId,
      `Invalid property type for GatewayResponses. Expected an object of type 'GatewayResponse'.`,
    )
  const { ResponseParameters = {}, ResponseTemplates = {}, StatusCode, ...others } = response
  const [other] = Object.keys(others)
  if (other !== undefined)
    throw new ResourceProblem(logicalId, `Invalid property '${other}' in 'GatewayResponses' property '${type}'.`)
  if (StatusCode !== undefined && !/^[0-9]{1,3}$/.test(String(StatusCode)))
    throw new ResourceProblem(logicalId, "Property 'StatusCode' must be numeric")
  const parameters = new Dict()
  for (const [place, prefix] of Object.entries(PREFIXES)) {
    const given = fromTemplate((isMap(ResponseParameters) ? ResponseParameters[place] : undefined) ?? {})
    for (const [key, value] of given instanceof Dict ? given.entries() : [])
      parameters.set(new Unicode(`gatewayresponse.${prefix}${typeof key === 'string' ? key : key.text}`), value)
  }
  const templates = fromTemplate(ResponseTemplates)
  const swagger = new Dict([
    ['responseParameters', parameters],
    ['responseTemplates', templates instanceof Dict && templates.size > 0 ? templates : new Dict()],
  ])
  return StatusCode === undefined
    ? swagger
    : swagger.set('statusCode', typeof StatusCode === 'string' ? StatusCode : String(StatusCode))
}

export const addModels = (logicalId: string, definition: Dict, models: ValueMap): Dict =>
  edited(needDefinition(logicalId, 'Models', definition, 'rest'), copy => {
    const found = copy.get('definitions')
    const all = found instanceof Dict ? found : new Dict()
    const given = fromTemplate(models)
    for (const [name, schema] of given instanceof Dict ? given.entries() : []) {
      if (!(schema instanceof Dict)) throw new ResourceProblem(logicalId, "Invalid value for 'Models' property")
      if (!schema.get('type')) throw new ResourceProblem(logicalId, "'Models' schema is missing 'type'.")
      all.set(new Unicode((typeof name === 'string' ? name : name.text).toLowerCase()), schema)
    }
    copy.set('definitions', all)
  })
