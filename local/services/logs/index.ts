// CloudWatch Logs: groups are state, what is logged lies in files.
import type { Service } from '../../core/service.ts'
import { groups } from './groups.ts'
import { evolve, initialState, type LogsState } from './state.ts'
import { streams } from './streams.ts'

export const logs: Service<LogsState> = {
  signingName: 'logs',
  protocol: 'json-1.1',
  target: 'Logs_20140328',
  source: 'aws.logs',
  validationError: 'InvalidParameterException',
  initial: initialState,
  evolve,
  operations: { ...groups, ...streams },
}
