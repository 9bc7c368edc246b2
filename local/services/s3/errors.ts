// The refusals of S3, in its codes and words.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
import { ServiceError } from '../../core/errors.ts'

export const noSuchBucket = (BucketName: string): ServiceError =>
  new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName })

export const noSuchKey = (Key: string): ServiceError =>
  new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key })

export const noSuchVersion = (Key: string, VersionId: string): ServiceError =>
  new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404, { Key, VersionId })

export const noSuchUpload = (UploadId: string): ServiceError =>
  new ServiceError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
    { UploadId },
  )

export const invalidArgument = (ArgumentName: string, ArgumentValue: string, message: string): ServiceError =>
  new ServiceError('InvalidArgument', message, 400, { ArgumentName, ArgumentValue })

export const malformedXml = (what: string): ServiceError =>
  new ServiceError(
    'MalformedXML',
    `The XML you provided was not well-formed or did not validate against our published schema: ${what}`,
  )

export const preconditionFailed = (Condition: string): ServiceError =>
  new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition,
  })

export const accessDenied = (message = 'Access Denied'): ServiceError => new ServiceError('AccessDenied', message, 403)

/** What S3 knows and the local cloud does not carry out. */
export const notCarriedOut = (what: string): ServiceError =>
  new ServiceError(
    'NotImplemented',
    `A header or parameter you provided implies functionality that is not carried out by the local cloud: ${what}`,
    501,
  )
