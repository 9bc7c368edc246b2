// GetTemplate, GetTemplateSummary and ValidateTemplate.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplateSummary.html

import { type Desk, operation, type Scope } from '../../../core/service.ts'
import { templateProblems } from '../../../template/structure.ts'
import type { ParameterDeclaration, Template } from '../../../template/template.ts'
import { capabilitiesReason, requiredCapabilities } from '../capabilities.ts'
import { documentsOf } from '../machine/documents.ts'
import { invalid } from '../source.ts'
import type { CloudFormationState } from '../state.ts'
import { templateSource, templateText } from '../template-text.ts'
import { access, changeSetOf, stackOf, stackResource } from './find.ts'

export const getTemplate = operation<CloudFormationState>()({
  input: members => ({
    stackName: members.optionalString('StackName', { min: 1 }),
    changeSetName: members.optionalString('ChangeSetName', { min: 1 }),
    stage: members.optionalString('TemplateStage', { values: ['Original', 'Processed'] }) ?? 'Original',
  }),
  access: ({ stackName, changeSetName }, scope, state) => {
    const named = stackName ?? (changeSetName && state.changeSets.get(changeSetName)?.StackId)
    return [access('GetTemplate', stackResource(state, scope, named))]
  },
  perform: async (desk, { stackName, changeSetName, stage }) => {
    const stack = changeSetName === undefined ? stackOf(desk.state, stackName ?? '') : undefined
    const id = stack ? stack.settings.source : changeSetOf(desk.state, changeSetName ?? '', stackName).source
    // https://github.com/envato/stack_master/pull/233 shows the empty text. Unverified: which stages are named.
    if (stack?.StackStatus === 'REVIEW_IN_PROGRESS') return { TemplateBody: '', StagesAvailable: [] }
    if (id === undefined) throw invalid(`Template for ${changeSetName ?? stackName} is not available`)
    const source = documentsOf(desk).get(id)
    const processed = stage === 'Processed' && source.template.Transform.length > 0
    return {
      TemplateBody: processed ? JSON.stringify(spelledOut(source.template), null, 2) : source.text,
      StagesAvailable: ['Original', 'Processed'],
    }
  },
})

/** Without the sections that the template does not have. */
const spelledOut = ({
  Transform: _,
  Globals: __,
  misread: ___,
  ...template
}: Template): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(template).filter(([, value]) => typeof value !== 'object' || Object.keys(value).length > 0),
  )

export const getTemplateSummary = operation<CloudFormationState>()({
  input: members => ({
    template: templateSource(members),
    stackName: members.optionalString('StackName', { min: 1 }),
  }),
  access: ({ stackName, template }, scope, state) => [
    stackName === undefined
      ? access('GetTemplateSummary', '*', urlContext(template.url))
      : access('GetTemplateSummary', stackResource(state, scope, stackName)),
  ],
  perform: async (desk, { template: given, stackName }, scope) => {
    const template = await templateOf(desk, given, scope, stackName)
    return {
      ...described(template),
      Parameters: Object.entries(template.Parameters).map(([name, declaration]) => ({
        ...parameterOf(name, declaration),
        ParameterType: declaration.Type,
        ParameterConstraints: declaration.AllowedValues ? { AllowedValues: declaration.AllowedValues } : {},
      })),
      ResourceTypes: [...new Set(Object.values(template.Resources).map(({ Type }) => Type))],
      Version: template.AWSTemplateFormatVersion,
      Metadata: template.Metadata === undefined ? undefined : JSON.stringify(template.Metadata),
    }
  },
})

const urlContext = (url: string | undefined): Readonly<Record<string, string>> =>
  url === undefined ? {} : { 'cloudformation:TemplateUrl': url }

const templateOf = async (
  desk: Desk<CloudFormationState>,
  given: ReturnType<typeof templateSource>,
  scope: Scope,
  stackName?: string,
): Promise<Template> => {
  const { parseTemplate } = await import('../../../template/parse.ts')
  const text = await templateText(desk, given, scope)
  if (text !== undefined) return parseTemplate(text)
  const id = stackName === undefined ? undefined : stackOf(desk.state, stackName).settings.source
  if (id === undefined) throw invalid('Either Template URL or Template Body must be specified.')
  return parseTemplate(documentsOf(desk).get(id).text)
}

const described = (template: Template): Readonly<Record<string, unknown>> => {
  const all = Object.fromEntries(Object.keys(template.Conditions).map(name => [name, true]))
  const capabilities = requiredCapabilities(template, all, template.Transform)
  return {
    Description: template.Description,
    Capabilities: capabilities,
    CapabilitiesReason: capabilitiesReason(template),
    DeclaredTransforms: template.Transform,
  }
}

const parameterOf = (name: string, { Default, NoEcho, Description }: ParameterDeclaration) => ({
  ParameterKey: name,
  DefaultValue: Default,
  NoEcho: NoEcho ?? false,
  Description,
})

export const validateTemplate = operation<CloudFormationState>()({
  input: members => ({ template: templateSource(members) }),
  access: ({ template }) => [access('ValidateTemplate', '*', urlContext(template.url))],
  perform: async (desk, input, scope) => {
    const template = await templateOf(desk, input.template, scope)
    const problems = template.Transform.length === 0 ? templateProblems(template) : []
    if (problems.length > 0) throw invalid(problems.map(problem => problem.message).join('\n'))
    const Parameters = Object.entries(template.Parameters).map(([name, declaration]) => parameterOf(name, declaration))
    return { ...described(template), Parameters }
  },
})
