// The properties whose local files `aws cloudformation package` uploads, and what then stands in their place.
// https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html
export interface PackagedProperty {
  readonly path: readonly string[]
  /** `s3://…`, or the names of the members that hold bucket, key and version. */
  readonly becomes: 'uri' | { readonly bucket: string; readonly key: string; readonly version?: string }
  /** A single file is zipped too. */
  readonly zipped?: boolean
  /** Without the property, the template's own folder is meant. */
  readonly orFolder?: boolean
}

const uri = (...path: string[]): PackagedProperty => ({ path, becomes: 'uri' })
const code = { bucket: 'S3Bucket', key: 'S3Key', version: 'S3ObjectVersion' }
const object = { bucket: 'Bucket', key: 'Key', version: 'Version' }
const own = { orFolder: true }

export const PACKAGED: Readonly<Record<string, readonly PackagedProperty[]>> = {
  'AWS::Serverless::Function': [{ ...uri('CodeUri'), ...own, zipped: true }],
  'AWS::Serverless::LayerVersion': [{ ...uri('ContentUri'), ...own, zipped: true }],
  'AWS::Serverless::Api': [uri('DefinitionUri')],
  'AWS::Serverless::StateMachine': [{ path: ['DefinitionUri'], becomes: object }],
  'AWS::Lambda::Function': [{ path: ['Code'], becomes: code, ...own, zipped: true }],
  'AWS::Lambda::LayerVersion': [{ path: ['Content'], becomes: code, ...own, zipped: true }],
  'AWS::ApiGateway::RestApi': [{ path: ['BodyS3Location'], becomes: object }],
  'AWS::StepFunctions::StateMachine': [{ path: ['DefinitionS3Location'], becomes: object }],
  'AWS::ElasticBeanstalk::ApplicationVersion': [
    { path: ['SourceBundle'], becomes: { bucket: 'S3Bucket', key: 'S3Key' }, ...own },
  ],
  'AWS::AppSync::GraphQLSchema': [uri('DefinitionS3Location')],
  'AWS::AppSync::Resolver': [uri('RequestMappingTemplateS3Location'), uri('ResponseMappingTemplateS3Location')],
  'AWS::AppSync::FunctionConfiguration': [
    uri('RequestMappingTemplateS3Location'),
    uri('ResponseMappingTemplateS3Location'),
  ],
  'AWS::Glue::Job': [{ ...uri('Command', 'ScriptLocation'), ...own }],
  'AWS::CodeCommit::Repository': [
    { path: ['Code', 'S3'], becomes: { ...object, version: 'ObjectVersion' }, zipped: true },
  ],
}

/** Those of the section Metadata. */
export const DESCRIBED: Readonly<Record<string, readonly PackagedProperty[]>> = {
  'AWS::ServerlessRepo::Application': [uri('ReadmeUrl'), uri('LicenseUrl')],
}

/** The real CLI packages these by packaging other templates; the image's does not. */
export const NESTED: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::Stack': 'TemplateURL',
  'AWS::Serverless::Application': 'Location',
}
