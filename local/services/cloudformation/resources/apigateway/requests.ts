// What the handlers of API Gateway's types share: patch operations, ARNs, and OpenAPI bodies.

import type { Place } from '../../../../core/arn.ts'
import { json, pick, structure } from '../properties.ts'
import type { Hands, Properties } from '../resource-type.ts'

export interface Patch {
  readonly op: 'add' | 'replace' | 'remove'
  readonly path: string
  readonly value?: string
}

/** A slash inside one part of a patch path. */
export const escaped = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1')

export const restApiArn = (place: Place, id: string): string => `arn:aws:apigateway:${place.region}::/restapis/${id}`

/** The OpenAPI document, from the template or from S3; undefined when there is none. */
export const bodyOf = async (properties: Properties, hands: Hands): Promise<Uint8Array | undefined> => {
  if (properties.Body !== undefined) return Buffer.from(json(properties.Body))
  if (properties.BodyS3Location === undefined) return undefined
  const location = structure(properties.BodyS3Location)
  const { Body } = await hands.call<{ readonly Body: AsyncIterable<Uint8Array> }>('s3', 'GetObject', {
    ...pick(location, ['Bucket', 'Key']),
    ...(location.Version !== undefined && { VersionId: location.Version }),
  })
  const chunks: Uint8Array[] = []
  for await (const chunk of Body) chunks.push(chunk)
  return Buffer.concat(chunks)
}
