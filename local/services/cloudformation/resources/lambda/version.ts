// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html

import { ServiceError } from '../../../../core/errors.ts'
import { pick, text } from '../properties.ts'
import { createOnly, type Hands, notCarriedOut, type ResourceType } from '../resource-type.ts'
import { qualifierOf, unqualified } from './names.ts'

export const version: ResourceType = {
  type: 'AWS::Lambda::Version',
  properties: {
    CodeSha256: createOnly('string'),
    Description: createOnly('string'),
    FunctionName: createOnly('string'),
    ...notCarriedOut('FunctionScalingConfig', 'ProvisionedConcurrencyConfig', 'RuntimePolicy'),
  },
  required: ['FunctionName'],
  attributes: ['FunctionArn', 'Version'],
  existing: 'refused as it is made',
  create: async (properties, hands) => {
    const input = pick(properties, ['FunctionName', 'CodeSha256', 'Description'])
    const known = await versionsOf(unqualified(text(properties, 'FunctionName')), hands)
    return await hands.make<{ readonly FunctionArn: string; readonly Version: string }>(
      'lambda',
      'PublishVersion',
      input,
      ({ FunctionArn, Version }) => {
        if (known.has(Version)) throw sameAs(Version)
        const arn = qualifierOf(FunctionArn) === undefined ? `${FunctionArn}:${Version}` : FunctionArn
        return { physicalId: arn, attributes: { FunctionArn: arn, Version } }
      },
    )
  },
  delete: async ({ physicalId }, _, hands) => {
    const name = unqualified(physicalId)
    await hands.unmake('lambda', 'DeleteFunction', { FunctionName: name, Qualifier: qualifierOf(physicalId) })
  },
}

const versionsOf = async (FunctionName: string, hands: Hands): Promise<ReadonlySet<string>> => {
  const versions = new Set<string>()
  let Marker: string | undefined
  do {
    const page = await hands.call<Page>('lambda', 'ListVersionsByFunction', { FunctionName, Marker })
    for (const { Version } of page.Versions) versions.add(Version)
    Marker = page.NextMarker
  } while (Marker !== undefined)
  return versions
}

interface Page {
  readonly Versions: readonly { readonly Version: string }[]
  readonly NextMarker?: string
}

/** PublishVersion answers with the newest version when nothing has changed since; that version is another resource's. */
const sameAs = (version: string): ServiceError =>
  new ServiceError(
    'AlreadyExists',
    `A version for this Lambda function exists ( ${version} ). Modify the function to create a new version.`,
    409,
  )
