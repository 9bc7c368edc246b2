// The formats of reports, by the names that a buildspec has for them.
// https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.reports.file-format
import type { CoverageFormat, TestFormat } from '../buildspec/buildspec.ts'
import { readClover } from './clover.ts'
import { readCobertura } from './cobertura.ts'
import type { ReadCoverage } from './coverage.ts'
import { readCucumber } from './cucumber.ts'
import { readJacoco } from './jacoco.ts'
import { readJunit } from './junit.ts'
import { readNunit, readNunit3 } from './nunit.ts'
import { readSimplecov } from './simplecov.ts'
import type { ReadTests } from './test-case.ts'
import { readTestng } from './testng.ts'
import { readTrx } from './trx.ts'

export const READ_TESTS: Readonly<Record<TestFormat, ReadTests>> = {
  CUCUMBERJSON: readCucumber,
  JUNITXML: readJunit,
  NUNITXML: readNunit,
  NUNIT3XML: readNunit3,
  TESTNGXML: readTestng,
  VISUALSTUDIOTRX: readTrx,
}

export const READ_COVERAGE: Readonly<Record<CoverageFormat, ReadCoverage>> = {
  CLOVERXML: readClover,
  COBERTURAXML: readCobertura,
  JACOCOXML: readJacoco,
  SIMPLECOV: readSimplecov,
}

export const isCoverage = (format: TestFormat | CoverageFormat): format is CoverageFormat => format in READ_COVERAGE
