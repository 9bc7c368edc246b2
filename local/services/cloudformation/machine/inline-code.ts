// Code written in the template itself, as the zip that CloudFormation makes of it.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html (ZipFile)

import { ServiceError } from '../../../core/errors.ts'

/** A deterministic zip of one file, `index.js` or `index.py`. */
// Differs from AWS: the module cfn-response is not added.
export const inlineCode = async (code: string, runtime: string): Promise<Uint8Array> => {
  const name = runtime.startsWith('nodejs') ? 'index.js' : runtime.startsWith('python') ? 'index.py' : undefined
  if (name === undefined)
    throw new ServiceError(
      'InvalidRequest',
      `ZipFile may only be used with Node.js and Python runtimes, got '${runtime}'`,
    )
  const { zipOf } = await import('../../../host/zip.ts')
  return await zipOf({ [name]: code })
}
