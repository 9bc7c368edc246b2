// ListExports and ListImports.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListExports.html

import { operation } from '../../../core/service.ts'
import { importersOf } from '../engine/outputs.ts'
import { localUrl } from '../local-url.ts'
import { invalid } from '../source.ts'
import type { CloudFormationState } from '../state.ts'
import { access } from './find.ts'

export const listExports = operation<CloudFormationState>()({
  input: () => ({}),
  access: () => [access('ListExports', '*')],
  decide: (state, _, scope) => {
    const Exports = [...state.exports].map(([Name, { stackId, value }]) => ({
      ExportingStackId: stackId,
      Name,
      Value: localUrl(value, scope, scope.endpoint),
    }))
    return { output: { Exports } }
  },
})

export const listImports = operation<CloudFormationState>()({
  input: members => ({
    exportName: members.string('ExportName'),
  }),
  access: () => [access('ListImports', '*')],
  decide: (state, { exportName }) => {
    const importers = importersOf(state, exportName)
    if (!state.exports.has(exportName)) throw invalid(`Export '${exportName}' does not exist.`)
    if (importers.length === 0) throw invalid(`Export '${exportName}' is not imported by any stack.`)
    return { output: { Imports: importers } }
  },
})
