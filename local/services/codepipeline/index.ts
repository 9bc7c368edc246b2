// CodePipeline: pipelines, their executions, and the actions that these carry out through other services.
// https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_Operations.html

import type { Service } from '../../core/service.ts'
import { RESERVED_TAG_KEY } from '../../core/tags.ts'
import { MEGABYTE } from '../../core/wire.ts'
import { evolve } from './evolve.ts'
import { tagsOfPipeline } from './find.ts'
import { resume, work } from './machine/worker.ts'
import { PutApprovalResult } from './operations/approvals.ts'
import { StartPipelineExecution, StopPipelineExecution } from './operations/executions.ts'
import { ListActionExecutions, ListActionTypes, ListPipelineExecutions } from './operations/history.ts'
import { GetJobDetails, PutJobFailureResult, PutJobSuccessResult } from './operations/jobs.ts'
import { CreatePipeline, DeletePipeline, GetPipeline, ListPipelines, UpdatePipeline } from './operations/pipelines.ts'
import {
  DisableStageTransition,
  EnableStageTransition,
  RetryStageExecution,
  RollbackStage,
} from './operations/stages.ts'
import { ListTagsForResource, TagResource, UntagResource } from './operations/tags.ts'
import { GetPipelineExecution, GetPipelineState } from './operations/views.ts'
import { listsInPages } from './pages.ts'
import { away, due, react, tick } from './react.ts'
import { type CodePipelineState, initialState } from './state.ts'

export type { CodePipelineState } from './state.ts'

export const codepipeline: Service<CodePipelineState> = {
  signingName: 'codepipeline',
  protocol: 'json-1.1',
  isGlobal: false,
  bodyLimit: 2 * MEGABYTE,
  accessDeniedError: 'AccessDeniedException',
  validationError: 'ValidationException',
  target: 'CodePipeline_20150709',
  source: 'aws.codepipeline',
  cloudTrail: {
    // https://docs.aws.amazon.com/codepipeline/latest/userguide/monitoring-cloudtrail-logs.html
    dataEvents: [],
    readOnly: [],
    // Whoever has the token of an approval that waits may answer it.
    hidden: ['token'],
    maps: [],
  },
  passedOver: { 'pipeline.version': 'CodePipeline counts the versions itself' },
  initial: initialState,
  evolve,
  react,
  due,
  tick,
  tagRules: {
    refusals: {
      'reserved key': ['InvalidTagsException', RESERVED_TAG_KEY],
      'duplicate key': ['InvalidTagsException', 'A tag key is given twice.'],
      'key characters': ['InvalidTagsException', 'A tag key has characters that are not allowed.'],
      'value characters': ['InvalidTagsException', 'A tag value has characters that are not allowed.'],
      'removed key': ['InvalidTagsException', 'A tag key is not valid.'],
      'too many': ['TooManyTagsException', 'A pipeline has at most 50 tags.'],
      'too many together': ['TooManyTagsException', 'A pipeline has at most 50 tags.'],
    },
  },
  resourceTags: tagsOfPipeline,
  away,
  work: { begin: work, resume },
  /** Artifacts are unpacked here while they are read. */
  keeps: () => ({ artifacts: () => false }),
  operations: listsInPages({
    CreatePipeline,
    DeletePipeline,
    DisableStageTransition,
    EnableStageTransition,
    GetJobDetails,
    GetPipeline,
    GetPipelineExecution,
    GetPipelineState,
    ListActionExecutions,
    ListActionTypes,
    ListPipelineExecutions,
    ListPipelines,
    ListTagsForResource,
    PutApprovalResult,
    PutJobFailureResult,
    PutJobSuccessResult,
    RetryStageExecution,
    RollbackStage,
    StartPipelineExecution,
    StopPipelineExecution,
    TagResource,
    UntagResource,
    UpdatePipeline,
  }),
}
