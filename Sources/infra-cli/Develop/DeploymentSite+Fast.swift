import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

extension DeploymentSite {
    private struct FastRow: Encodable {
        let event = "result"
        let operation = "deploy --fast"
        let environment: String
        let digest: String
        let release: Int?
        let outcome: String

        enum CodingKeys: String, CodingKey { case event, operation, environment, digest, release, outcome }
    }

    /// Deploys an image without CloudFormation, prints the result and ends with its exit code.
    /// - Parameters:
    ///   - deadline: The time until the deployment is rolled back; nil without a limit.
    ///   - output: The options of progress.
    func deployFast(deadline: Duration?, output: ProgressOptions) async throws {
        try await engine { () async throws(EngineError) in
            try DevelopmentShortcut.fast.allow(inProduction: plan.isProduction)
        }
        var run = FastDeployRun(context: context, ledger: try await ledger(), author: CIEnvironment.author())
        run.blobs = blobs
        run.deadline = deadline
        let prepared = run
        var found: FastDeployRun.Result?
        try await underLease("deploy --fast") { (lease, _) async throws(EngineError) in
            found = try await prepared.run(plan, under: lease)
        }
        guard let result = found else { return }
        let (words, code) = end(of: result)
        if output.json {
            let row = FastRow(
                environment: plan.environment, digest: result.digest, release: result.release?.number,
                outcome: result.release?.outcome.state ?? "unchanged")
            try StandardOutput.line(JSONOutput.line(of: row))
        } else if code == 0 {
            try StandardOutput.line(words)
        }
        guard code != 0 else { return }
        StandardError.error(words)
        throw ExitCode(code)
    }

    private func end(of result: FastDeployRun.Result) -> (words: String, code: Int32) {
        guard case .ended(_, let outcome) = result.outcome else {
            return ("the service of \(plan.environment) runs \(result.digest) already", 0)
        }
        let number = result.release.map { "release \($0.number)" } ?? "the release"
        switch outcome {
        case .succeeded:
            return (
                "\(number): \(result.digest) serves; the stacks describe the image before until the next infra-cli deploy \(plan.environment)",
                0
            )
        case .failed(let failure):
            return (
                "\(number) failed: \(failure.reason ?? failure.status); the cause: infra-cli explain \(plan.environment)",
                1
            )
        case .cancelled: return ("\(number) was cancelled and rolled back", 1)
        case .deadlineExceeded: return ("the deadline passed; \(number) was rolled back", 1)
        case .paused(let gate):
            return (
                "the deployment waits at \(gate.stage); continue with: infra-cli approve \(plan.environment)",
                ExitCode.detached
            )
        case .detached:
            return ("ECS goes on; look with: infra-cli status \(plan.environment)", ExitCode.detached)
        }
    }
}
