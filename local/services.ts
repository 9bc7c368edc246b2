// Every emulated service. A new one is a folder under services/ and a line here.

import type { AnyService } from './core/service.ts'
import { apigateway } from './services/apigateway/index.ts'
import { cloudformation } from './services/cloudformation/index.ts'
import { codebuild } from './services/codebuild/index.ts'
import { codecommit } from './services/codecommit/index.ts'
import { codedeploy } from './services/codedeploy/index.ts'
import { codepipeline } from './services/codepipeline/index.ts'
import { events } from './services/events/index.ts'
import { iam } from './services/iam/index.ts'
import { kms } from './services/kms/index.ts'
import { lambda } from './services/lambda/index.ts'
import { logs } from './services/logs/index.ts'
import { s3 } from './services/s3/index.ts'
import { sns } from './services/sns/index.ts'
import { ssm } from './services/ssm/index.ts'
import { sts } from './services/sts/index.ts'

export const services: readonly AnyService[] = [
  iam,
  sts,
  kms,
  s3,
  logs,
  sns,
  ssm,
  events,
  codecommit,
  codebuild,
  codepipeline,
  cloudformation,
  codedeploy,
  lambda,
  apigateway,
]
