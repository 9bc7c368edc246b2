// CreateFunction: keeps the code, and makes the function that runs it.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html

import type { Members } from '../../../core/input/members.ts'
import { operation } from '../../../core/service.ts'
import { completeLogging, readArchitectures, readSettings, refuseUnsupported } from '../configuration.ts'
import { describe } from '../describe.ts'
import { checkPlace } from '../lookup.ts'
import { type CodeSource, storeCode } from '../machine/code-store.ts'
import { storeVariables } from '../machine/environment-store.ts'
import { checkRuntime } from '../machine/sandbox/runtimes.ts'
import { conflict, functionArn, invalidParameter, readReference, unqualified } from '../names.ts'
import { checkRole, passRole } from '../roles.ts'
import type { Configuration, LambdaState } from '../state.ts'
import { changed } from '../trail.ts'
import { publish } from './versions.ts'

export const CreateFunction = operation<LambdaState>()({
  input: members => ({
    reference: unqualified(readReference(members)),
    settings: readSettings(members),
    role: members.string('Role'),
    source: readCode(members.structure('Code')),
    architectures: readArchitectures(members) ?? ['x86_64'],
    tags: members.map('Tags'),
    publishes: members.boolean('Publish'),
  }),
  access: ({ reference, role, tags }, scope) => {
    const resource = functionArn(scope, reference)
    return [
      { action: 'lambda:CreateFunction', resource },
      ...(Object.keys(tags).length > 0 ? [{ action: 'lambda:TagResource', resource }] : []),
      passRole(role),
    ]
  },
  perform: async (
    desk,
    { reference, settings, role, source, architectures, tags, publishes },
    { principal, answer },
  ) => {
    checkPlace(desk, reference)
    const { name } = reference
    const refuseTaken = () => {
      if (desk.state.functions.has(name)) throw conflict(`Function already exist: ${name}`)
    }
    refuseTaken()
    const Runtime = checkRuntime(settings.Runtime ?? '')
    if (!settings.Handler && Runtime.startsWith('nodejs'))
      throw invalidParameter('Handler is a required parameter for functions created with a zip package')
    checkRole(desk, role, name)
    const code = await storeCode(desk, principal, source)
    refuseTaken()
    const configuration: Configuration = {
      FunctionName: name,
      Runtime,
      Role: role,
      Handler: settings.Handler ?? 'bootstrap',
      Description: settings.Description ?? '',
      Timeout: settings.Timeout ?? 3,
      MemorySize: settings.MemorySize ?? 128,
      PackageType: 'Zip',
      Architectures: architectures,
      EphemeralStorage: settings.EphemeralStorage ?? { Size: 512 },
      TracingConfig: settings.TracingConfig ?? { Mode: 'PassThrough' },
      LoggingConfig: completeLogging(settings.LoggingConfig, name),
      ...code,
      LastModified: lastModified(desk.now()),
      RevisionId: desk.newId(),
      Version: '$LATEST',
      ...(settings.variables ? { environmentId: storeVariables(desk, settings.variables) } : {}),
    }
    const fact = changed('CreateFunction', functionArn(desk, reference), { configuration, tags })
    if (!publishes) return answer(describe(desk, configuration), fact)
    const { version, facts } = publish(desk, { latest: configuration, versions: new Map(), published: 0 }, {})
    // The ARN is the function's own, also beside the version that it begins with; UpdateFunctionCode answers the version's.
    return answer(describe(desk, version), fact, ...facts)
  },
})

/** Where the code is: in the request, or in S3. */
export const readCode = (members: Members): CodeSource => {
  refuseUnsupported(members)
  if (members.has('ImageUri'))
    throw invalidParameter('ImageUri: not carried out by the local cloud; give ZipFile, or S3Bucket and S3Key')
  const zip = bytesOf(members.raw('ZipFile'))
  if (zip) return { zip }
  if (!members.has('S3Bucket') || !members.has('S3Key'))
    throw invalidParameter('Please provide a source for function code.')
  const version = members.optionalString('S3ObjectVersion')
  return { bucket: members.string('S3Bucket'), key: members.string('S3Key'), ...(version ? { version } : {}) }
}

/** Base64 over HTTP, bytes in-process. */
const bytesOf = (value: unknown): Uint8Array | undefined =>
  value instanceof Uint8Array ? value : typeof value === 'string' ? Buffer.from(value, 'base64') : undefined

/** Lambda's own form: 2026-01-01T00:00:00.000+0000 */
export const lastModified = (now: Date): string => now.toISOString().replace('Z', '+0000')
