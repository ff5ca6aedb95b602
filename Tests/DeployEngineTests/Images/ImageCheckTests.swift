import AWSClient
import DeployEngine
import DeployEngineTesting
import Testing

@Suite("The check of an image in a registry")
struct ImageCheckTests {
    private static func report(
        tag: String? = "1", digest: String? = nil, architecture: String = "amd64", repository: String = "app",
        _ prepare: @Sendable (inout FakeWorkloads) -> Void
    ) async throws -> ImageReport {
        let aws = FakeAWS { world in world.installWorkloads() }
        aws.workloads(prepare)
        let check = ImageCheck(calls: aws.calls(), blobs: HTTPBlobSource(transport: aws.transport))
        return try await check.run(
            PlannedImage(repository: repository, isOwn: true, tag: tag, digest: digest, architecture: architecture))
    }

    private static func push(
        _ change: @escaping @Sendable (inout FakeRegistry.Contents) -> Void
    ) -> @Sendable (inout FakeWorkloads) -> Void {
        { workloads in
            let now = workloads.now
            workloads.registry.push(to: "app", tags: ["1"], .init(change), at: now)
        }
    }

    @Test("A single image is read to its configuration")
    func single() async throws {
        let report = try await Self.report(Self.push { $0.labels = ["org.opencontainers.image.revision": "abc"] })
        #expect(report.problems == [])
        #expect(report.unchecked == [])
        #expect(report.digest == report.manifestDigest && report.digest?.hasPrefix("sha256:") == true)
        #expect(report.configuration?.user == "10001")
        #expect(report.configuration?.ports == ["8080/tcp"])
        #expect(report.lines.contains("  revision: abc"))
        #expect(report.lines.first == "app:1: ECS can run it on linux/amd64")
    }

    @Test("An index is followed to the image of the platform, past an attestation")
    func index() async throws {
        let report = try await Self.report(
            architecture: "arm64",
            Self.push {
                $0.platforms = [.amd64, .arm64]
                $0.hasAttestation = true
            })
        #expect(report.problems == [])
        #expect(report.platforms.map(\.description) == ["linux/amd64", "linux/arm64"])
        #expect(report.configuration?.platform.architecture == "arm64")
        #expect(report.manifestDigest != report.digest)
    }

    /// A registry and the problem of its image.
    struct Row: Sendable, CustomTestStringConvertible {
        let kind: ImageProblem.Kind
        let prepare: @Sendable (inout FakeWorkloads) -> Void
        var testDescription: String { kind.rawValue }
    }

    @Test(
        "Each problem is named with its remedy",
        arguments: [
            Row(kind: .repositoryMissing) { _ in },
            Row(kind: .missing) { $0.registry.addRepository("app", at: $0.now) },
            Row(kind: .archived) { workloads in
                let now = workloads.now
                let digest = workloads.registry.push(to: "app", tags: ["1"], at: now)
                workloads.registry.archive(digest, in: "app")
            },
            Row(
                kind: .platformMissing,
                prepare: push {
                    $0.platforms = [.arm64]
                    $0.hasIndex = true
                }),
            Row(
                kind: .platformUnstated,
                prepare: push {
                    $0.hasIndex = true
                    $0.statesPlatforms = false
                }),
            Row(kind: .platformWrong, prepare: push { $0.platforms = [.arm64] }),
        ])
    func problem(_ row: Row) async throws {
        let report = try await Self.report(row.prepare)
        #expect(report.problems.map(\.kind) == [row.kind])
        #expect(report.problems.allSatisfy { !$0.remedy.isEmpty })
        #expect(report.lines.first == "app:1: ECS cannot run it on linux/amd64")
    }

    @Test("Without a source of documents the configuration is unchecked, and the index still counts")
    func unchecked() async throws {
        let aws = FakeAWS { world in world.installWorkloads() }
        aws.workloads { workloads in
            let now = workloads.now
            workloads.registry.push(to: "app", tags: ["1"], .init { $0.hasIndex = true }, at: now)
        }
        let report = try await ImageCheck(calls: aws.calls()).run(
            PlannedImage(repository: "app", isOwn: true, tag: "1", architecture: "amd64"))
        #expect(report.problems == [])
        #expect(report.unchecked.count == 1)
        #expect(report.configuration == nil)
    }

    @Test("A registry that refuses is an error and no problem of the image")
    func refused() async throws {
        let aws = FakeAWS { world in world.installWorkloads() }
        aws.setFault { request, _ in
            request.service == "ecr"
                ? .error(FakeError("AccessDeniedException", "not authorized to perform: ecr:DescribeImages")) : nil
        }
        let error = await #expect(throws: EngineError.self) {
            try await ImageCheck(calls: aws.calls()).run(
                PlannedImage(repository: "app", isOwn: true, tag: "1", architecture: "amd64"))
        }
        #expect(error?.code == .accessDenied)
    }
}
