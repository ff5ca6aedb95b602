import AWSClient
import ArgumentParser
import CommandLineInterface
import DeployEngine
import Deployment
import Diagnostics

extension DeploymentSite {
    /// Deploys, prints the result and ends with its exit code.
    /// - Parameters:
    ///   - options: The choices.
    ///   - output: The options of progress.
    ///   - other: The maker of another plan than the file's, such as that of a rollback.
    func deploy(
        _ options: DeployOptions, output: ProgressOptions, planner other: (any ReleasePlanner)? = nil
    ) async throws {
        let planner: any ReleasePlanner = other ?? planner
        var options = options
        options.hasTerminal = Terminal.isInteractive && !output.json
        options.author = CIEnvironment.author()
        options.region = region
        options.credentialsExpiry = try? await session.configuration.credentials.credentials().expiration
        InterruptHandler.install()
        defer { InterruptHandler.restore() }
        var run = DeployRun(
            context: context, planner: planner, dialogue: TerminalDialogue(planner: planner, isJSON: output.json),
            probe: probe, evidence: [FileEvidenceStore(root: ReportFiles.folder)], addresses: addresses)
        run.blobs = blobs
        let result = await run.run(options)
        progress?.finish()
        try show(result, output)
        if let code = result.exitCode { throw ExitCode(code) }
    }

    private func show(_ result: DeployResult, _ output: ProgressOptions) throws {
        let report = DeployReport(result, environment: plan.environment, events: progress?.history ?? [])
        if output.json {
            try StandardOutput.line(ResultLine.text(report))
        } else {
            try StandardOutput.write(DeploySummary.text(report))
        }
        if let place = ReportFiles.write(report), !output.json {
            StandardError.note("reports: \(place)/gantt.svg, junit.xml")
        }
    }
}

extension DeployResult {
    /// The exit code of the end; nil for success.
    var exitCode: Int32? {
        switch ending {
        case .succeeded, .unchanged: nil
        case .notApproved: ExitCode.notApproved
        case .detached: ExitCode.detached
        case .cancelled: 1
        case .failed(let failure):
            switch failure.code {
            case .conflict where failure.step == .acquireLease: ExitCode.leaseHeld
            case .accessDenied, .credentials: CommandError.Code.notAllowed.rawValue
            case .unavailable, .throttled: CommandError.Code.unavailable.rawValue
            case .invalidInput: CommandError.Code.data.rawValue
            default: 1
            }
        }
    }
}
