// What CloudTrail's records of Lambda's calls look like: the names of its events carry the API's date.
// https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html

import type { CloudTrailRules } from '../../core/cloud-trail.ts'

export const CLOUD_TRAIL: CloudTrailRules = {
  dataEvents: ['Invoke'],
  readOnly: [],
  // Code and environment variables are on no record.
  hidden: ['code.zipFile', 'zipFile', 'environment.variables'],
  maps: ['tags', 'routingConfig.additionalVersionWeights'],
  // Unverified: the dates of all but those that the guide and public records show.
  eventNames: {
    CreateFunction: 'CreateFunction20150331',
    UpdateFunctionCode: 'UpdateFunctionCode20150331v2',
    UpdateFunctionConfiguration: 'UpdateFunctionConfiguration20150331v2',
    DeleteFunction: 'DeleteFunction20150331',
    PublishVersion: 'PublishVersion20150331',
    CreateAlias: 'CreateAlias20150331',
    UpdateAlias: 'UpdateAlias20150331',
    DeleteAlias: 'DeleteAlias20150331',
    AddPermission: 'AddPermission20150331v2',
    RemovePermission: 'RemovePermission20150331v2',
    PutFunctionConcurrency: 'PutFunctionConcurrency20171031',
    DeleteFunctionConcurrency: 'DeleteFunctionConcurrency20171031',
    TagResource: 'TagResource20170331v2',
    UntagResource: 'UntagResource20170331v2',
  },
}
