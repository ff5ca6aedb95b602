import CommandLineInterface
import DeployEngine
internal import Foundation

/// The reports that a run leaves in files: a Gantt chart, JUnit, and the summary of a job.
enum ReportFiles {
    /// The folder of reports and evidence, below the working directory.
    static let folder = "deploy/out"

    /// Writes the reports of a run. A report that cannot be written is a warning: the run is over.
    /// - Returns: The folder; nil if nothing was written.
    @discardableResult
    static func write(_ report: DeployReport) -> String? {
        if let summary = CIEnvironment.stepSummary { append(StepSummary.markdown(report), to: summary) }
        guard let release = report.release.flatMap(Int.init) else { return nil }
        let place = "\(folder)/\(report.environment)/\(EvidenceRequest.releaseName(release))"
        do {
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            try Data(GanttSVG.text(report).utf8).write(to: URL(filePath: "\(place)/gantt.svg"), options: .atomic)
            try Data(JUnitReport.text(report).utf8).write(to: URL(filePath: "\(place)/junit.xml"), options: .atomic)
            return place
        } catch {
            StandardError.line("warning: the reports cannot be written to \(place)")
            return nil
        }
    }

    private static func append(_ text: String, to path: String) {
        guard let handle = FileHandle(forWritingAtPath: path) else {
            StandardError.line("warning: GITHUB_STEP_SUMMARY cannot be written")
            return
        }
        defer { try? handle.close() }
        _ = try? handle.seekToEnd()
        try? handle.write(contentsOf: Data(text.utf8))
    }
}
