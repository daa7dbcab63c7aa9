// Findings that a run or a study may have: each section is there only if its figures are.
import type { ReportData, Section } from "./compose";

export function further(_data: ReportData, _command: string): Section[] {
  return [];
}
