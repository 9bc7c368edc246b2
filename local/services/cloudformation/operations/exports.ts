// ListExports and ListImports.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListExports.html

import { operation } from '../../../core/service.ts'
import { importersOf } from '../engine/outputs.ts'
import { localUrl } from '../local-url.ts'
import { invalid } from '../source.ts'
import type { CloudFormationState } from '../state.ts'
import { access, page } from './find.ts'

export const listExports = operation<CloudFormationState>()({
  input: members => ({ nextToken: members.optionalString('NextToken', { min: 1 }) }),
  access: () => [access('ListExports', '*')],
  decide: (state, { nextToken }, scope) => {
    const { items, NextToken } = page([...state.exports], nextToken, 100)
    const Exports = items.map(([Name, { stackId, value }]) => ({
      ExportingStackId: stackId,
      Name,
      Value: localUrl(value, scope, scope.endpoint),
    }))
    return { output: { Exports, NextToken } }
  },
})

export const listImports = operation<CloudFormationState>()({
  input: members => ({
    exportName: members.string('ExportName'),
    nextToken: members.optionalString('NextToken', { min: 1 }),
  }),
  access: () => [access('ListImports', '*')],
  decide: (state, { exportName, nextToken }) => {
    const importers = importersOf(state, exportName)
    if (!state.exports.has(exportName)) throw invalid(`Export '${exportName}' does not exist.`)
    if (importers.length === 0) throw invalid(`Export '${exportName}' is not imported by any stack.`)
    const { items, NextToken } = page(importers, nextToken, 100)
    return { output: { Imports: items, NextToken } }
  },
})
