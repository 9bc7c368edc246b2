// The error codes that AWS's model declares for an operation, as the SDK's clients carry them: in the declarations of their commands.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AnyService } from '../../local/core/service.ts'
import { CLIENTS, UNMODELLED } from '../contract/clients.ts'
import { root } from './repository.ts'

/**
 * Codes that every operation of the service may answer with, beside those that are declared for it.
 * https://docs.aws.amazon.com/awssupport/latest/APIReference/CommonErrors.html
 */
const COMMON = [
  'InternalFailure',
  'NotImplemented', // of the local cloud: what is not carried out
  'RequestEntityTooLarge',
  'ServiceUnavailable',
  'ValidationError',
  'ValidationException',
]

/** Codes that a service answers with and its model does not declare, with the page or whatever else they are known by. */
const DOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  // Recorded on AWS by the suite of a public emulator: tags of a session that contradict each other.
  'sts AssumeRole': ['InvalidParameterValue'],
  // Recorded on AWS by the suite of a public emulator: an alias that begins with alias/aws/.
  'kms CreateAlias': ['NotAuthorizedException'],
  'kms UpdateAlias': ['NotAuthorizedException'],
  'kms DeleteAlias': ['NotAuthorizedException'],
  // Unverified: what AWS answers for a pipeline that is not there; the model declares nothing that says so.
  'codepipeline UpdatePipeline': ['PipelineNotFoundException'],
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html; the model of S3 declares hardly any.
  s3: [
    'AccessControlListNotSupported',
    'BadDigest',
    'BadRequest',
    'BucketNotEmpty',
    'EntityTooSmall',
    'EntityTooLarge',
    'IllegalLocationConstraintException',
    'IncompleteBody',
    'InvalidArgument',
    'InvalidBucketName',
    'InvalidDigest',
    'InvalidLocationConstraint',
    'InvalidPart',
    'InvalidPartNumber',
    'InvalidPartOrder',
    'InvalidRange',
    'InvalidRequest',
    'InvalidStorageClass',
    'InvalidTag',
    'InvalidTargetBucketForLogging',
    'KeyTooLongError',
    'MalformedPolicy',
    'MalformedXML',
    'MetadataTooLarge',
    'MethodNotAllowed',
    'NoSuchBucket',
    'NoSuchBucketPolicy',
    'NoSuchKey',
    'NoSuchLifecycleConfiguration',
    'NoSuchTagSet',
    'NoSuchUpload',
    'NoSuchVersion',
    'NotModified',
    'OwnershipControlsNotFoundError',
    'PolicyTooLarge',
    'PreconditionFailed',
    'ServerSideEncryptionConfigurationNotFoundError',
    'NoSuchPublicAccessBlockConfiguration',
  ],
}

/** A sentence that says what is wrong with the code; undefined when it is declared, or when AWS's model has no such operation. */
export const undeclared = (service: AnyService, operation: string, code: string): string | undefined => {
  const { signingName, accessDeniedError, validationError } = service
  if ([...COMMON, accessDeniedError, validationError].includes(code)) return undefined
  if (CLIENTS[signingName] === undefined || UNMODELLED[signingName]?.[operation] !== undefined) return undefined
  const declared = declaredErrors(service, operation)
  const documented = [...(DOCUMENTED[signingName] ?? []), ...(DOCUMENTED[`${signingName} ${operation}`] ?? [])]
  if ([...declared, ...documented].includes(code)) return undefined
  return `${signingName} ${operation} answers ${code}; AWS's model declares ${declared.join(', ') || 'no error'} for it`
}

/** Sorted. @throws Error for an operation that no client of the service has */
export const declaredErrors = (service: AnyService, operation: string): readonly string[] => {
  const key = `${service.signingName} ${operation}`
  const known = cache.get(key) ?? read(service, operation)
  cache.set(key, known)
  return known
}

const cache = new Map<string, readonly string[]>()

const read = ({ signingName, protocol }: AnyService, operation: string): readonly string[] => {
  const name = operation.replace(/^v2\./, '')
  const packages = CLIENTS[signingName] ?? []
  for (const client of operation.startsWith('v2.') ? packages.slice(1) : packages) {
    const folder = join(root, 'node_modules', client)
    const command = join(folder, `dist-types/commands/${name}Command.d.ts`)
    if (!existsSync(command)) continue
    const codes = protocol === 'query' ? queryCodes(folder) : new Map<string, string>()
    return [...readFileSync(command, 'utf8').matchAll(/@throws \{@link (\w+)\} \((?:client|server) fault\)/g)]
      .map(([, error = '']) => codes.get(error) ?? error)
      .sort()
  }
  throw new Error(`no SDK client of ${signingName} declares ${operation}`)
}

/** In the query protocol an error has another code than its name in the model: `NotFound` for NotFoundException. */
const queryCodes = (folder: string): ReadonlyMap<string, string> => {
  const known = schemas.get(folder) ?? readFileSync(join(folder, 'dist-es/schemas/schemas_0.js'), 'utf8')
  schemas.set(folder, known)
  const errors = known.matchAll(/export var (\w+)\$ = \[-3,[^{[]*\{ \[_aQE\]: \[`([^`]+)`/g)
  return new Map([...errors].map(([, error = '', code = '']) => [error, code]))
}

const schemas = new Map<string, string>()
