// A CloudFormation template as data, after parsing: short-form tags are spelled out (`{ Ref: … }`, `{ 'Fn::Sub': … }`).
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html

export type Value = string | number | boolean | null | readonly Value[] | ValueMap
export interface ValueMap {
  readonly [key: string]: Value
}

export interface Template {
  readonly AWSTemplateFormatVersion?: string
  readonly Description?: string
  readonly Metadata?: ValueMap
  readonly Parameters: Readonly<Record<string, ParameterDeclaration>>
  readonly Rules: Readonly<Record<string, RuleDeclaration>>
  readonly Mappings: Readonly<Record<string, Readonly<Record<string, ValueMap>>>>
  readonly Conditions: ValueMap
  /** The names of the transforms, in order; empty when there are none. */
  readonly Transform: readonly string[]
  /** Section of AWS::Serverless-2016-10-31. */
  readonly Globals?: ValueMap
  readonly Resources: Readonly<Record<string, ResourceDeclaration>>
  readonly Outputs: Readonly<Record<string, OutputDeclaration>>
  /** Present when there are any. */
  readonly misread?: readonly Misread[]
}

/** A scalar without quotes that AWS takes for a number, while the local cloud keeps its text. */
export interface Misread {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly text: string
  /** How AWS writes it. */
  readonly aws: string
}

export interface ParameterDeclaration {
  readonly Type: string
  readonly Default?: string
  readonly NoEcho?: boolean
  readonly AllowedValues?: readonly string[]
  readonly AllowedPattern?: string
  readonly ConstraintDescription?: string
  readonly Description?: string
  readonly MinLength?: number
  readonly MaxLength?: number
  readonly MinValue?: number
  readonly MaxValue?: number
}

export interface RuleDeclaration {
  readonly RuleCondition?: Value
  readonly Assertions: readonly { readonly Assert: Value; readonly AssertDescription?: string }[]
}

export interface ResourceDeclaration {
  readonly Type: string
  readonly Properties?: ValueMap
  readonly DependsOn?: string | readonly string[]
  readonly Condition?: string
  readonly DeletionPolicy?: Value
  readonly UpdateReplacePolicy?: Value
  readonly UpdatePolicy?: ValueMap
  readonly CreationPolicy?: ValueMap
  readonly Metadata?: ValueMap
}

export interface OutputDeclaration {
  readonly Value: Value
  readonly Description?: string
  readonly Condition?: string
  readonly Export?: { readonly Name: Value }
}

/** One thing wrong with a template, where a person finds it. Line and column count from 1. */
export interface TemplateProblem {
  readonly line?: number
  readonly column?: number
  /** For example `Resources.Bucket.Properties`. */
  readonly path: string
  /** In AWS's words where AWS has any, otherwise what was given, what was expected, what to change. */
  readonly message: string
  /** What AWS does not say. */
  readonly reason?: string
}

export const isMap = (value: Value | undefined): value is ValueMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value)

export const SERVERLESS_TRANSFORM = 'AWS::Serverless-2016-10-31'
export const LANGUAGE_EXTENSIONS = 'AWS::LanguageExtensions'
