// A raw answer held against AWS's model: what is in it is there under its name, of its kind and in its form, and what has to be there is.

import { errorOf, type Member, type Modelled } from '../../contract/model.ts'
import { undeclared } from '../../support/declared-errors.ts'
import { codeIn, type Found } from './error.ts'
import { inHeaders } from './headers.ts'
import { inJson } from './json.ts'
import { type RawAnswer, textOf } from './raw.ts'
import { documentOf, inXml, rootOf } from './xml.ts'

/** One sentence for each thing that the model has otherwise. */
export const held = (modelled: Modelled, answer: RawAnswer): readonly string[] =>
  (answer.status < 300 ? heldSuccess(modelled, answer) : heldError(modelled, answer)).map(
    problem => `${modelled.service.signingName} ${modelled.operation} (${answer.status}): ${problem}`,
  )

const heldSuccess = (modelled: Modelled, answer: RawAnswer): readonly string[] => {
  const { output, status } = modelled
  const wrongStatus =
    isBoundToHttp(modelled) && !variesItsStatus(modelled) && answer.status !== status
      ? [`the status is ${answer.status}, and the model has ${status}`]
      : []
  const headers = inHeaders(modelled, output, answer)
  return [...wrongStatus, ...headers, ...inBody(modelled, answer)]
}

const isBoundToHttp = ({ service }: Modelled): boolean => service.protocol.startsWith('rest-')

/** The model has one number, and the members say more: 206 for a range, 202 and 204 for an invocation. */
const variesItsStatus = ({ output, operation, service }: Modelled): boolean =>
  output.some(({ traits }) => 'httpResponseCode' in traits) ||
  // AWS answers these two changes with 204, as the examples of its API reference do.
  (service.signingName === 's3' && ['GetObject', 'PutBucketTagging', 'PutBucketPolicy'].includes(operation))

const inBody = (modelled: Modelled, answer: RawAnswer): readonly string[] => {
  const { service, output, outputName } = modelled
  const payload = output.find(({ traits }) => 'httpPayload' in traits)
  const inside = output.filter(member => !member.bound && member !== payload)
  if (payload && payload.shape.kind !== 'structure') return []
  if (payload === undefined && inside.length === 0) return mayBeEmpty(service.protocol, answer)
  const structure = payload?.shape.kind === 'structure' ? payload.shape : { name: outputName, members: inside }
  switch (service.protocol) {
    case 'json-1.1':
    case 'rest-json':
      return answer.body.length === 0
        ? [`the body is empty, and the model has ${structure.members.map(({ name }) => name).join(', ')}`]
        : inJson(modelled, structure, JSON.parse(textOf(answer)))
    case 'query':
    case 'rest-xml':
      return inXml(modelled, structure, documentOf(textOf(answer)), rootOf(modelled, payload))
  }
}

/** Answers without members have no body, or an empty object, or the two elements around nothing. */
const mayBeEmpty = (protocol: string, answer: RawAnswer): readonly string[] => {
  const text = textOf(answer)
  const isNothing = protocol === 'query' ? !/<\w+Result>[^<]*<[^/]/.test(text) : ['', '{}'].includes(text)
  return isNothing ? [] : [`the model has no member, and the body is ${text.slice(0, 200)}`]
}

const heldError = (modelled: Modelled, answer: RawAnswer): readonly string[] => {
  const { service, operation } = modelled
  const found = codeIn(service.protocol, answer)
  if (typeof found === 'string') return [found]
  const problem = undeclared(service, operation, found.code)
  return [...(problem === undefined ? [] : [problem]), ...heldMembers(modelled, found, answer)]
}

const heldMembers = (modelled: Modelled, found: Found, answer: RawAnswer): readonly string[] => {
  const declared = errorOf(modelled, found.code) ?? byQueryCode(modelled, found.code)
  if (!declared) return []
  // The model of S3 has no status for most of its errors.
  if (declared.traits.httpError === undefined && modelled.service.protocol === 'rest-xml') return []
  const wanted = declared.traits.httpError ?? (declared.traits.error === 'server' ? 500 : 400)
  // JSON 1.1 knows 400 and 500 only, whatever the model says for the other protocols.
  const status = modelled.service.protocol === 'json-1.1' ? (Number(wanted) < 500 ? 400 : 500) : Number(wanted)
  const wrongStatus =
    answer.status === status ? [] : [`${found.code} has the status ${answer.status}, and the model has ${status}`]
  const missing = declared.members
    .filter(({ name, required }) => required && !found.members.has(name.toLowerCase()))
    .map(({ name }) => `${found.code} is without ${name}, which the model requires`)
  return [...wrongStatus, ...missing]
}

/** In the query protocol the code and the name in the model differ. */
const byQueryCode = (
  modelled: Modelled,
  code: string,
): { readonly members: readonly Member[]; readonly traits: Readonly<Record<string, unknown>> } | undefined => {
  if (modelled.service.protocol !== 'query') return undefined
  for (const name of Object.keys(modelled.client.exports)) {
    if (!name.endsWith('$')) continue
    const error = errorOf(modelled, name.slice(0, -1))
    const query = error?.traits.awsQueryError
    if (error && Array.isArray(query) && query[0] === code)
      return { ...error, traits: { ...error.traits, httpError: query[1] } }
  }
  return undefined
}
