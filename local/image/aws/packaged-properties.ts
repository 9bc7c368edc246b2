// The properties whose local files `aws cloudformation package` uploads, and what then stands in their place.
// https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html
export interface PackagedProperty {
  readonly path: readonly string[]
  /** `s3://…`, or the names of the members that hold bucket and key. */
  readonly becomes: 'uri' | { readonly bucket: string; readonly key: string }
  /** A single file is zipped too. */
  readonly zipped?: boolean
  /** Without the property, the template's own folder is meant; unless this one is there. */
  readonly unless?: string
}

const uri = (...path: string[]): PackagedProperty => ({ path, becomes: 'uri' })

export const PACKAGED: Readonly<Record<string, readonly PackagedProperty[]>> = {
  'AWS::Serverless::Function': [{ ...uri('CodeUri'), zipped: true, unless: 'InlineCode' }],
  'AWS::Serverless::LayerVersion': [{ ...uri('ContentUri'), zipped: true }],
  'AWS::Serverless::Api': [uri('DefinitionUri')],
  'AWS::Serverless::HttpApi': [uri('DefinitionUri')],
  'AWS::Serverless::StateMachine': [uri('DefinitionUri')],
  'AWS::Lambda::Function': [{ path: ['Code'], becomes: { bucket: 'S3Bucket', key: 'S3Key' }, zipped: true }],
  'AWS::Lambda::LayerVersion': [{ path: ['Content'], becomes: { bucket: 'S3Bucket', key: 'S3Key' }, zipped: true }],
  'AWS::ApiGateway::RestApi': [{ path: ['BodyS3Location'], becomes: { bucket: 'Bucket', key: 'Key' } }],
  'AWS::StepFunctions::StateMachine': [{ path: ['DefinitionS3Location'], becomes: { bucket: 'Bucket', key: 'Key' } }],
  'AWS::ElasticBeanstalk::ApplicationVersion': [
    { path: ['SourceBundle'], becomes: { bucket: 'S3Bucket', key: 'S3Key' } },
  ],
  'AWS::AppSync::GraphQLSchema': [uri('DefinitionS3Location')],
  'AWS::AppSync::Resolver': [uri('RequestMappingTemplateS3Location'), uri('ResponseMappingTemplateS3Location')],
  'AWS::AppSync::FunctionConfiguration': [
    uri('RequestMappingTemplateS3Location'),
    uri('ResponseMappingTemplateS3Location'),
  ],
  'AWS::Glue::Job': [uri('Command', 'ScriptLocation')],
}

/** The real CLI packages these by packaging other templates; the image's does not. */
export const NESTED: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::Stack': 'TemplateURL',
  'AWS::Serverless::Application': 'Location',
}
