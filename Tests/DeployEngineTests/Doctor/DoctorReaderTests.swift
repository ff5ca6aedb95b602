import AWSClient
import DeployEngine
import DeployEngineTesting
import Foundation
import Processes
import TestSupport
import Testing

@Suite("The reading of facts for doctor")
struct DoctorReaderTests {
    private struct NoCredentialsError: Error, CustomStringConvertible {
        let description = "no source has credentials"
    }

    private static func read(
        _ stage: DeployStage, variables: [String: String] = [:],
        credentials: () async throws -> ResolvedCredentials = {
            ResolvedCredentials(credentials: FakeAWS.credentials, source: "test")
        }
    ) async throws -> DoctorReport {
        let plan = try SampleApp().plan(imageDigest: nil)
        let facts = await DoctorReader(context: stage.context(), plan: plan).read(
            variables: variables, isCI: false, region: "eu-central-1", credentials: credentials)
        return DoctorReport(facts, plan: plan)
    }

    private static func statuses(_ report: DoctorReport) -> [DoctorFinding.Check: DoctorFinding.Status] {
        Dictionary(report.findings.map { ($0.check, $0.status) }) { first, _ in first }
    }

    @Test("A bootstrapped account is right")
    func right() async throws {
        let statuses = Self.statuses(try await Self.read(try await DeployStage()))
        #expect(statuses[.credentials] == .ok && statuses[.account] == .ok && statuses[.clock] == .ok)
        #expect(statuses[.bootstrap] == .ok && statuses[.executionPolicy] == .ok)
    }

    @Test("An account without the bootstrap stack is named")
    func missing() async throws {
        let stage = try await DeployStage()
        stage.aws.setFault { request, _ in
            request.operation == "DescribeStacks"
                ? .error(FakeError("ValidationError", "Stack with id app-test-bootstrap does not exist")) : nil
        }
        let report = try await Self.read(stage)
        #expect(Self.statuses(report)[.bootstrap] == .failed)
        #expect(report.isFixedByBootstrap)
    }

    @Test("Missing credentials end the reading, without a call")
    func credentials() async throws {
        let stage = try await DeployStage()
        let before = stage.aws.calls.count
        let report = try await Self.read(stage) { throw NoCredentialsError() }
        #expect(stage.aws.calls.count == before)
        #expect(Self.statuses(report)[.credentials] == .failed)
    }

    @Test("Programs are found in the folders of PATH, in its order, if they are executable")
    func programs() throws {
        let folder = try TemporaryFolder()
        let (first, second) = (folder.path + "/a", folder.path + "/b")
        for place in [first, second] {
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        }
        func make(_ path: String, _ mode: Int) {
            _ = FileManager.default.createFile(atPath: path, contents: Data(), attributes: [.posixPermissions: mode])
        }
        make(first + "/podman", 0o644)
        make(second + "/podman", 0o755)
        make(second + "/docker", 0o755)
        let search = ProgramSearch(path: "\(first)::\(second)")
        #expect(
            search.paths(of: ["podman", "docker", "buildah"]) == [
                "podman": second + "/podman", "docker": second + "/docker",
            ])
        #expect(ProgramSearch(path: "").path(of: "podman") == nil)
    }
}
